<?php
/**
 * Writes onto an order, and onto a new account, how its buyer came. Only in the buyer's own request, never in an admin's.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Stamps.
 */
final class Stamping {

	const CLICK   = '_tributary_click';
	const REF     = '_tributary_ref';
	const VISIT   = '_tributary_visit';
	const BROWSER = '_tributary_browser';

	/**
	 * All that is ever written onto an order or an account.
	 */
	const ALL = array( self::CLICK, self::REF, self::VISIT, self::BROWSER );

	/**
	 * Adds hooks.
	 */
	public static function register() {
		// Classic checkout: before the order is first saved.
		add_action( 'woocommerce_checkout_create_order', array( self::class, 'stamp_new' ), 20 );
		// Block checkout, by age: today's hook, and those before WooCommerce 7.2 and 6.3.
		add_action( 'woocommerce_store_api_checkout_update_order_meta', array( self::class, 'stamp_saved' ), 20 );
		if ( defined( 'WC_VERSION' ) && version_compare( WC_VERSION, '7.2', '<' ) ) {
			add_action( 'woocommerce_blocks_checkout_update_order_meta', array( self::class, 'stamp_saved' ), 20 );
			add_action( '__experimental_woocommerce_blocks_checkout_update_order_meta', array( self::class, 'stamp_saved' ), 20 );
		}
	}

	/**
	 * Stamps an order that is about to be saved.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function stamp_new( $order ) {
		foreach ( self::stamps() as $key => $value ) {
			$order->update_meta_data( $key, $value );
		}
	}

	/**
	 * Stamps an order that is saved already.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function stamp_saved( $order ) {
		$changed = false;
		foreach ( self::stamps() as $key => $value ) {
			if ( (string) $order->get_meta( $key ) !== $value ) {
				$order->update_meta_data( $key, $value );
				$changed = true;
			}
		}
		if ( $changed ) {
			$order->save_meta_data();
		}
	}

	/**
	 * Stamps a new account, when the buyer opens it and nobody else.
	 *
	 * @param int $user_id The account.
	 */
	public static function stamp_customer( int $user_id ) {
		if ( is_admin() && ! wp_doing_ajax() ) {
			return;
		}
		foreach ( self::stamps() as $key => $value ) {
			add_user_meta( $user_id, $key, $value, true );
		}
	}

	/**
	 * What the browser brings.
	 *
	 * @return array<string,string>
	 */
	private static function stamps(): array {
		if ( ! Tracking::is_on() ) {
			return array();
		}
		$stamps = array(
			self::CLICK   => Visit::cookie( Visit::CLICK_COOKIE ),
			self::REF     => Visit::cookie( Visit::REF_COOKIE ),
			self::VISIT   => Visit::cookie( Visit::VISIT_COOKIE ),
			self::BROWSER => Visit::cookie( Visit::BROWSER_COOKIE ),
		);
		/**
		 * What is written onto an order or an account; leave a value empty to write nothing.
		 *
		 * @param array<string,string> $stamps Meta key => value.
		 */
		$stamps = array_map( 'strval', (array) apply_filters( 'tributary_stamps', $stamps ) );
		return array_filter( $stamps, 'strlen' );
	}
}
