<?php
/**
 * A card on a customer's profile: who sent them, and where their link, friends and rewards stand.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The card.
 */
final class User_Card {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'show_user_profile', array( self::class, 'show' ), 30 );
		add_action( 'edit_user_profile', array( self::class, 'show' ), 30 );
	}

	/**
	 * The card.
	 *
	 * @param \WP_User $user Whose profile it is.
	 */
	public static function show( $user ) {
		if ( ! Settings::is_connected() || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		$ref = (string) get_user_meta( $user->ID, Stamping::REF, true );
		$url = Settings::server_url( '/admin/customers?' . http_build_query( array( 'q' => $user->user_email ) ) );
		echo '<h2>' . esc_html__( 'Referral', 'tributary' ) . '</h2><table class="form-table" role="presentation"><tr><th scope="row">'
			. esc_html__( 'Came by', 'tributary' ) . '</th><td>'
			. ( '' === $ref ? esc_html__( 'no code', 'tributary' ) : '<code dir="ltr">' . esc_html( $ref ) . '</code>' )
			. '</td></tr><tr><th scope="row">' . esc_html__( 'Link, friends and rewards', 'tributary' ) . '</th><td><a href="' . esc_url( $url ) . '" target="_blank" rel="noopener">'
			. esc_html__( 'On the server', 'tributary' ) . '</a></td></tr></table>';
	}
}
