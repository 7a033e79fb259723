<?php
/**
 * The admin: every screen is drawn, buttons ask for rights and nonces, orders show who sent them.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Admin_Page;
use Tributary\WooCommerce\Lookup;
use Tributary\WooCommerce\Order_Screen;
use Tributary\WooCommerce\Pause;
use Tributary\WooCommerce\Product_Sync;
use Tributary\WooCommerce\Queue;
use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Settings;

/** Screens. */
final class Admin_Test extends Shop_Test {

	protected function setUp(): void {
		$this->open( true );
		$GLOBALS['fake_is_admin'] = true;
		Fake_Shop::begin_request();
		wp_set_current_user( 1 );
	}

	protected function tearDown(): void {
		$GLOBALS['fake_is_admin'] = false;
		parent::tearDown();
	}

	private function screen( array $query = array() ): string {
		$_GET = $query;
		ob_start();
		Admin_Page::show();
		return (string) ob_get_clean();
	}

	private function press( string $action, array $fields = array(), bool $with_nonce = true ): Fake_Ended {
		$_POST    = $fields;
		$_REQUEST = $with_nonce ? array( '_tributary' => wp_create_nonce( 'tributary_' . $action ) ) : array();
		try {
			do_action( 'admin_post_tributary_' . $action );
		} catch ( Fake_Ended $ended ) {
			return $ended;
		}
		$this->fail( "$action did not end" );
	}

	private function failed_row( string $reason ): int {
		Queue::add( 'order', '17', 'created' );
		$row = Queue::claim( 1, Fake_Clock::now() )[0];
		Queue::failed( $row, $reason );
		return (int) $row->id;
	}

	public function test_a_failed_event_stands_with_its_reason_and_can_be_tried_again(): void {
		$id   = $this->failed_row( 'The server answered 422: <b>/total</b>: write an amount.' );
		$html = $this->screen( array( 'tab' => 'queue' ) );
		$this->assertStringContainsString( '/total: write an amount.', $html );
		$this->assertStringNotContainsString( '<b>/total', $html );
		$this->press( 'retry', array( 'id' => (string) $id ) );
		$this->assertSame( array( 1, 0 ), array( Queue_View::counts()['waiting'], Queue_View::counts()['failed'] ) );
	}

	public function test_a_failed_event_can_be_forgotten_but_one_that_waits_cannot(): void {
		$id = $this->failed_row( 'x' );
		Queue::add( 'order', '18', 'created' );
		$this->press( 'forget', array( 'id' => (string) ( $id + 1 ) ) );
		$this->press( 'forget', array( 'id' => (string) $id ) );
		$this->assertSame( array( 1, 0 ), array( Queue_View::counts()['waiting'], Queue_View::counts()['failed'] ) );
	}

	public function test_a_visitors_address_does_not_wait_for_retry(): void {
		global $wpdb;
		Queue::add( 'click', '0198c0de-0000-7000-8000-000000000001', 'created', array( 'code' => 'SARA', 'ip' => '203.0.113.7' ) );
		Queue::failed( Queue::claim( 1, Fake_Clock::now() )[0], 'x' );
		$kept = (string) $wpdb->get_var( "SELECT payload FROM {$wpdb->prefix}tributary_queue" );
		$this->assertSame( '{"code":"SARA"}', $kept );
	}

	public function test_buttons_want_a_nonce_and_the_right_to_run_the_shop(): void {
		$this->failed_row( 'x' );
		$this->press( 'retry', array( 'id' => '0' ), false );
		$this->assertSame( 1, Queue_View::counts()['failed'] );
		wp_set_current_user( wp_insert_user( array( 'user_login' => 'ann', 'user_email' => 'ann@example.test', 'role' => 'customer' ) ) );
		$this->assertSame( 403, $this->press( 'disconnect' )->getCode() );
		$this->assertTrue( Settings::is_connected() );
		$this->assertSame( '', $this->screen() );
	}

	public function test_an_outage_is_shown_with_its_reason_and_the_next_try(): void {
		$GLOBALS['fake_is_admin'] = false;
		$this->buy( 'classic' );
		$this->server->down = true;
		$this->minute();
		$GLOBALS['fake_is_admin'] = true;
		wp_set_current_user( 1 );
		$this->assertTrue( Pause::is_on( Fake_Clock::now() ) );
		$html = $this->screen();
		$this->assertStringContainsString( 'cURL error 7', $html );
		$this->assertStringContainsString( 'Next try', $html );
	}

	public function test_the_sync_shows_counts_and_what_was_left_out(): void {
		update_option(
			Product_Sync::OPTION,
			array(
				'state'   => 'running',
				'id'      => 'psy_1',
				'total'   => 500,
				'done'    => 310,
				'skipped' => 2,
				'reasons' => array( array( 'id' => '12', 'reason' => '/name: A product needs a name.' ) ),
			)
		);
		$html = $this->screen( array( 'tab' => 'products' ) );
		$this->assertStringContainsString( '310 of 500 sent, 2 left out.', $html );
		$this->assertStringContainsString( 'value="312"', $html );
		$this->assertStringContainsString( '/name: A product needs a name.', $html );
		$this->assertStringContainsString( 'aria-live="polite"', $html );
	}

	public function test_every_tab_is_drawn_and_labels_lead_to_fields_that_are_there(): void {
		foreach ( array( 'status', 'queue', 'products', 'coupons', 'settings' ) as $tab ) {
			$html = $this->screen( array( 'tab' => $tab ) );
			$this->assertStringContainsString( 'aria-current="page"', $html, $tab );
			preg_match_all( '/ for="([^"]+)"/', $html, $labels );
			foreach ( $labels[1] as $id ) {
				$this->assertStringContainsString( ' id="' . $id . '"', $html, "$tab: $id" );
			}
			preg_match_all( '/ aria-describedby="([^"]+)"/', $html, $described );
			foreach ( $described[1] as $id ) {
				$this->assertStringContainsString( ' id="' . $id . '"', $html, "$tab: $id" );
			}
		}
	}

	public function test_a_shop_without_a_server_sees_only_how_to_connect(): void {
		Settings::forget_connection();
		$html = $this->screen( array( 'tab' => 'queue' ) );
		$this->assertStringContainsString( 'name="server"', $html );
		$this->assertStringContainsString( 'type="password"', $html );
		$this->assertStringNotContainsString( 'Test connection', $html );
	}

	public function test_choices_that_are_not_on_are_off(): void {
		$this->press( 'settings', array( 'on' => array( 'refer_tab', 'nonsense' ) ) );
		$this->assertTrue( Settings::is_on( 'refer_tab' ) );
		$this->assertFalse( Settings::is_on( 'track_links' ) );
	}

	private function order(): WC_Order {
		$order = new WC_Order();
		$order->set_status( 'processing' );
		$order->save();
		return $order;
	}

	private function answers( array $orders ): void {
		Fake_Http::$answers = function ( string $method, string $url ) use ( $orders ) {
			$path = (string) wp_parse_url( $url, PHP_URL_PATH );
			if ( '/api/v1/orders' === $path ) {
				return Fake_Http::answer( 200, wp_json_encode( array( 'data' => $orders ) ) );
			}
			if ( 0 === strpos( $path, '/api/v1/partners/' ) ) {
				return Fake_Http::answer( 200, '{"name":"Sara <i>Berg</i>"}' );
			}
			return Fake_Http::answer( 200, '{"verdict":"Sara Berg is credited by coupon and earns 8.40 SEK."}' );
		};
	}

	private function box( WC_Order $order ): string {
		ob_start();
		Order_Screen::show_box( $order );
		return (string) ob_get_clean();
	}

	public function test_the_orders_box_says_who_how_much_and_why(): void {
		$order = $this->order();
		$this->answers(
			array(
				array(
					'id'          => 'ord_1',
					'attribution' => array( 'partner' => 'par_1', 'via' => 'coupon' ),
					'commissions' => array( array( 'party' => 'partner', 'amount' => array( 'amount' => 840, 'currency' => 'SEK' ), 'status' => 'pending' ) ),
				),
			)
		);
		$html = $this->box( $order );
		$this->assertStringContainsString( 'Sara &lt;i&gt;Berg', $html );
		$this->assertStringContainsString( '8.40 SEK', $html );
		$this->assertStringContainsString( 'Pending', $html );
		$this->assertStringContainsString( 'href="https://tributary.example/admin/orders/ord_1"', $html );
		$this->assertStringContainsString( 'is credited by coupon', $html );
	}

	public function test_a_newer_plugin_on_the_server_is_offered_once_it_is_known_and_asked_for_once_a_day(): void {
		$offered            = '99.0.0';
		Fake_Http::$answers = function () use ( &$offered ) {
			return Fake_Http::answer( 200, wp_json_encode( array( 'plugin' => array( 'version' => $offered, 'url' => 'https://tributary.example/downloads/tributary-woocommerce.zip' ) ) ) );
		};
		$html = $this->screen();
		$this->assertStringContainsString( 'version 99.0.0 of this plugin', $html );
		$this->assertStringContainsString( 'href="https://tributary.example/downloads/tributary-woocommerce.zip"', $html );
		$calls   = count( Fake_Http::$calls );
		$offered = Tributary\WooCommerce\VERSION;
		$this->assertStringContainsString( '99.0.0', $this->screen() );
		$this->assertCount( $calls, Fake_Http::$calls );
		Fake_Clock::pass( DAY_IN_SECONDS + 1 );
		$this->assertStringNotContainsString( 'of this plugin', $this->screen() );
	}

	public function test_whoever_switches_the_plugin_on_is_led_to_it_once_and_not_when_it_is_connected(): void {
		$comes = function ( array $query ): string {
			$_GET = $query;
			try {
				do_action( 'admin_init' );
			} catch ( Fake_Ended $ended ) {
				return $ended->said;
			}
			return '';
		};
		$activate = array( 'activate' => 'true' );
		do_action( 'activate_woocommerce/tributary.php' );
		$this->assertSame( '', $comes( $activate ), 'a connected shop' );
		Settings::forget_connection();
		do_action( 'activate_woocommerce/tributary.php' );
		$this->assertSame( '', $comes( array() ) );
		$this->assertSame( '', $comes( $activate + array( 'activate-multi' => 'true' ) ) );
		$this->assertStringContainsString( 'page=tributary', $comes( $activate ) );
		$this->assertSame( '', $comes( $activate ), 'once' );
	}

	public function test_the_first_sync_can_be_begun_from_the_status_until_it_was(): void {
		$this->assertStringContainsString( 'tributary_sync_start', $this->screen() );
		update_option( Product_Sync::RUN, 'yes' );
		$this->assertStringNotContainsString( 'tributary_sync_start', $this->screen() );
	}

	public function test_a_server_that_is_away_leaves_the_order_readable(): void {
		$this->server->down = true;
		$this->assertStringContainsString( 'look again later', $this->box( $this->order() ) );
		Pause::begin( new Tributary\WooCommerce\Answer( new WP_Error( 'x', 'away' ) ), Fake_Clock::now() );
		$calls = count( Fake_Http::$calls );
		$this->box( $this->order() );
		$this->assertCount( $calls, Fake_Http::$calls, 'a server that is known to be away is not asked' );
	}

	public function test_the_list_of_orders_asks_nobody_and_shows_what_is_known(): void {
		$order  = $this->order();
		$before = count( Fake_Http::$calls );
		ob_start();
		Order_Screen::show_column( Order_Screen::COLUMN, $order );
		$this->assertStringContainsString( 'data-tributary-order="' . $order->get_id() . '"', (string) ob_get_clean() );
		$this->assertCount( $before, Fake_Http::$calls );
		$this->answers( array( array( 'id' => 'ord_1', 'attribution' => array( 'partner' => 'par_1', 'via' => 'click' ) ) ) );
		Lookup::order( $order->get_id(), true );
		ob_start();
		Order_Screen::show_column( Order_Screen::COLUMN, $order->get_id() );
		$this->assertSame( 'Sara &lt;i&gt;Berg&lt;/i&gt;', ob_get_clean() );
	}
}
