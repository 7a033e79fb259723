<?php
/**
 * Both checkouts: the hooks of each in their order. While a buyer waits, nobody may ask the network.
 *
 * @package Tributary\Tests
 */

/** A buyer at the checkout. */
final class Fake_Checkout {

	/**
	 * What is bought when a test does not say: two mugs, one tee, flat rate.
	 *
	 * @param array $what lines, coupons, shipping, customer_id, email, currency.
	 */
	public static function basket( array $what = array() ): array {
		return $what + array(
			'lines'       => array(
				array( 'Mug', 2, '250.00' ),
				array( 'Tee', 1, '150.00' ),
			),
			'coupons'     => array(),
			'shipping'    => '49.00',
			'customer_id' => get_current_user_id(),
			'email'       => 'bo@example.com',
			'currency'    => 'SEK',
			'pays'        => true,
		);
	}

	/**
	 * The short-code checkout.
	 *
	 * @param array $what As `basket` says.
	 */
	public static function classic( array $what = array() ): WC_Order {
		return self::waiting(
			function () use ( $what ) {
				$what = self::basket( $what );
				do_action( 'woocommerce_before_checkout_process' );
				do_action( 'woocommerce_checkout_process' );
				do_action( 'woocommerce_after_checkout_validation', array(), new WP_Error() );
				$order = new WC_Order();
				$order->set_created_via( 'checkout' );
				self::fill( $order, $what );
				do_action( 'woocommerce_checkout_create_order', $order, array() );
				$id = $order->save();
				do_action( 'woocommerce_checkout_update_order_meta', $id, array() );
				do_action( 'woocommerce_checkout_order_created', $order );
				do_action( 'woocommerce_checkout_order_processed', $id, array(), $order );
				return self::paid( $order, $what );
			}
		);
	}

	/**
	 * The block checkout: a draft first, then the same order for real.
	 *
	 * @param array $what As `basket` says.
	 */
	public static function blocks( array $what = array() ): WC_Order {
		return self::waiting(
			function () use ( $what ) {
				$what  = self::basket( $what );
				$order = new WC_Order();
				$order->set_status( 'checkout-draft' );
				$order->set_created_via( 'store-api' );
				self::fill( $order, $what );
				$order->save();
				// The buyer goes on; this is another request in life.
				$order = wc_get_order( $order->get_id() );
				do_action( 'woocommerce_store_api_checkout_update_customer_from_request', new WC_Customer(), new WP_REST_Request() );
				do_action( 'woocommerce_store_api_checkout_update_order_from_request', $order, new WP_REST_Request() );
				do_action( 'woocommerce_store_api_checkout_update_order_meta', $order );
				$order->save();
				$order->update_status( 'pending' );
				do_action( 'woocommerce_store_api_checkout_order_processed', $order );
				return self::paid( $order, $what );
			}
		);
	}

	private static function waiting( callable $request ): WC_Order {
		Fake_Http::$forbidden = 'all';
		Fake_Browser::next();
		try {
			$order = $request();
			do_action( 'shutdown' );
		} finally {
			Fake_Http::$forbidden = '';
		}
		return wc_get_order( $order->get_id() );
	}

	private static function paid( WC_Order $order, array $what ): WC_Order {
		if ( $what['pays'] ) {
			$order->payment_complete( 'txn_1' );
		}
		do_action( 'woocommerce_thankyou', $order->get_id() );
		return $order;
	}

	private static function fill( WC_Order $order, array $what ): void {
		$order->set_customer_id( $what['customer_id'] );
		$order->set_currency( $what['currency'] );
		$order->set_payment_method( 'bacs' );
		$order->set_billing_email( $what['email'] );
		$order->set_billing_first_name( 'Bo' );
		$order->set_billing_last_name( 'Berg' );
		$order->set_billing_country( 'SE' );
		$order->set_customer_ip_address( $_SERVER['REMOTE_ADDR'] );
		$sum = 0;
		foreach ( $what['lines'] as $line ) {
			$item = new WC_Order_Item_Product();
			$item->set_name( $line[0] );
			$item->set_quantity( $line[1] );
			$item->set_subtotal( $line[2] );
			$item->set_total( $line[2] );
			$item->set_product_id( $line[3] ?? 0 );
			$order->add_item( $item );
			$sum += (float) $line[2];
		}
		foreach ( $what['coupons'] as $code ) {
			$item = new WC_Order_Item_Coupon();
			$item->set_code( wc_format_coupon_code( $code ) );
			$order->add_item( $item );
		}
		if ( (float) $what['shipping'] > 0 ) {
			$item = new WC_Order_Item_Shipping();
			$item->set_method_title( 'Flat rate' );
			$item->set_total( $what['shipping'] );
			$order->add_item( $item );
		}
		$order->set_shipping_total( $what['shipping'] );
		$order->set_total( wc_format_decimal( $sum + (float) $what['shipping'], 2 ) );
	}
}
