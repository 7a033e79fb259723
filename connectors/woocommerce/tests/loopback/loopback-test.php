<?php
/**
 * The plugin against the real server: connect, click, checkout, complete, refund, refund deleted, trash, restore, delete; an outage; the key pasted.
 *
 * @package Tributary\Tests
 */

use PHPUnit\Framework\TestCase;
use Tributary\WooCommerce\Connection;
use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Schedule;
use Tributary\WooCommerce\Settings;

require_once dirname( __DIR__, 3 ) . '/loopback/RealServer.php';
require_once dirname( __DIR__, 3 ) . '/loopback/OwnerBrowser.php';

/** Over loopback. */
final class Loopback_Test extends TestCase {

	/**
	 * One for all tests; each test is another shop of it.
	 *
	 * @var RealServer
	 */
	private static $server;

	/**
	 * Who promotes the shop with the code SARA.
	 *
	 * @var string
	 */
	private static $partner;

	public static function setUpBeforeClass(): void {
		if ( ! RealServer::isThere() ) {
			self::markTestSkipped( 'TRIBUTARY_BIN names no program.' );
		}
		self::$server  = new RealServer( 'https://shop.example', 'SEK' );
		self::$partner = self::$server->partner( 'Sara', 'SARA', 'referral' );
	}

	public static function tearDownAfterClass(): void {
		self::$server = null;
	}

	protected function tearDown(): void {
		Fake_Http::reset();
	}

	/** Both storages and both checkouts. */
	public static function shops(): array {
		return Shop_Test::shops();
	}

	// A new shop with ids of its own, connected as its owner does it: a press in the shop, a press on the server, and back.
	private function connect( bool $hpos ): void {
		static $from = 0;
		$from       += 1000;
		Fake_Shop::open( $hpos );
		Fake_Clock::$now = \time() - 3600;
		wp_delete_post( wp_insert_post( array( 'import_id' => $from ) ) );
		wp_set_current_user( 1 );
		$owner = new OwnerBrowser( self::$server );
		$owner->signIn();
		$to = Connection::begin( self::$server->url );
		$this->assertIsString( $to );
		$back = $owner->submit( substr( $to, strlen( self::$server->url ) ), array( 'store' => self::$server->made['store'] ) );
		$this->assertStringStartsWith( 'https://shop.example/wp-admin/admin.php?page=tributary&', $back );
		parse_str( (string) parse_url( $back, PHP_URL_QUERY ), $said );
		$this->assertTrue( Connection::finish( $said['state'], $said['code'] ) );
		Schedule::ensure();
		wp_set_current_user( 0 );
	}

	private function minute(): void {
		Fake_Clock::pass( 60 );
		Fake_Shop::begin_request();
		fake_run_actions();
	}

	private function in_request( callable $what ) {
		Fake_Shop::begin_request();
		$answer = $what();
		do_action( 'shutdown' );
		return $answer;
	}

	// Lets timers run, then waits until the server has judged what it was told.
	private function stands( int $id, callable $as ): array {
		$this->minute();
		$this->assertSame( 0, Queue_View::counts()['retrying'] + Queue_View::counts()['failed'], wp_json_encode( Queue_View::rows( 'waiting', 1 ) ) );
		return self::$server->await(
			function () use ( $id, $as ) {
				$order = self::$server->order( Settings::connection()['store'], $id );
				return null !== $order && $as( $order ) ? $order : null;
			}
		);
	}

	private static function is( string $status ): callable {
		return function ( array $order ) use ( $status ) {
			return $status === $order['status'];
		};
	}

	private static function refunded( int $amount ): callable {
		return function ( array $order ) use ( $amount ) {
			return $amount === $order['refunded']['amount'];
		};
	}

	/** @dataProvider shops */
	public function test_the_life_of_an_order_is_what_the_server_says_of_it( string $checkout, bool $hpos ): void {
		$this->connect( $hpos );
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Shop::begin_request();
		$id    = Fake_Checkout::$checkout()->get_id();
		$order = $this->stands( $id, self::is( 'processing' ) );
		$this->assertSame( self::$partner, $order['attribution']['partner'] ?? null, wp_json_encode( $order ) );
		$this->assertSame( 44900, $order['total']['amount'] );
		$this->change(
			$id,
			function ( WC_Order $order ) {
				$order->update_status( 'completed' );
			}
		);
		$full   = $this->stands( $id, self::is( 'completed' ) )['base']['amount'];
		$refund = $this->in_request(
			function () use ( $id ) {
				return wc_create_refund( $this->half_of_the_mugs( wc_get_order( $id ) ) );
			}
		);
		$this->assertSame( $full - 12500, $this->stands( $id, self::refunded( 12500 ) )['base']['amount'] );
		$this->in_request(
			function () use ( $refund ) {
				fake_admin_deletes_refund( $refund->get_id() );
			}
		);
		$this->assertSame( $full, $this->stands( $id, self::refunded( 0 ) )['base']['amount'] );
		$this->leaves( $id, $hpos );
	}

	public function test_a_later_code_that_is_nobodys_costs_the_earlier_visit_nothing(): void {
		$this->connect( true );
		Fake_Browser::visit( '/?ref=SARA' );
		$this->minute();
		Fake_Browser::visit( '/?ref=somebody-elses-campaign' );
		Fake_Shop::begin_request();
		$id    = Fake_Checkout::classic()->get_id();
		$order = $this->stands( $id, self::is( 'processing' ) );
		$this->assertSame( self::$partner, $order['attribution']['partner'] ?? null, wp_json_encode( $order ) );
	}

	private function leaves( int $id, bool $hpos ): void {
		$this->change(
			$id,
			function ( WC_Order $order ) {
				$order->delete();
			}
		);
		$this->assertSame( 0, $this->earned( $this->stands( $id, self::is( 'trash' ) ) ) );
		$this->change(
			$id,
			function ( WC_Order $order ) use ( $hpos ) {
				$hpos ? $order->untrash() : wp_untrash_post( $order->get_id() );
			}
		);
		$this->assertGreaterThan( 0, $this->earned( $this->stands( $id, self::is( 'completed' ) ) ) );
		$this->change(
			$id,
			function ( WC_Order $order ) {
				$order->delete( true );
			}
		);
		$this->stands(
			$id,
			function ( array $order ) {
				return 0 === $this->earned( $order );
			}
		);
	}

	private function change( int $id, callable $how ): void {
		$this->in_request(
			function () use ( $id, $how ) {
				$how( wc_get_order( $id ) );
			}
		);
	}

	private function half_of_the_mugs( WC_Order $order ): array {
		$line = key( $order->get_items() );
		return array(
			'order_id'   => $order->get_id(),
			'amount'     => '125.00',
			'line_items' => array(
				$line => array(
					'qty'          => 1,
					'refund_total' => '125.00',
				),
			),
		);
	}

	private function earned( array $order ): int {
		return array_sum( array_column( array_column( $order['commissions'], 'amount' ), 'amount' ) );
	}

	public function test_a_server_that_was_killed_hears_everything_once_it_is_back(): void {
		$this->connect( true );
		self::$server->stop();
		$ids = array();
		for ( $i = 0; $i < 20; $i++ ) {
			Fake_Browser::reset(); // Another buyer: an order uses its visit up.
			Fake_Browser::visit( '/?ref=SARA' );
			Fake_Shop::begin_request();
			$ids[] = Fake_Checkout::classic( array( 'email' => "buyer$i@example.com" ) )->get_id();
			$this->minute();
		}
		$this->assertGreaterThan( 0, Queue_View::counts()['retrying'] + Queue_View::counts()['waiting'] );
		self::$server->start();
		for ( $i = 0; $i < 20; $i++ ) {
			$this->minute();
		}
		foreach ( $ids as $id ) {
			$order = $this->stands( $id, self::is( 'processing' ) );
			$this->assertSame( self::$partner, $order['attribution']['partner'] ?? null );
		}
	}

	public function test_a_new_account_is_known_where_a_program_promises_customers_something(): void {
		$this->connect( true );
		$program = self::$server->made['program'];
		$this->assertSame( 200, self::$server->api( 'PATCH', "/api/v1/programs/$program", array( 'lifelong' => array( 'mode' => 'typed_code' ) ) )[0] );
		$id = $this->in_request(
			function () {
				return wc_create_new_customer( 'bob' . wp_generate_password( 6 ) . '@example.com' );
			}
		);
		$this->minute();
		$found = self::$server->await(
			function () use ( $id ) {
				return self::$server->api( 'GET', '/api/v1/customers?store=' . Settings::connection()['store'] . "&external_id=$id" )[1]['data'][0] ?? null;
			}
		);
		$this->assertStringStartsWith( 'bob', $found['email'] );
	}

	public function test_the_checklist_finds_key_clock_signature_and_address_good_and_the_unreachable_shop_not(): void {
		$this->connect( true );
		Fake_Clock::$now = null; // The clocks are compared.
		$states          = array_column( Tributary\WooCommerce\Connection_Test::run(), 'state', 'name' );
		foreach ( array( 'key', 'clock', 'signature', 'store_address' ) as $name ) {
			$this->assertSame( 'ok', $states[ $name ] ?? null, $name . wp_json_encode( $states ) );
		}
		$this->assertNotSame( 'ok', $states['cookie'] ?? null );
		Settings::keep_secrets( array( 'webhook_secret' => 'another' ) );
		$states = array_column( Tributary\WooCommerce\Connection_Test::run(), 'state', 'name' );
		$this->assertSame( 'bad', $states['signature'] ?? null );
		Fake_Clock::$now = \time() - 4000;
		$states          = array_column( Tributary\WooCommerce\Connection_Test::run(), 'state', 'name' );
		$this->assertNotSame( 'ok', $states['clock'] ?? null );
	}

	public function test_a_code_is_exchanged_once(): void {
		Fake_Shop::open();
		wp_set_current_user( 1 );
		$owner = new OwnerBrowser( self::$server );
		$owner->signIn();
		$to   = Connection::begin( self::$server->url );
		$back = $owner->submit( substr( $to, strlen( self::$server->url ) ), array( 'store' => self::$server->made['store'] ) );
		parse_str( (string) parse_url( $back, PHP_URL_QUERY ), $said );
		$this->assertTrue( Connection::finish( $said['state'], $said['code'] ) );
		$this->assertWPError( Connection::finish( $said['state'], $said['code'] ) );
	}

	private function assertWPError( $thing ): void {
		$this->assertInstanceOf( WP_Error::class, $thing );
		$this->assertNotSame( '', $thing->get_error_message() );
	}
}
