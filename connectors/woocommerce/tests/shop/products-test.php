<?php
/**
 * Ten thousand products go out with progress; a sync that was killed goes on where it stood.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Product_Sync;

/** The sync of all products. */
final class Products_Test extends Shop_Test {

	const MANY = 10000;

	public function test_ten_thousand_products_arrive_once_each_though_the_sync_was_killed_half_way(): void {
		$this->fill( self::MANY );
		$this->server->products->dies_after = 100;
		$this->assertSame( '', Product_Sync::start() );
		$this->assertSame( self::MANY, Product_Sync::state()['total'] );
		$this->run_until_killed();
		$half = Product_Sync::state();
		$this->assertSame( 'running', $half['state'] );
		$this->assertGreaterThan( 0, $half['done'] );
		$this->assertLessThan( self::MANY, $half['done'] );
		$this->minutes_until_done();
		$this->assertSame( 'done', Product_Sync::state()['state'] );
		$this->assertSame( self::MANY, Product_Sync::state()['done'] );
		$this->assertCount( self::MANY, $this->server->products->held );
		$twice = array_filter(
			$this->server->products->came,
			function ( $times ) {
				return $times > 1;
			}
		);
		$this->assertLessThanOrEqual( 100, count( $twice ), 'at most the batch whose answer was lost goes again' );
	}

	public function test_a_product_that_the_server_refuses_is_counted_with_its_reason(): void {
		$this->fill( 10 );
		$nameless = new WC_Product_Simple();
		$nameless->set_regular_price( '5' );
		$nameless->save();
		Product_Sync::start();
		$this->minutes_until_done();
		$state = Product_Sync::state();
		$this->assertSame( array( 10, 1 ), array( $state['done'], $state['skipped'] ) );
		$this->assertSame( (string) $nameless->get_id(), $state['reasons'][0]['id'] );
		$this->assertStringContainsString( 'A product needs a name.', $state['reasons'][0]['reason'] );
	}

	public function test_a_product_goes_out_with_prices_in_minor_units_its_stock_and_its_variants(): void {
		$variant = new WC_Product_Variation();
		$variant->set_props( array( 'type' => 'variation', 'name' => 'Tee - M', 'sku' => 'TEE-M', 'price' => '149.50', 'attributes' => array( 'size' => 'M' ) ) );
		$tee = new WC_Product_Variable();
		$tee->set_props( array( 'type' => 'variable', 'name' => 'Tee &amp; <b>more</b>', 'price' => '149.50', 'regular_price' => '199', 'stock_status' => 'onbackorder', 'image_id' => 7 ) );
		$tee->set_children( array( $variant->save() ) );
		$tee->save();
		Product_Sync::start();
		$this->minutes_until_done();
		$told = $this->server->products->held[ (string) $tee->get_id() ];
		$this->assertSame( 'Tee & more', $told['name'] );
		$this->assertSame( array( 'amount' => 14950, 'currency' => 'SEK' ), $told['price'] );
		$this->assertSame( 19900, $told['regular_price']['amount'] );
		$this->assertSame( 'on_backorder', $told['stock'] );
		$this->assertSame( 'TEE-M', $told['variants'][0]['sku'] );
		$this->assertSame( array( 'Size' => 'M' ), $told['variants'][0]['attributes'] );
	}

	public function test_later_changes_and_deletions_are_told_one_by_one(): void {
		$ids = $this->fill( 3 );
		Product_Sync::start();
		$this->minutes_until_done();
		$this->in_request(
			function () use ( $ids ) {
				$one = wc_get_product( $ids[0] );
				$one->set_name( 'Renamed' );
				$one->save();
				wc_get_product( $ids[1] )->delete();
				wc_get_product( $ids[2] )->delete( true );
			}
		);
		$this->minute( 2 );
		$this->assertSame( array( $ids[0] ), array_keys( $this->server->products->held ) );
		$this->assertSame( 'Renamed', $this->server->products->held[ $ids[0] ]['name'] );
	}

	private function fill( int $count ): array {
		global $wpdb;
		$ids = array();
		$wpdb->query( 'BEGIN' );
		for ( $i = 1; $i <= $count; $i++ ) {
			$product = new WC_Product_Simple();
			$product->set_props( array( 'name' => "Product $i", 'price' => (string) $i, 'regular_price' => (string) $i ) );
			$ids[] = $product->save();
		}
		$wpdb->query( 'COMMIT' );
		return $ids;
	}

	private function run_until_killed(): void {
		try {
			while ( Product_Sync::step() ) {
				continue;
			}
			$this->fail( 'the sync came to its end without being killed' );
		} catch ( Fake_Ended $killed ) {
			$this->assertSame( 'killed', $killed->said );
		}
	}

	private function minutes_until_done(): void {
		for ( $i = 0; $i < 60 && 'running' === Product_Sync::state()['state']; $i++ ) {
			$this->minute();
		}
	}
}
