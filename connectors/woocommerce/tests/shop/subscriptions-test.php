<?php
/**
 * What is copied from an order to a subscription, and from that to each renewal, has nothing of how the buyer once came.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Order_Body;

/** Renewals. */
final class Subscriptions_Test extends Shop_Test {

	const STAMPS = array( '_tributary_ref', '_tributary_visit', '_tributary_browser' );

	/** @dataProvider shops */
	public function test_a_renewal_names_neither_click_nor_browser_of_the_first_order( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		Fake_Browser::visit( '/?ref=SARA' );
		$first = $this->buy( $checkout );
		$first->update_meta_data( 'is_vat_exempt', 'no' );
		$first->save();
		foreach ( self::STAMPS as $key ) {
			$this->assertNotSame( '', $first->get_meta( $key ) );
		}
		$subscription = $this->copied( $first, 'subscription' );
		$renewal      = $this->copied( $subscription, 'renewal_order' );
		foreach ( array( $subscription, $renewal, $this->copied( $first, 'resubscribe_order' ) ) as $copy ) {
			$this->assertSame( 'no', $copy->get_meta( 'is_vat_exempt' ), 'what is of others is copied' );
			foreach ( self::STAMPS as $key ) {
				$this->assertSame( '', $copy->get_meta( $key ), $key );
			}
		}
	}

	public function test_a_renewal_says_to_the_server_that_it_is_one(): void {
		$renewal = $this->buy( 'classic' );
		$renewal->update_meta_data( '_subscription_renewal', '31' );
		$renewal->save();
		$meta = array_column( Order_Body::of( $renewal )['meta_data'], 'value', 'key' );
		$this->assertSame( '31', $meta['_subscription_renewal'] );
	}

	public function test_filters_of_before_4_7_leave_the_stamps_out_as_well(): void {
		if ( ! class_exists( 'WC_Subscriptions' ) ) {
			class_alias( self::class, 'WC_Subscriptions' ); // The older one has this class and none that copies.
		}
		Fake_Browser::visit( '/' ); // `init`, by which all plugins are there.
		$rows = array(
			array( 'meta_key' => 'is_vat_exempt', 'meta_value' => 'no' ),
			array( 'meta_key' => '_tributary_ref', 'meta_value' => 'SARA' ),
			array( 'meta_key' => '_tributary_browser', 'meta_value' => '5a1d5c0e-9f0b-4b57-8a52-6e1b7c0d9e21' ),
		);
		foreach ( array( 'subscription', 'parent', 'renewal_order', 'resubscribe_order' ) as $copy ) {
			$left = apply_filters( "wcs_{$copy}_meta", $rows, null, null );
			$this->assertSame( array( 'is_vat_exempt' ), array_column( $left, 'meta_key' ), $copy );
		}
	}

	// As WooCommerce Subscriptions copies: all meta, through its filters.
	private function copied( WC_Order $from, string $kind ): WC_Order {
		$data = array();
		foreach ( $from->get_meta_data() as $meta ) {
			$data[ $meta->key ] = $meta->value;
		}
		$to   = new WC_Order();
		$data = apply_filters( "wc_subscriptions_{$kind}_data", $data, $to, $from );
		$data = apply_filters( 'wc_subscriptions_object_data', $data, $to, $from, $kind );
		foreach ( $data as $key => $value ) {
			$to->update_meta_data( $key, $value );
		}
		$to->save();
		return $to;
	}
}
