<?php
/**
 * The screen for products: how far the sync is, what was left out and why.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Products.
 */
final class Products_Screen {

	/**
	 * The screen.
	 */
	public static function show() {
		$state   = Product_Sync::state();
		$running = 'running' === $state['state'];
		echo '<div class="tributary-card" id="tributary-sync" data-running="' . ( $running ? '1' : '0' ) . '"><h2>' . esc_html__( 'Products for partners', 'tributary' ) . '</h2>';
		echo '<p>' . esc_html__( 'Partners find these products in their portal, with ready links. After the first time, changes go out by themselves.', 'tributary' ) . '</p>';
		$most = max( 1, (int) $state['total'] );
		printf(
			'<p><progress max="%1$d" value="%2$d" aria-label="%3$s"></progress></p>',
			absint( $most ),
			absint( min( $most, $state['done'] + $state['skipped'] ) ),
			esc_attr__( 'Products sent', 'tributary' )
		);
		echo '<p data-tributary-counts aria-live="polite">' . esc_html( self::sentence( $state ) ) . '</p>';
		echo '<p class="tributary-bad" data-tributary-error' . ( '' === $state['error'] ? ' hidden' : '' ) . '>' . esc_html( $state['error'] ) . '</p>';
		if ( $running ) {
			Admin_Actions::form( 'sync_stop', __( 'Stop', 'tributary' ) );
		} else {
			$label = 'stopped' === $state['state'] ? __( 'Go on', 'tributary' ) : __( 'Sync all products', 'tributary' );
			Admin_Actions::form( 'sync_start', $label, '', 'button button-primary' );
		}
		echo '</div>';
		self::show_skipped( $state );
	}

	/**
	 * How it stands, in a sentence.
	 *
	 * @param array $state As `Product_Sync::state` gives it.
	 */
	public static function sentence( array $state ): string {
		if ( 'never' === $state['state'] ) {
			return __( 'No product was sent yet.', 'tributary' );
		}
		/* translators: 1: products sent, 2: all products, 3: products left out. */
		$counts = sprintf( __( '%1$s of %2$s sent, %3$s left out.', 'tributary' ), number_format_i18n( $state['done'] ), number_format_i18n( $state['total'] ), number_format_i18n( $state['skipped'] ) );
		switch ( $state['state'] ) {
			case 'running':
				/* translators: %s: how many were sent. */
				return sprintf( __( 'Sending: %s', 'tributary' ), $counts );
			case 'stopped':
				/* translators: %s: how many were sent. */
				return sprintf( __( 'Stopped: %s', 'tributary' ), $counts );
			default:
				/* translators: 1: how many were sent, 2: a moment. */
				return sprintf( __( '%1$s Finished %2$s.', 'tributary' ), $counts, Moments::written( (int) $state['finished_at'] ) );
		}
	}

	/**
	 * What was left out.
	 *
	 * @param array $state As `Product_Sync::state` gives it.
	 */
	private static function show_skipped( array $state ) {
		if ( ! $state['reasons'] ) {
			return;
		}
		echo '<h3>' . esc_html__( 'Left out', 'tributary' ) . '</h3><table class="widefat striped"><thead><tr><th scope="col">'
			. esc_html__( 'Product', 'tributary' ) . '</th><th scope="col">' . esc_html__( 'Why', 'tributary' ) . '</th></tr></thead><tbody>';
		foreach ( $state['reasons'] as $one ) {
			$link = get_edit_post_link( (int) $one['id'] );
			echo '<tr><th scope="row">' . ( $link ? '<a href="' . esc_url( $link ) . '">' . esc_html( $one['id'] ) . '</a>' : esc_html( $one['id'] ) )
				. '</th><td><bdi>' . esc_html( $one['reason'] ) . '</bdi></td></tr>';
		}
		echo '</tbody></table>';
	}
}
