<?php
/**
 * What the plugin writes of an order is what WooCommerce's REST API v3 writes of it, field by field, as measured on a running store.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Order_Body;
use Tributary\WooCommerce\Refund_Body;

/** The order's body. */
final class Order_Body_Test extends Shop_Test {

	const MEASURED = __DIR__ . '/../../../../crates/tributary/tests/fixtures/woocommerce/rest/';

	/** @dataProvider storages */
	public function test_an_order_is_written_as_the_rest_api_writes_it( bool $hpos ): void {
		$this->open( $hpos );
		$measured = $this->measured( 'wc10-A8_GET_order_with_refunds.json' );
		$written  = Order_Body::of( $this->rebuilt( $measured ) );
		$fields   = array( 'status', 'currency', 'prices_include_tax', 'total', 'total_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'discount_total', 'discount_tax', 'customer_id', 'created_via', 'payment_method', 'date_created_gmt', 'date_paid_gmt' );
		foreach ( $fields as $field ) {
			$this->assertSame( $measured[ $field ], $written[ $field ], $field );
		}
		$this->assertSame( count( $measured['line_items'] ), count( $written['line_items'] ) );
		foreach ( $measured['line_items'] as $place => $line ) {
			foreach ( array( 'name', 'product_id', 'variation_id', 'quantity', 'subtotal', 'subtotal_tax', 'total', 'total_tax' ) as $field ) {
				$this->assertSame( $line[ $field ], $written['line_items'][ $place ][ $field ], $field );
			}
		}
		$this->assertSame( array_column( $measured['coupon_lines'], 'code' ), array_column( $written['coupon_lines'], 'code' ) );
		$this->assertSame( array_column( $measured['shipping_lines'], 'total' ), array_column( $written['shipping_lines'], 'total' ) );
		$this->assertSame( array_column( $measured['refunds'], 'total' ), array_column( $written['refunds'], 'total' ) );
	}

	/** @dataProvider storages */
	public function test_refunds_are_written_as_the_rest_api_writes_them( bool $hpos ): void {
		$this->open( $hpos );
		$order   = $this->rebuilt( $this->measured( 'wc10-A8_GET_order_with_refunds.json' ) );
		$written = Refund_Body::all( $order );
		foreach ( $this->measured( 'wc10-A9_GET_refunds_list.json' ) as $place => $refund ) {
			$this->assertSame( $refund['amount'], $written[ $place ]['amount'] );
			$this->assertSame( $refund['reason'], $written[ $place ]['reason'] );
			$this->assertSame( array_column( $refund['line_items'], 'total' ), array_column( $written[ $place ]['line_items'], 'total' ) );
			$this->assertSame( array_column( $refund['line_items'], 'quantity' ), array_column( $written[ $place ]['line_items'], 'quantity' ) );
			$this->assertSame( array_column( $refund['shipping_lines'], 'total' ), array_column( $written[ $place ]['shipping_lines'], 'total' ) );
		}
	}

	public static function storages(): array {
		return array( 'HPOS' => array( true ), 'legacy' => array( false ) );
	}

	private function measured( string $name ): array {
		return json_decode( file_get_contents( self::MEASURED . $name ), true )['body'];
	}

	// The measured order, put into the fake shop by WooCommerce's own methods.
	private function rebuilt( array $said ): WC_Order {
		$order = new WC_Order();
		foreach ( array( 'currency', 'prices_include_tax', 'total', 'total_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'discount_total', 'discount_tax', 'customer_id', 'created_via', 'payment_method', 'status' ) as $field ) {
			$order->{"set_$field"}( $said[ $field ] );
		}
		$order->set_date_created( $said['date_created_gmt'] );
		$order->set_date_paid( $said['date_paid_gmt'] );
		$this->add( $order, $said );
		$order->save();
		foreach ( array_reverse( $this->measured( 'wc10-A9_GET_refunds_list.json' ) ) as $one ) {
			$refund = new WC_Order_Refund();
			$refund->set_parent_id( $order->get_id() );
			$refund->set_amount( $one['amount'] );
			$refund->set_reason( $one['reason'] );
			$this->add( $refund, $one );
			$refund->save();
		}
		return wc_get_order( $order->get_id() );
	}

	private function add( WC_Abstract_Order $to, array $said ): void {
		$kinds = array(
			'line_items'     => array( WC_Order_Item_Product::class, array( 'name', 'product_id', 'variation_id', 'quantity', 'subtotal', 'subtotal_tax', 'total', 'total_tax' ) ),
			'shipping_lines' => array( WC_Order_Item_Shipping::class, array( 'method_title', 'total', 'total_tax' ) ),
			'coupon_lines'   => array( WC_Order_Item_Coupon::class, array( 'code', 'discount', 'discount_tax' ) ),
		);
		foreach ( $kinds as $name => list( $class, $fields ) ) {
			foreach ( $said[ $name ] ?? array() as $line ) {
				$item = new $class();
				foreach ( $fields as $field ) {
					$item->{"set_$field"}( $line[ $field ] );
				}
				$to->add_item( $item );
			}
		}
	}
}
