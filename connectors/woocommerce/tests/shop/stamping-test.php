<?php
/**
 * Orders say where their buyer came from, at both checkouts and under both storages.
 *
 * @package Tributary\Tests
 */

/** Stamping. */
final class Stamping_Test extends Shop_Test {

	/** @dataProvider shops */
	public function test_an_order_after_a_visit_by_code_names_code_and_visit( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		Fake_Browser::visit( '/?ref=SARA' );
		$order = $this->buy( $checkout );
		$this->assertSame( 'SARA', $order->get_meta( '_tributary_ref' ) );
		$this->assertSame( Fake_Browser::$cookies['tributary_visit']['value'], $order->get_meta( '_tributary_visit' ) );
	}

	/** @dataProvider shops */
	public function test_an_order_after_a_redirect_names_the_click( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$click = 'clk_5m6n3q0xw01k9zjv4c8e1r7t2b';
		Fake_Browser::visit( '/?utm_source=sara&utm_content=' . $click . '&click=' . $click );
		$order = $this->buy( $checkout );
		$this->assertSame( $click, $order->get_meta( '_tributary_click' ) );
		$this->assertSame( array(), $this->server->clicks, 'the redirect has counted this click already' );
	}

	/** @dataProvider shops */
	public function test_an_order_without_a_visit_names_nothing( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$order = $this->buy( $checkout );
		foreach ( array( '_tributary_ref', '_tributary_visit', '_tributary_browser', '_tributary_click' ) as $key ) {
			$this->assertSame( '', $order->get_meta( $key ) );
		}
	}

	/** @dataProvider shops */
	public function test_the_click_of_the_visit_is_known_before_the_order_is_sent( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		Fake_Browser::visit( '/?ref=SARA' );
		$order = $this->buy( $checkout );
		$this->minute( 2 );
		$visit = $order->get_meta( '_tributary_visit' );
		$told  = array_column( $this->server->last_order()['order']['meta_data'], 'value', 'key' );
		$this->assertSame( $this->server->clicks[ $visit ]['click'], $told['_tributary_click'] );
		$this->assertSame( 'SARA', $told['_tributary_ref'] );
	}

	/** @dataProvider shops */
	public function test_a_later_code_costs_an_earlier_click_nothing_and_the_order_names_both( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$click = 'clk_5m6n3q0xw01k9zjv4c8e1r7t2b';
		Fake_Browser::visit( '/?utm_source=sara&utm_content=' . $click . '&click=' . $click );
		Fake_Browser::visit( '/?ref=somebody-elses-campaign' );
		$order = $this->buy( $checkout );
		$this->assertSame( $click, $order->get_meta( '_tributary_click' ) );
		$this->assertSame( Fake_Browser::$cookies['tributary_visit']['value'], $order->get_meta( '_tributary_visit' ) );
	}

	/** @dataProvider shops */
	public function test_the_click_of_an_earlier_visit_stays_beside_a_later_one( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		Fake_Browser::visit( '/?ref=SARA' );
		$first = Fake_Browser::$cookies['tributary_visit']['value'];
		$this->minute();
		Fake_Browser::visit( '/?ref=somebody-elses-campaign' );
		$order = $this->buy( $checkout );
		$this->assertSame( $this->server->clicks[ $first ]['click'], $order->get_meta( '_tributary_click' ) );
		$this->assertNotSame( $first, $order->get_meta( '_tributary_visit' ) );
	}

	// RT-33: whoever runs the shop has cookies, too.
	/** @dataProvider shops */
	public function test_a_change_in_the_admin_writes_nothing_of_the_admins_own_visits( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$order = $this->buy( $checkout );
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::next();
		$GLOBALS['fake_is_admin'] = true;
		$this->in_request(
			function () use ( $order ) {
				wp_set_current_user( 1 );
				wc_get_order( $order->get_id() )->update_status( 'completed' );
				$by_hand = new WC_Order();
				$by_hand->set_created_via( 'admin' );
				$by_hand->set_status( 'processing' );
				$by_hand->save();
				$this->assertSame( '', $by_hand->get_meta( '_tributary_ref' ) );
			}
		);
		$GLOBALS['fake_is_admin'] = false;
		$order                    = wc_get_order( $order->get_id() );
		$this->assertSame( 'completed', $order->get_status() );
		foreach ( array( '_tributary_ref', '_tributary_visit', '_tributary_browser', '_tributary_click' ) as $key ) {
			$this->assertSame( '', $order->get_meta( $key ) );
		}
	}
}
