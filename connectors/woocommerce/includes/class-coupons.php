<?php
/**
 * Coupons in the shop: finds one by its code, and makes one. A code is never made twice.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Makes coupons by WooCommerce's own objects.
 */
final class Coupons {

	const PARTNER      = '_tributary_partner';
	const PARTNER_NAME = '_tributary_partner_name';
	const TYPES        = array( 'percent', 'fixed_cart' );

	/**
	 * The coupon with a code.
	 *
	 * @param string $code In any spelling.
	 * @return \WC_Coupon|null
	 */
	public static function find( string $code ) {
		$id = (int) wc_get_coupon_id_by_code( $code );
		return $id > 0 ? new \WC_Coupon( $id ) : null;
	}

	/**
	 * Makes a coupon, or gives the one that is there.
	 *
	 * @param array $wanted `code`, `discount_type`, `amount` (a decimal text) and what `fill()` reads.
	 * @return array{coupon:\WC_Coupon,created:bool}|\WP_Error
	 */
	public static function make( array $wanted ) {
		$code = wc_format_coupon_code( isset( $wanted['code'] ) ? (string) $wanted['code'] : '' );
		if ( '' === $code ) {
			return new \WP_Error( 'code', __( 'A coupon needs a code.', 'tributary' ), array( 'status' => 422 ) );
		}
		$there = self::find( $code );
		if ( $there ) {
			return array(
				'coupon'  => $there,
				'created' => false,
			);
		}
		$type   = isset( $wanted['discount_type'] ) ? (string) $wanted['discount_type'] : '';
		$amount = isset( $wanted['amount'] ) ? (string) $wanted['amount'] : '';
		if ( ! in_array( $type, self::TYPES, true ) ) {
			return new \WP_Error( 'discount_type', __( 'The discount is a percentage (percent) or an amount off the cart (fixed_cart).', 'tributary' ), array( 'status' => 422 ) );
		}
		if ( 1 !== preg_match( '/\A[0-9]{1,9}(\.[0-9]{1,4})?\z/', $amount ) || ( 'percent' === $type && (float) $amount > 100 ) ) {
			return new \WP_Error( 'amount', __( 'The amount is a number such as 10 or 12.50; a percentage is at most 100.', 'tributary' ), array( 'status' => 422 ) );
		}
		$currency = isset( $wanted['currency'] ) ? (string) $wanted['currency'] : '';
		if ( 'fixed_cart' === $type && '' !== $currency && get_woocommerce_currency() !== $currency ) {
			/* translators: 1: the shop's currency, 2: the currency that was asked for. */
			return new \WP_Error( 'currency', sprintf( __( 'This shop sells in %1$s, not in %2$s.', 'tributary' ), get_woocommerce_currency(), $currency ), array( 'status' => 422 ) );
		}
		$coupon = new \WC_Coupon();
		$coupon->set_code( $code );
		$coupon->set_discount_type( $type );
		$coupon->set_amount( $amount );
		self::fill( $coupon, $wanted );
		$coupon->save();
		return array(
			'coupon'  => $coupon,
			'created' => true,
		);
	}

	/**
	 * Conditions and notes.
	 *
	 * @param \WC_Coupon $coupon The new coupon.
	 * @param array      $wanted What was asked for.
	 */
	private static function fill( $coupon, array $wanted ) {
		$text = static function ( $name ) use ( $wanted ) {
			return isset( $wanted[ $name ] ) && is_scalar( $wanted[ $name ] ) ? (string) $wanted[ $name ] : '';
		};
		$coupon->set_description( sanitize_text_field( $text( 'description' ) ) );
		if ( is_email( $text( 'email' ) ) ) {
			$coupon->set_email_restrictions( array( sanitize_email( $text( 'email' ) ) ) );
		}
		if ( 1 === preg_match( '/\A[0-9]{1,9}(\.[0-9]{1,4})?\z/', $text( 'minimum_amount' ) ) ) {
			$coupon->set_minimum_amount( $text( 'minimum_amount' ) );
		}
		if ( (int) $text( 'usage_limit' ) > 0 ) {
			$coupon->set_usage_limit( (int) $text( 'usage_limit' ) );
		}
		if ( '' !== $text( 'expires_at' ) && false !== strtotime( $text( 'expires_at' ) ) ) {
			$coupon->set_date_expires( strtotime( $text( 'expires_at' ) ) );
		}
		$coupon->set_individual_use( ! empty( $wanted['individual_use'] ) );
		if ( '' !== $text( 'partner' ) ) {
			$coupon->update_meta_data( self::PARTNER, sanitize_text_field( $text( 'partner' ) ) );
			$coupon->update_meta_data( self::PARTNER_NAME, sanitize_text_field( $text( 'partner_name' ) ) );
		}
	}

	/**
	 * A coupon as the route tells of it.
	 *
	 * @param \WC_Coupon $coupon The coupon.
	 */
	public static function written( $coupon ): array {
		$expires = $coupon->get_date_expires();
		return array(
			'id'            => (string) $coupon->get_id(),
			'code'          => $coupon->get_code(),
			'status'        => (string) get_post_status( $coupon->get_id() ),
			'discount_type' => $coupon->get_discount_type(),
			'amount'        => (string) wc_format_decimal( $coupon->get_amount() ),
			'currency'      => get_woocommerce_currency(),
			'uses'          => (int) $coupon->get_usage_count(),
			'usage_limit'   => (int) $coupon->get_usage_limit(),
			'expires_at'    => $expires ? Sender::moment( (int) $expires->getTimestamp() ) : null,
		);
	}
}
