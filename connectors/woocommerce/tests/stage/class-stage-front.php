<?php
/**
 * The shop as a buyer sees it: its start page, the checkout, and the page that thanks.
 *
 * @package Tributary\Tests
 */

/** Pages of the shop. */
final class Stage_Front {

	const RECEIVED = '@^/checkout/order-received/(\d+)/@';

	public static function answer(): void {
		// Whoever looks at a page must not wait for anybody else.
		Fake_Http::$forbidden = 'out';
		$path                 = Stage::path();
		if ( '/checkout/' === $path && 'POST' === $_SERVER['REQUEST_METHOD'] ) {
			self::buy();
		} elseif ( '/checkout/' === $path ) {
			Stage_Page::shop( 'Checkout', array( self::class, 'show_checkout' ) );
		} elseif ( preg_match( self::RECEIVED, $path, $match ) ) {
			Stage_Page::shop(
				'Order received',
				function () use ( $match ) {
					echo '<p>Order number: <strong id="order">', (int) $match[1], '</strong></p>';
					do_action( 'woocommerce_thankyou', (int) $match[1] );
				}
			);
		} elseif ( '/' === $path ) {
			Stage_Page::shop( 'Mugs', array( self::class, 'show_start' ) );
		} else {
			http_response_code( 404 );
			Stage_Page::shop( 'Not found', '__return_empty_array' );
		}
	}

	public static function show_start(): void {
		echo '<p>One mug is in your cart. <a href="', esc_url( home_url( '/checkout/' ) ), '">Proceed to checkout</a></p>';
	}

	public static function show_checkout(): void {
		echo '<form method="post" action="', esc_url( home_url( '/checkout/' ) ), '">';
		echo '<p><label for="billing_email">Email address</label> <input type="email" id="billing_email" name="billing_email" value="bo@example.com"></p>';
		echo '<button>Place order</button></form>';
	}

	private static function buy(): void {
		$products = wc_get_products( array( 'limit' => 1, 'order' => 'ASC' ) );
		$order    = Fake_Checkout::classic(
			array(
				'lines'    => array( array( $products[0]->get_name(), 2, '50.00', $products[0]->get_id() ) ),
				'shipping' => '5.00',
				'email'    => sanitize_email( wp_unslash( $_POST['billing_email'] ) ),
				'currency' => get_woocommerce_currency(),
			)
		);
		wp_redirect( home_url( '/checkout/order-received/' . $order->get_id() . '/' ) );
	}
}
