<?php
/**
 * The screen of a shop that is not connected yet.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Connect.
 */
final class Connect_Screen {

	/**
	 * The screen.
	 */
	public static function show() {
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Connect this shop', 'tributary' ) . '</h2>';
		echo '<p>' . esc_html__( 'Write where your Tributary server is. It asks you there whether this shop may connect, then you come back.', 'tributary' ) . '</p>';
		Admin_Actions::form( 'connect', __( 'Connect', 'tributary' ), self::server_field( 'tributary-server' ), 'button button-primary' );
		echo '</div>';
		echo '<details class="tributary-card"><summary>' . esc_html__( 'Paste an API key instead', 'tributary' ) . '</summary>';
		echo '<p>' . esc_html__( 'For servers that your browser cannot reach. Make a key under Developers, Keys, with the preset "A shop\'s plugin".', 'tributary' ) . '</p>';
		$fields = self::server_field( 'tributary-server-2' ) . self::field( 'tributary-key', 'key', __( 'API key', 'tributary' ), 'password', '' );
		Admin_Actions::form( 'paste', __( 'Connect with this key', 'tributary' ), $fields );
		echo '</details>';
		$counts = Queue_View::counts();
		if ( $counts['waiting'] + $counts['retrying'] > 0 ) {
			/* translators: %d: number of events. */
			echo '<p>' . esc_html( sprintf( __( '%d events of the earlier connection wait and go out once this shop is connected.', 'tributary' ), $counts['waiting'] + $counts['retrying'] ) ) . '</p>';
		}
	}

	/**
	 * The field for the server's address.
	 *
	 * @param string $id Its id on the page.
	 */
	private static function server_field( string $id ): string {
		return self::field( $id, 'server', __( 'Server', 'tributary' ), 'url', 'https://go.example.com' );
	}

	/**
	 * A field with its label.
	 *
	 * @param string $id    Its id on the page.
	 * @param string $name  Its name in the form.
	 * @param string $label What it is.
	 * @param string $type  Kind of input.
	 * @param string $hint  An example.
	 */
	private static function field( string $id, string $name, string $label, string $type, string $hint ): string {
		return '<p><label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label><br>'
			. '<input required dir="ltr" class="regular-text" autocomplete="off" type="' . esc_attr( $type ) . '" id="' . esc_attr( $id )
			. '" name="' . esc_attr( $name ) . '" placeholder="' . esc_attr( $hint ) . '"></p>';
	}
}
