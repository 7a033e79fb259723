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
		add_filter( 'manage_edit-shop_coupon_columns', array( self::class, 'add_column' ), 30 );
		add_action( 'manage_shop_coupon_posts_custom_column', array( self::class, 'show_column' ), 30, 2 );
	}

	/**
	 * A column in the list of coupons.
	 *
	 * @param array $columns As they are.
	 * @return array
	 */
	public static function add_column( $columns ) {
		if ( Settings::is_connected() ) {
			$columns['tributary_partner'] = __( 'Credited to', 'tributary' );
		}
		return $columns;
	}

	/**
	 * A cell of it.
	 *
	 * @param string $column Which column.
	 * @param int    $id     The coupon.
	 */
	public static function show_column( $column, $id ) {
		if ( 'tributary_partner' !== $column ) {
			return;
		}
		$coupon = new \WC_Coupon( (int) $id );
		$name   = (string) $coupon->get_meta( Coupons::PARTNER_NAME );
		echo '<bdi>' . esc_html( '' !== $name ? $name : (string) $coupon->get_meta( Coupons::PARTNER ) ) . '</bdi>';
	}

	/**
	 * The field for a partner with its search: a name that people read, and an id behind it.
	 *
	 * @param string $id   The partner's id.
	 * @param string $name The partner's name.
	 */
	public static function partner_input( string $id, string $name ): string {
		return '<input type="text" id="tributary-partner" name="tributary_partner_name" value="' . esc_attr( '' !== $name ? $name : $id )
			. '" list="tributary-partners" autocomplete="off" data-tributary-partner aria-describedby="tributary-partner-help">'
			. '<input type="hidden" name="tributary_partner" value="' . esc_attr( $id ) . '" data-tributary-partner-id>'
			. '<datalist id="tributary-partners"></datalist>';
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
		echo self::partner_input( $id, $name ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is written.
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
		$id     = self::chosen( $id, $name );
		if ( (string) $coupon->get_meta( Coupons::PARTNER ) === $id ) {
			return;
		}
		$coupon->update_meta_data( Coupons::PARTNER, $id );
		$coupon->update_meta_data( Coupons::PARTNER_NAME, '' === $id ? '' : self::bare( $name ) );
		$coupon->save_meta_data();
		if ( '' !== $id ) {
			Outbox::note( 'code', (string) $coupon->get_id(), 'created' );
		}
	}

	/**
	 * Which partner a form means: the one that was chosen, or one whose id was typed.
	 *
	 * @param string $id   The hidden field.
	 * @param string $name The field that people see.
	 */
	public static function chosen( string $id, string $name ): string {
		if ( '' === $name ) {
			return '';
		}
		return '' === $id && 0 === strpos( $name, 'par_' ) ? $name : $id;
	}

	/**
	 * A name without the address that the list shows beside it.
	 *
	 * @param string $name As chosen.
	 */
	public static function bare( string $name ): string {
		return (string) preg_replace( '/ \([^()]*@[^()]*\)\z/', '', $name );
	}
}
