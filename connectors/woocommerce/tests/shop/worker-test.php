<?php
/**
 * One worker at a time: a second is turned away, and what it came for goes out all the same.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Queue;
use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Runner;

/** The worker. */
final class Worker_Test extends Shop_Test {

	private function answer( callable $before ): void {
		$server             = $this->server;
		Fake_Http::$answers = function ( string $method, string $url, array $args ) use ( $server, $before ) {
			$before();
			return $server->answer( $method, $url, $args );
		};
	}

	public function test_a_second_worker_does_nothing_and_what_came_meanwhile_goes_out_with_the_first(): void {
		$second = array();
		$this->buy( 'classic' );
		Fake_Shop::begin_request();
		$this->answer(
			function () use ( &$second ) {
				if ( ! $second ) {
					Queue::add( 'order', '4711', 'deleted' );
					$second[] = Runner::run();
				}
			}
		);
		$this->assertSame( 2, Runner::run() );
		$this->assertSame( array( 0 ), $second );
		$this->assertSame( array( 'tributary.order:created', 'action.woocommerce_delete_order' ), $this->server->heard() );
	}

	public function test_a_worker_that_was_killed_holds_nobody_up_for_long(): void {
		$this->buy( 'classic' );
		update_option( Runner::LOCK, Fake_Clock::now() + Runner::LOCKED, false );
		$this->assertSame( 0, Runner::run() );
		Fake_Clock::pass( Runner::LOCKED );
		$this->assertSame( 1, Runner::run() );
	}

	public function test_a_long_queue_goes_on_in_a_process_of_its_own(): void {
		foreach ( range( 1, 30 ) as $id ) {
			Queue::add( 'order', (string) $id, 'deleted' );
		}
		Fake_Shop::begin_request();
		$this->answer(
			function () {
				Fake_Clock::pass( 2 );
			}
		);
		Runner::run();
		$this->assertGreaterThan( 0, Queue_View::counts()['waiting'] );
		$before = count( Fake_Http::$calls );
		do_action( 'shutdown' );
		$own = array_slice( Fake_Http::$calls, $before );
		$this->assertCount( 1, $own );
		$this->assertStringContainsString( '/tributary/v1/run', $own[0]['url'] );
	}
}
