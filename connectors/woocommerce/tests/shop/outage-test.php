<?php
/**
 * The server is down for an hour of orders, then up: every event arrives once in effect.
 *
 * @package Tributary\Tests
 */

/** The outage. */
final class Outage_Test extends Shop_Test {

	/** @dataProvider shops */
	public function test_after_an_hour_without_a_server_every_event_arrives_once_in_effect( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$this->server->down = true;
		$wanted             = array();
		for ( $minute = 0; $minute < 60; $minute++ ) {
			$wanted += $this->life_of_an_order( $checkout, $hpos, $minute );
			$this->minute();
		}
		$this->assertSame( array(), $this->server->deliveries );
		$this->server->down = false;
		$this->minute( 40 );
		$got = array();
		foreach ( array_keys( $wanted ) as $id ) {
			$got[ $id ] = $this->server->standing( $id );
		}
		$this->assertSame( $wanted, $got );
		$this->assertSame( count( $this->server->deliveries ), count( array_unique( array_column( $this->server->deliveries, 'delivery' ) ) ), 'nothing went out twice' );
		$counts = Tributary\WooCommerce\Queue_View::counts();
		$this->assertSame( array( 0, 0, 0 ), array( $counts['waiting'], $counts['retrying'], $counts['failed'] ) );
	}

	// Every order of the hour has another life: kept, completed, partly refunded, refund taken back, trashed, deleted.
	private function life_of_an_order( string $checkout, bool $hpos, int $minute ): array {
		Fake_Browser::reset();
		if ( 0 === $minute % 2 ) {
			Fake_Browser::visit( '/?ref=SARA' . $minute );
		}
		$id   = $this->buy( $checkout )->get_id();
		$ends = array(
			array( 'processing', array() ),
			array( 'completed', array() ),
			array( 'completed', array( '50.00' ) ),
			array( 'completed', array() ),
			array( 'trash', null ),
			array( 'deleted', null ),
		);
		$kind = $minute % count( $ends );
		$this->in_request(
			function () use ( $id, $kind ) {
				$this->live( $id, $kind );
			}
		);
		list( $status, $refunds ) = $ends[ $kind ];
		return array( $id => array( 'status' => $status ) + ( null === $refunds ? array() : array( 'refunds' => $refunds ) ) );
	}

	private function live( int $id, int $kind ): void {
		$order = wc_get_order( $id );
		if ( $kind >= 1 ) {
			$order->update_status( 'completed' );
		}
		if ( 2 === $kind || 3 === $kind ) {
			$refund = wc_create_refund(
				array(
					'order_id' => $id,
					'amount'   => '50.00',
				)
			);
		}
		if ( 3 === $kind ) {
			$refund->delete( true );
		}
		if ( $kind >= 4 ) {
			$order->delete( 5 === $kind );
		}
	}

	public function test_clicks_of_the_outage_arrive_with_the_moment_of_their_visit(): void {
		$this->server->down = true;
		$at = Fake_Clock::now();
		Fake_Browser::visit( '/?ref=SARA' );
		$this->minute( 60 );
		$this->server->down = false;
		$this->minute( 40 );
		$this->assertSame( array( gmdate( 'Y-m-d\TH:i:s\Z', $at ) ), array_column( $this->server->clicks, 'at' ) );
	}
}
