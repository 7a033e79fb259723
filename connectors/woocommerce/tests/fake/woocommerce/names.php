<?php
/**
 * WooCommerce's classes that have a namespace.
 *
 * @package Tributary\Tests
 */

namespace Automattic\WooCommerce\Utilities;

/** Says how orders are stored. */
final class OrderUtil {

	public static function custom_orders_table_usage_is_enabled() {
		return \Fake_Storage::$hpos;
	}

	public static function get_order_type( $order ) {
		$order = wc_get_order( $order );
		return $order ? $order->get_type() : null;
	}

	public static function is_order( $id, $types = array( 'shop_order' ) ) {
		$order = wc_get_order( $id );
		return $order && in_array( $order->get_type(), $types, true );
	}

	public static function get_order_admin_screen() {
		return wc_get_page_screen_id( 'shop-order' );
	}
}

/** Notes what plugins say they can. */
final class FeaturesUtil {

	public static $declared = array();

	public static function declare_compatibility( $feature, $file, $positive = true ) {
		self::$declared[ $feature ] = $positive;
		return true;
	}
}
