<?php
/**
 * The queue: nothing is lost, nothing is sent out of order, and people see why something waits.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Settings;

/** The queue. */
final class Queue_Test extends Shop_Test {

	public function test_a_checkout_writes_its_row_and_calls_nobody(): void {
		$this->buy( 'classic' );
		$this->assertSame( array(), Fake_Http::$calls );
		$this->assertSame( 1, Queue_View::counts()['waiting'] );
	}

	public function test_a_checkout_is_no_slower_when_the_server_is_gone(): void {
		$this->server->down = true;
		$this->buy( 'blocks' );
		$this->assertSame( array(), Fake_Http::$calls );
	}

	public function test_an_unreachable_server_is_asked_less_and_less_often(): void {
		$this->server->down = true;
		$this->buy( 'classic' );
		$this->minute( 60 );
		$first = count( Fake_Http::$calls );
		$this->assertGreaterThan( 3, $first );
		$this->assertLessThan( 25, $first, 'an hour of timers, and far fewer calls' );
		Fake_Http::$calls = array();
		$this->minute( 60 );
		$this->assertLessThan( $first, count( Fake_Http::$calls ) );
	}

	public function test_the_reason_stands_beside_what_waits(): void {
		$this->server->down = true;
		$this->buy( 'classic' );
		$this->minute( 2 );
		$row = Queue_View::rows( 'waiting', 1 )[0];
		$this->assertStringContainsString( 'Failed to connect', $row->reason );
		$this->assertSame( 1, Queue_View::counts()['retrying'] );
	}

	public function test_after_three_days_a_row_has_failed_and_retry_sends_it(): void {
		$this->server->status = 422;
		$order = $this->buy( 'classic' );
		for ( $hour = 0; $hour < 96; $hour++ ) {
			Fake_Clock::pass( 3600 );
			$this->minute();
		}
		$this->assertSame( 1, Queue_View::counts()['failed'] );
		$this->server->status = 200;
		$this->minute( 5 );
		$this->assertSame( array(), $this->server->heard(), 'what has failed waits for a person' );
		$this->assertSame( 1, Queue_View::retry() );
		$this->minute();
		$this->assertSame( 'processing', $this->server->standing( $order->get_id() )['status'] );
	}

	/** @dataProvider gone */
	public function test_a_store_that_is_gone_stops_the_queue_and_tells_the_owner( int $status ): void {
		$this->server->status = $status;
		$this->buy( 'classic' );
		$this->minute( 2 );
		$this->assertFalse( Settings::can_send() );
		Fake_Http::$calls = array();
		$this->minute( 30 );
		$this->assertSame( array(), Fake_Http::$calls );
		$this->assertNotSame( '', Settings::connection()['lost'] );
	}

	public static function gone(): array {
		return array( 'not found' => array( 404 ), 'gone' => array( 410 ) );
	}

	public function test_a_delivery_keeps_its_id_however_often_it_is_tried(): void {
		$this->server->down = true;
		$this->buy( 'classic' );
		$this->minute( 3 );
		$this->server->down = false;
		$this->minute( 20 );
		$ids = array();
		foreach ( Fake_Http::$calls as $call ) {
			$ids[] = $call['args']['headers']['X-WC-Webhook-Delivery-ID'] ?? null;
		}
		$ids = array_unique( array_filter( $ids ) );
		$this->assertCount( 1, $ids );
		$this->assertMatchesRegularExpression( '/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/', reset( $ids ) );
	}

	public function test_a_refused_row_does_not_hold_up_the_others(): void {
		$bad = $this->buy( 'classic' );
		$ok  = $this->buy( 'classic' );
		add_filter(
			'pre_http_request',
			function ( $early, $args ) use ( $bad ) {
				$about = json_decode( (string) ( $args['body'] ?? '' ), true )['order']['id'] ?? 0;
				return $bad->get_id() === $about ? Fake_Http::answer( 422, '{"detail":"No."}' ) : $early;
			},
			10,
			2
		);
		Fake_Clock::pass( 60 );
		fake_run_actions();
		$this->assertSame( 'processing', $this->server->standing( $ok->get_id() )['status'] );
		$this->assertSame( 'unknown', $this->server->standing( $bad->get_id() )['status'] );
	}

	public function test_a_later_event_of_an_order_waits_for_an_earlier_one(): void {
		$this->server->status = 422;
		$order = $this->buy( 'classic' );
		$this->minute();
		$this->server->status = 200;
		$this->in_request(
			function () use ( $order ) {
				wc_get_order( $order->get_id() )->delete( true );
			}
		);
		Tributary\WooCommerce\Runner::run(); // The first row is not due again yet; the second is.
		$this->assertSame( array(), $this->server->heard() );
		$this->minute( 10 );
		$this->assertSame( 'deleted', $this->server->standing( $order->get_id() )['status'] );
	}

	public function test_a_row_that_somebody_has_taken_is_given_to_nobody_else_until_their_time_is_up(): void {
		$this->buy( 'classic' );
		$this->buy( 'classic' );
		$now = Fake_Clock::now();
		$this->assertCount( 2, Tributary\WooCommerce\Queue::claim( 5, $now ) );
		$this->assertSame( array(), Tributary\WooCommerce\Queue::claim( 5, $now ) );
		$this->assertCount( 2, Tributary\WooCommerce\Queue::claim( 5, $now + 3600 ), 'whoever took them has died' );
	}

	public function test_two_workers_at_once_send_each_row_once(): void {
		for ( $i = 0; $i < 5; $i++ ) {
			$this->buy( 'classic' );
		}
		$inside = false;
		add_filter(
			'pre_http_request',
			function ( $early ) use ( &$inside ) {
				if ( ! $inside ) {
					$inside = true; // The second worker begins while the first sends.
					Tributary\WooCommerce\Runner::run();
				}
				return $early;
			}
		);
		Fake_Clock::pass( 60 );
		fake_run_actions();
		$this->assertTrue( $inside );
		$this->assertCount( 5, $this->server->deliveries );
	}
}
