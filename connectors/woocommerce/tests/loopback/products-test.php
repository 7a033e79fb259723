<?php
/**
 * Products against the real server: all of them, then what changed and what is gone.
 *
 * @package Tributary\Tests
 */

use PHPUnit\Framework\TestCase;
use Tributary\WooCommerce\Connection;
use Tributary\WooCommerce\Product_Sync;
use Tributary\WooCommerce\Schedule;

require_once dirname( __DIR__, 3 ) . '/loopback/RealServer.php';
require_once dirname( __DIR__, 3 ) . '/loopback/OwnerBrowser.php';

/** Over loopback. */
final class Products_Loopback_Test extends TestCase {

	const MANY = 230;

	/**
	 * The server.
	 *
	 * @var RealServer
	 */
	private $server;

	protected function setUp(): void {
		if ( ! RealServer::isThere() ) {
			$this->markTestSkipped( 'TRIBUTARY_BIN names no program.' );
		}
		$this->server = new RealServer( 'https://shop.example', 'SEK' );
		if ( ! isset( $this->server->api( 'GET', '/api/v1/openapi.json' )[1]['paths']['/api/v1/product_syncs'] ) ) {
			$this->markTestSkipped( 'This server knows no products.' );
		}
		Fake_Shop::open();
		Fake_Clock::$now = \time() - 3600;
		wp_set_current_user( 1 );
		$owner = new OwnerBrowser( $this->server );
		$owner->signIn();
		$to   = Connection::begin( $this->server->url );
		$back = $owner->submit( substr( $to, strlen( $this->server->url ) ), array( 'store' => $this->server->made['store'] ) );
		parse_str( (string) parse_url( $back, PHP_URL_QUERY ), $said );
		$this->assertTrue( Connection::finish( $said['state'], $said['code'] ) );
		Schedule::ensure();
	}

	protected function tearDown(): void {
		Fake_Http::reset();
		$this->server = null;
	}

	private function minute(): void {
		Fake_Clock::pass( 60 );
		Fake_Shop::begin_request();
		fake_run_actions();
	}

	public function test_all_products_stand_on_the_server_and_later_changes_follow(): void {
		$ids = array();
		for ( $i = 1; $i <= self::MANY; $i++ ) {
			$product = new WC_Product_Simple();
			$product->set_props( array( 'name' => "Product $i", 'price' => "$i.50", 'regular_price' => "$i.50", 'stock_status' => 'instock' ) );
			$ids[] = $product->save();
		}
		$this->assertSame( '', Product_Sync::start() );
		for ( $i = 0; $i < 30 && 'running' === Product_Sync::state()['state']; $i++ ) {
			$this->minute();
		}
		$state = Product_Sync::state();
		$this->assertSame( array( 'done', self::MANY, 0 ), array( $state['state'], $state['done'], $state['skipped'] ), wp_json_encode( $state ) );
		$held = $this->held();
		$this->assertCount( self::MANY, $held );
		$this->assertSame( 150, $held[ $ids[0] ]['price']['amount'] );
		Fake_Clock::pass( 60 );
		Fake_Shop::begin_request();
		$one = wc_get_product( $ids[0] );
		$one->set_name( 'Renamed' );
		$one->save();
		wc_get_product( $ids[1] )->delete( true );
		do_action( 'shutdown' );
		$this->minute();
		$held = $this->held();
		$this->assertSame( 'Renamed', $held[ $ids[0] ]['name'] );
		$this->assertArrayNotHasKey( $ids[1], $held );
	}

	// By the shop's id.
	private function held(): array {
		$held   = array();
		$cursor = '';
		do {
			list( , $page ) = $this->server->api( 'GET', '/api/v1/products?limit=100&store=' . $this->server->made['store'] . $cursor );
			$held          += array_column( $page['data'], null, 'external_id' );
			$cursor         = '&cursor=' . rawurlencode( (string) ( $page['next_cursor'] ?? '' ) );
		} while ( ! empty( $page['has_more'] ) );
		return $held;
	}
}
