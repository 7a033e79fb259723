<?php
/**
 * Coupons in the admin: the field "Credit to partner", with a search, and who a coupon belongs to.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The field.
 */
final class Coupon_Field {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'woocommerce_coupon_options', array( self::class, 'show' ), 20, 2 );
		add_action( 'woocommerce_coupon_options_save', array( self::class, 'save' ), 20, 2 );
	}

	/**
	 * The field. Without scripts a partner's id can be typed.
	 *
	 * @param int             $coupon_id The coupon.
	 * @param \WC_Coupon|null $coupon    The same.
	 */
	public static function show( $coupon_id, $coupon = null ) {
		if ( ! Settings::is_connected() ) {
			return;
		}
		$coupon = $coupon instanceof \WC_Coupon ? $coupon : new \WC_Coupon( $coupon_id );
		$id     = (string) $coupon->get_meta( Coupons::PARTNER );
		$name   = (string) $coupon->get_meta( Coupons::PARTNER_NAME );
		wp_nonce_field( 'tributary_coupon', '_tributary_coupon', false );
		echo '<p class="form-field tributary-partner-field"><label for="tributary-partner">' . esc_html__( 'Credit to partner', 'tributary' ) . '</label>';
		printf(
			'<input type="text" id="tributary-partner" name="tributary_partner_name" value="%1$s" list="tributary-partners" autocomplete="off" data-tributary-partner aria-describedby="tributary-partner-help">',
			esc_attr( '' !== $name ? $name : $id )
		);
		echo '<input type="hidden" name="tributary_partner" value="' . esc_attr( $id ) . '" data-tributary-partner-id>';
		echo '<datalist id="tributary-partners"></datalist>';
		echo '<span class="description" id="tributary-partner-help" aria-live="polite">'
			. esc_html__( 'Write a part of the name. Orders with this coupon are credited to that partner, earlier ones too.', 'tributary' ) . '</span></p>';
	}

	/**
	 * Keeps the partner and tells the server.
	 *
	 * @param int             $coupon_id The coupon.
	 * @param \WC_Coupon|null $coupon    The same.
	 */
	public static function save( $coupon_id, $coupon = null ) {
		$nonce = isset( $_POST['_tributary_coupon'] ) ? sanitize_text_field( wp_unslash( $_POST['_tributary_coupon'] ) ) : '';
		if ( ! wp_verify_nonce( $nonce, 'tributary_coupon' ) || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		$coupon = $coupon instanceof \WC_Coupon ? $coupon : new \WC_Coupon( $coupon_id );
		$id     = isset( $_POST['tributary_partner'] ) ? sanitize_text_field( wp_unslash( $_POST['tributary_partner'] ) ) : '';
		$name   = isset( $_POST['tributary_partner_name'] ) ? sanitize_text_field( wp_unslash( $_POST['tributary_partner_name'] ) ) : '';
		if ( '' === $name ) {
			$id = '';
		} elseif ( '' === $id && 0 === strpos( $name, 'par_' ) ) {
			$id = $name;
		}
		if ( (string) $coupon->get_meta( Coupons::PARTNER ) === $id ) {
			return;
		}
		$coupon->update_meta_data( Coupons::PARTNER, $id );
		$coupon->update_meta_data( Coupons::PARTNER_NAME, '' === $id ? '' : $name );
		$coupon->save_meta_data();
		if ( '' !== $id ) {
			Outbox::note( 'code', (string) $coupon->get_id(), 'created' );
		}
	}
}
