<?php
/**
 * A connected shop before a stub of the server. Start of all tests in shop/.
 *
 * @package Tributary\Tests
 */

use PHPUnit\Framework\TestCase;
use Tributary\WooCommerce\Schedule;
use Tributary\WooCommerce\Settings;

/** The base. */
abstract class Shop_Test extends TestCase {

	/**
	 * Who answers.
	 *
	 * @var Stub_Server
	 */
	protected $server;

	protected function setUp(): void {
		$this->open( true );
	}

	protected function tearDown(): void {
		Fake_Http::reset();
	}

	protected function open( bool $hpos, string $path = ':memory:' ): void {
		Fake_Shop::open( $hpos, false, $path );
		$this->server       = new Stub_Server();
		Fake_Http::$answers = array( $this->server, 'answer' );
		$this->connect();
	}

	protected function connect(): void {
		Settings::change_connection(
			array(
				'server'       => Stub_Server::ADDRESS,
				'store'        => Stub_Server::STORE,
				'name'         => 'Northwind',
				'connected_at' => Fake_Clock::now(),
			)
		);
		Settings::keep_secrets(
			array(
				'api_key'         => Stub_Server::KEY,
				'webhook_secret'  => Stub_Server::SECRET,
				'customer_secret' => 'cus',
			)
		);
		Schedule::ensure();
	}

	/** Both storages and both checkouts. */
	public static function shops(): array {
		return array(
			'classic checkout, HPOS'   => array( 'classic', true ),
			'classic checkout, legacy' => array( 'classic', false ),
			'block checkout, HPOS'     => array( 'blocks', true ),
			'block checkout, legacy'   => array( 'blocks', false ),
		);
	}

	/** A minute goes by, and somebody visits, so that timers run. */
	protected function minute( int $minutes = 1 ): void {
		for ( $i = 0; $i < $minutes; $i++ ) {
			Fake_Clock::pass( 60 );
			Fake_Shop::begin_request();
			fake_run_actions();
		}
	}

	/**
	 * A request of somebody who works in the shop: what it did ends with `shutdown`, and the next begins anew.
	 *
	 * @param callable $what What they do.
	 */
	protected function in_request( callable $what ) {
		Fake_Shop::begin_request();
		$answer = $what();
		do_action( 'shutdown' );
		return $answer;
	}

	protected function buy( string $checkout, array $what = array() ): WC_Order {
		Fake_Shop::begin_request();
		return Fake_Checkout::$checkout( $what );
	}
}
