<?php
/**
 * WooCommerce's REST API v3, for those who read it inside the shop. Rights are asked for, as in life.
 *
 * @package Tributary\Tests
 */

/** The routes of wc/v3. */
final class Fake_Rest {

	/**
	 * The answer, or null when it is somebody else's route.
	 *
	 * @param WP_REST_Request $request What is asked.
	 */
	public static function answer( WP_REST_Request $request ): ?WP_REST_Response {
		if ( ! preg_match( '@^/wc/v3/(orders|customers)/(\d+)(/refunds)?$@', $request->get_route(), $match ) ) {
			return null;
		}
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			return new WP_REST_Response( array( 'code' => 'woocommerce_rest_cannot_view' ), rest_authorization_required_code() );
		}
		$order = 'orders' === $match[1] ? wc_get_order( (int) $match[2] ) : false;
		if ( ! $order ) {
			return new WP_REST_Response( array( 'code' => 'woocommerce_rest_shop_order_invalid_id' ), 404 );
		}
		return new WP_REST_Response( isset( $match[3] ) ? array_map( array( self::class, 'refund' ), $order->get_refunds() ) : self::order( $order ) );
	}

	/**
	 * An order in the form of REST v3.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function order( WC_Order $order ): array {
		$dates = array();
		foreach ( array( 'created', 'modified', 'paid', 'completed' ) as $name ) {
			$moment                       = $order->{"get_date_$name"}();
			$dates[ "date_$name" ]        = $moment ? $moment->format( 'Y-m-d\TH:i:s' ) : null;
			$dates[ "date_{$name}_gmt" ] = $moment ? gmdate( 'Y-m-d\TH:i:s', $moment->getTimestamp() ) : null;
		}
		return $dates + array(
			'id'             => $order->get_id(),
			'number'         => $order->get_order_number(),
			'status'         => $order->get_status(),
			'currency'       => $order->get_currency(),
			'total'          => wc_format_decimal( $order->get_total(), 2 ),
			'customer_id'    => $order->get_customer_id(),
			'line_items'     => array_values( array_map( array( self::class, 'line' ), $order->get_items() ) ),
			'coupon_lines'   => array_map(
				function ( $code ) {
					return array( 'code' => $code );
				},
				$order->get_coupon_codes()
			),
			'shipping_total' => wc_format_decimal( $order->get_shipping_total(), 2 ),
			'meta_data'      => array_map(
				function ( $one ) {
					return $one->get_data();
				},
				$order->get_meta_data()
			),
		);
	}

	private static function line( WC_Order_Item_Product $item ): array {
		return array(
			'id'         => $item->get_id(),
			'name'       => $item->get_name(),
			'product_id' => $item->get_product_id(),
			'quantity'   => $item->get_quantity(),
			'total'      => wc_format_decimal( $item->get_total(), 2 ),
		);
	}

	private static function refund( WC_Order_Refund $refund ): array {
		return array(
			'id'         => $refund->get_id(),
			'amount'     => wc_format_decimal( $refund->get_amount(), 2 ),
			'reason'     => $refund->get_reason(),
			'line_items' => array_values( array_map( array( self::class, 'line' ), $refund->get_items() ) ),
		);
	}
}
