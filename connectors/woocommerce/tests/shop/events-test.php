<?php
/**
 * What the server hears of an order's life, at both checkouts and under both storages.
 *
 * @package Tributary\Tests
 */

/** Events. */
final class Events_Test extends Shop_Test {

	private function bought( string $checkout, bool $hpos ): WC_Order {
		$this->open( $hpos );
		$order = $this->buy( $checkout );
		$this->minute();
		return $order;
	}

	/** @dataProvider shops */
	public function test_a_checkout_is_told_once_with_its_lines_and_its_coupons( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$order = $this->buy( $checkout, array( 'coupons' => array( 'SARA10' ) ) );
		$this->minute( 3 );
		$this->assertSame( array( 'tributary.order:created' ), $this->server->heard() );
		$told = $this->server->last_order()['order'];
		$this->assertSame( $order->get_id(), $told['id'] );
		$this->assertSame( 'processing', $told['status'] );
		$this->assertSame( '449.00', $told['total'] );
		$this->assertSame( array( '250.00', '150.00' ), array_column( $told['line_items'], 'total' ) );
		$this->assertSame( array( 'sara10' ), array_column( $told['coupon_lines'], 'code' ) );
		$this->assertSame( array(), $this->server->last_order()['refunds'] );
	}

	/** @dataProvider shops */
	public function test_a_change_of_status_is_told( string $checkout, bool $hpos ): void {
		$order = $this->bought( $checkout, $hpos );
		$this->in_request(
			function () use ( $order ) {
				wc_get_order( $order->get_id() )->update_status( 'completed' );
			}
		);
		$this->minute();
		$this->assertSame( 'completed', $this->server->standing( $order->get_id() )['status'] );
	}

	/** @dataProvider shops */
	public function test_a_refund_is_told_with_its_lines( string $checkout, bool $hpos ): void {
		$order = $this->bought( $checkout, $hpos );
		$this->refund( $order, '125.00' );
		$this->minute();
		$this->assertSame( array( '125.00' ), $this->server->standing( $order->get_id() )['refunds'] );
		$line = $this->server->last_order()['refunds'][0]['line_items'][0];
		$this->assertSame( '-125.00', $line['total'] );
		$this->assertSame( (string) key( $order->get_items() ), array_column( $line['meta_data'], 'value', 'key' )['_refunded_item_id'] );
	}

	/** @dataProvider shops */
	public function test_a_full_refund_sets_the_order_to_refunded( string $checkout, bool $hpos ): void {
		$order = $this->bought( $checkout, $hpos );
		$this->in_request(
			function () use ( $order ) {
				wc_create_refund(
					array(
						'order_id' => $order->get_id(),
						'amount'   => '449.00',
					)
				);
			}
		);
		$this->minute();
		$this->assertSame( array( 'status' => 'refunded', 'refunds' => array( '449.00' ) ), $this->server->standing( $order->get_id() ) );
	}

	/** @dataProvider shops */
	public function test_an_order_set_to_refunded_by_hand_is_told_with_the_refund_that_the_shop_makes( string $checkout, bool $hpos ): void {
		$order = $this->bought( $checkout, $hpos );
		$this->in_request(
			function () use ( $order ) {
				wc_get_order( $order->get_id() )->update_status( 'refunded' );
			}
		);
		$this->minute();
		$this->assertSame( array( 'status' => 'refunded', 'refunds' => array( '449.00' ) ), $this->server->standing( $order->get_id() ) );
	}

	/** @dataProvider shops */
	public function test_a_refund_deleted_in_the_admin_is_told( string $checkout, bool $hpos ): void {
		$order  = $this->bought( $checkout, $hpos );
		$refund = $this->refund( $order, '125.00' );
		$this->minute();
		$this->in_request(
			function () use ( $refund ) {
				fake_admin_deletes_refund( $refund->get_id() );
			}
		);
		$this->minute();
		$this->assertSame( array(), $this->server->standing( $order->get_id() )['refunds'] );
	}

	/** @dataProvider shops */
	public function test_a_refund_deleted_by_the_api_is_told_though_woocommerce_says_nothing( string $checkout, bool $hpos ): void {
		$order  = $this->bought( $checkout, $hpos );
		$refund = $this->refund( $order, '125.00' );
		$this->minute();
		$this->in_request(
			function () use ( $refund ) {
				wc_get_order( $refund->get_id() )->delete( true );
			}
		);
		$this->minute();
		$this->assertSame( array(), $this->server->standing( $order->get_id() )['refunds'] );
	}

	/** @dataProvider shops */
	public function test_trash_restore_and_deletion_are_told( string $checkout, bool $hpos ): void {
		$order = $this->bought( $checkout, $hpos );
		$id    = $order->get_id();
		$this->in_request(
			function () use ( $id ) {
				wc_get_order( $id )->delete();
			}
		);
		$this->minute();
		$this->assertSame( 'trash', $this->server->standing( $id )['status'] );
		$this->in_request(
			function () use ( $id, $hpos ) {
				$hpos ? wc_get_order( $id )->untrash() : wp_untrash_post( $id );
			}
		);
		$this->minute();
		$this->assertSame( 'processing', $this->server->standing( $id )['status'] );
		$this->in_request(
			function () use ( $id ) {
				wc_get_order( $id )->delete( true );
			}
		);
		$this->minute();
		$this->assertSame( 'deleted', $this->server->standing( $id )['status'] );
	}

	public function test_under_legacy_storage_an_order_trashed_as_a_post_is_told(): void {
		$order = $this->bought( 'classic', false );
		$this->in_request(
			function () use ( $order ) {
				wp_trash_post( $order->get_id() );
			}
		);
		$this->minute();
		$this->assertSame( 'trash', $this->server->standing( $order->get_id() )['status'] );
	}

	public function test_an_abandoned_block_checkout_is_not_told(): void {
		$this->in_request(
			function () {
				$draft = new WC_Order();
				$draft->set_status( 'checkout-draft' );
				$draft->save();
				$draft->set_total( '10' );
				$draft->save();
			}
		);
		$this->minute();
		$this->assertSame( array(), $this->server->heard() );
	}

	public function test_states_between_two_deliveries_end_in_the_newest(): void {
		$order = $this->bought( 'classic', true );
		$this->server->down = true;
		foreach ( array( 'on-hold', 'processing', 'completed', 'cancelled' ) as $status ) {
			$this->in_request(
				function () use ( $order, $status ) {
					wc_get_order( $order->get_id() )->update_status( $status );
				}
			);
		}
		$this->server->down = false;
		$this->minute( 20 );
		$this->assertSame( 'cancelled', $this->server->standing( $order->get_id() )['status'] );
	}

	public function test_neither_the_orders_key_nor_the_buyers_street_leave_the_shop(): void {
		$this->bought( 'classic', true );
		$said = wp_json_encode( $this->server->last_order() );
		$this->assertStringNotContainsString( 'wc_order_', $said );
		$this->assertStringNotContainsString( 'order_key', $said );
		$this->assertStringNotContainsString( 'address_1', $said );
	}

	public function test_a_new_account_is_told_with_the_code_that_led_to_it(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::next();
		$id = $this->in_request(
			function () {
				return wc_create_new_customer( 'bob@example.com', 'bob' );
			}
		);
		$this->minute( 2 );
		$this->assertSame( array( 'customer.created' ), $this->server->heard() );
		$body = $this->server->deliveries[0]['body'];
		$this->assertSame( $id, $body['id'] );
		$this->assertSame( 'bob@example.com', $body['email'] );
		$this->assertSame( 'SARA', array_column( $body['meta_data'], 'value', 'key' )['_tributary_ref'] );
	}

	private function refund( WC_Order $order, string $amount ): WC_Order_Refund {
		return $this->in_request(
			function () use ( $order, $amount ) {
				return wc_create_refund(
					array(
						'order_id'   => $order->get_id(),
						'amount'     => $amount,
						'reason'     => 'too small',
						'line_items' => array(
							key( $order->get_items() ) => array(
								'qty'          => 1,
								'refund_total' => $amount,
							),
						),
					)
				);
			}
		);
	}
}
