<?php
/**
 * Orders that renew themselves: nobody came for them, so what is written onto the first order stays there. WooCommerce Subscriptions,
 * and what follows it, copy an order's meta to the subscription, and the subscription's to each renewal.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Subscriptions.
 */
final class Subscriptions {

	/**
	 * What is copied to what, in the names of the older filters.
	 */
	const COPIES = array( 'subscription', 'parent', 'renewal_order', 'resubscribe_order' );

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_filter( 'wc_subscriptions_object_data', array( self::class, 'without_stamps' ), 20 );
		add_action( 'init', array( self::class, 'register_older' ), 5 );
	}

	/**
	 * WooCommerce Subscriptions before 4.7 has filters of other names; today's complains of whoever uses those.
	 */
	public static function register_older() {
		if ( ! class_exists( 'WC_Subscriptions' ) || class_exists( 'WC_Subscriptions_Data_Copier' ) ) {
			return;
		}
		foreach ( self::COPIES as $copy ) {
			add_filter( 'wcs_' . $copy . '_meta', array( self::class, 'rows_without_stamps' ), 20 );
		}
	}

	/**
	 * What is copied, without what says how the buyer came.
	 *
	 * @param mixed $data Meta key => value.
	 * @return mixed
	 */
	public static function without_stamps( $data ) {
		return is_array( $data ) ? array_diff_key( $data, array_flip( Stamping::ALL ) ) : $data;
	}

	/**
	 * The same for rows of `meta_key` and `meta_value`.
	 *
	 * @param mixed $rows Rows.
	 * @return mixed
	 */
	public static function rows_without_stamps( $rows ) {
		if ( ! is_array( $rows ) ) {
			return $rows;
		}
		$is_kept = static function ( $row ) {
			return ! is_array( $row ) || ! isset( $row['meta_key'] ) || ! in_array( $row['meta_key'], Stamping::ALL, true );
		};
		return array_filter( $rows, $is_kept );
	}
}
