<?php
/**
 * The hourly round finds what nobody told of, and what the server took back.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Outbox;
use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Settings;

/** The round. */
final class Sweep_Test extends Shop_Test {

	public function test_an_order_whose_request_was_killed_is_told_within_the_hour(): void {
		Fake_Clock::pass( 60 );
		Fake_Shop::begin_request();
		$order = new WC_Order();
		$order->set_status( 'processing' );
		$order->save();
		// Killed here: no shutdown, nothing was written.
		Fake_Shop::begin_request();
		$this->assertSame( 0, Queue_View::counts()['waiting'] );
		do_action( 'tributary_sweep' );
		$this->assertSame( 1, Queue_View::counts()['waiting'] );
		do_action( 'tributary_run' );
		$this->assertSame( 'processing', $this->server->standing( $order->get_id() )['status'] );
	}

	public function test_an_order_that_was_told_is_not_told_again(): void {
		$this->buy( 'classic' );
		$this->minute();
		Fake_Shop::begin_request();
		do_action( 'tributary_sweep' );
		$this->assertSame( 0, Queue_View::counts()['waiting'] );
	}

	public function test_a_lost_store_that_is_there_again_is_used_again(): void {
		Settings::change_connection( array( 'lost' => 'Gone.' ) );
		do_action( 'tributary_sweep' );
		$this->assertFalse( Settings::can_send(), 'the server still knows nothing of it' );
		Fake_Http::$answers = function () {
			return Fake_Http::answer( 200, wp_json_encode( array( 'store' => Stub_Server::STORE ) ) );
		};
		do_action( 'tributary_sweep' );
		$this->assertTrue( Settings::can_send() );
	}

	public function test_what_went_out_long_ago_is_swept_out_and_what_failed_stays(): void {
		$this->buy( 'classic' );
		$this->minute();
		$this->assertSame( 1, Queue_View::counts()['sent'] );
		Fake_Clock::pass( 15 * DAY_IN_SECONDS );
		do_action( 'tributary_sweep' );
		$this->assertSame( 0, Queue_View::counts()['sent'] );
	}
}
