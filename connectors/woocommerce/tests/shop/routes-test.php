<?php
/**
 * The shop's own REST routes: who may ask, and what they do.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Client;
use Tributary\WooCommerce\Coupons;
use Tributary\WooCommerce\Queue_View;

/** Routes. */
final class Routes_Test extends Shop_Test {

	private function ask( string $method, string $route, array $headers = array(), string $body = '', array $query = array() ) {
		do_action( 'rest_api_init' );
		$request = new WP_REST_Request( $method, '/tributary/v1' . $route );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_query_params( $query );
		if ( '' !== $body ) {
			$request->set_body( $body );
		}
		return rest_do_request( $request );
	}

	private function visit( string $page, array $headers = array() ) {
		$body = wp_json_encode( array( 'page' => $page, 'referrer' => 'https://sara.example/' ) );
		return $this->ask( 'POST', '/visit', $headers, $body );
	}

	public function test_a_visit_that_a_cache_served_gets_the_same_cookies_from_the_script(): void {
		$answer = $this->visit( 'https://shop.example/shoes/?ref=SARA', array( 'Origin' => 'https://www.shop.example' ) );
		$this->assertSame( array( 'visit' => 'visit' ), $answer->get_data() );
		$this->assertSame( 'no-store, private', $answer->get_headers()['Cache-Control'] );
		$this->assertTrue( Fake_Browser::$cookies['tributary_ref']['httponly'] );
		do_action( 'shutdown' );
		$this->minute();
		$this->assertSame( array( 'SARA' ), array_column( $this->server->clicks, 'code' ) );
	}

	public function test_the_script_after_a_page_of_php_is_no_second_visit(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		$this->assertSame( array( 'visit' => 'same' ), $this->visit( 'https://shop.example/?ref=SARA' )->get_data() );
	}

	public function test_another_sites_script_sets_nothing(): void {
		$answer = $this->visit( 'https://shop.example/?ref=SARA', array( 'Origin' => 'https://evil.example' ) );
		$this->assertContains( $answer->get_status(), array( 401, 403 ) );
		$this->assertSame( array(), Fake_Browser::$cookies );
	}

	public function test_the_script_too_heeds_the_browsers_no(): void {
		$_SERVER['HTTP_SEC_GPC'] = '1';
		$this->assertSame( array( 'visit' => 'no_consent' ), $this->visit( 'https://shop.example/?ref=SARA' )->get_data() );
		$this->assertSame( array(), Fake_Browser::$cookies );
	}

	public function test_the_way_back_from_the_server_leads_to_the_admin_and_nowhere_else(): void {
		$answer = $this->ask( 'GET', '/connected', array(), '', array( 'state' => 'a b', 'code' => 'con_1', 'to' => 'https://evil.example' ) );
		$this->assertSame( 303, $answer->get_status() );
		$to = $answer->get_headers()['Location'];
		$this->assertStringStartsWith( admin_url( 'admin.php?page=tributary' ), $to );
		parse_str( (string) wp_parse_url( $to, PHP_URL_QUERY ), $query );
		$this->assertSame( array( 'page' => 'tributary', 'state' => 'a b', 'code' => 'con_1' ), $query );
	}

	public function test_hello_says_which_store_and_no_secret(): void {
		$told = $this->ask( 'GET', '/hello' )->get_data();
		$this->assertSame( array( 'plugin', 'version', 'store' ), array_keys( $told ) );
		$this->assertSame( Stub_Server::STORE, $told['store'] );
	}

	private function signed( string $body, string $secret = Stub_Server::SECRET, int $off = 0 ): array {
		$at = (string) ( Fake_Clock::now() + $off );
		return array(
			'X-Tributary-At'        => $at,
			'X-Tributary-Signature' => Client::signature( $at . './tributary/v1/coupons.' . $body, $secret ),
		);
	}

	public function test_the_server_makes_a_coupon_once_however_often_it_asks(): void {
		$body   = wp_json_encode( array( 'code' => 'WELCOME-7', 'discount_type' => 'fixed_cart', 'amount' => '50.00', 'currency' => 'SEK', 'email' => 'bo@example.test', 'minimum_amount' => '300', 'usage_limit' => 1 ) );
		$first  = $this->ask( 'POST', '/coupons', $this->signed( $body ), $body );
		$second = $this->ask( 'POST', '/coupons', $this->signed( $body ), $body );
		$this->assertSame( array( 201, 200 ), array( $first->get_status(), $second->get_status() ) );
		$this->assertSame( $first->get_data()['id'], $second->get_data()['id'] );
		$coupon = Coupons::find( 'welcome-7' );
		$this->assertSame( array( 'bo@example.test' ), $coupon->get_email_restrictions() );
		$this->assertSame( 1, (int) $coupon->get_usage_limit() );
	}

	public static function forged(): array {
		return array(
			'unsigned'         => array( 'none', 0 ),
			'another secret'   => array( 'other', 0 ),
			'an hour ago'      => array( Stub_Server::SECRET, -3600 ),
			'an hour from now' => array( Stub_Server::SECRET, 3600 ),
		);
	}

	/** @dataProvider forged */
	public function test_nobody_else_makes_coupons( string $secret, int $off ): void {
		$body    = wp_json_encode( array( 'code' => 'FREE', 'discount_type' => 'percent', 'amount' => '100' ) );
		$headers = 'none' === $secret ? array() : $this->signed( $body, $secret, $off );
		$this->assertContains( $this->ask( 'POST', '/coupons', $headers, $body )->get_status(), array( 401, 403 ) );
		$this->assertNull( Coupons::find( 'FREE' ) );
	}

	public function test_a_signature_is_good_for_its_own_body_only(): void {
		$body   = wp_json_encode( array( 'code' => 'TEN', 'discount_type' => 'percent', 'amount' => '10' ) );
		$forged = str_replace( '"10"', '"99"', $body );
		$this->assertContains( $this->ask( 'POST', '/coupons', $this->signed( $body ), $forged )->get_status(), array( 401, 403 ) );
	}

	public function test_strangers_neither_work_the_queue_nor_read_partners(): void {
		foreach ( array( array( 'POST', '/run' ), array( 'GET', '/referred' ), array( 'GET', '/partners' ), array( 'POST', '/sync' ) ) as list( $method, $route ) ) {
			$this->assertContains( $this->ask( $method, $route )->get_status(), array( 401, 403 ), $route );
		}
	}

	public function test_the_shops_own_call_works_the_queue_at_once(): void {
		$this->buy( 'classic' );
		Fake_Shop::begin_request();
		do_action( 'woocommerce_thankyou', 1 );
		do_action( 'shutdown' );
		$call = end( Fake_Http::$calls );
		$this->assertStringEndsWith( '/tributary/v1/run', rtrim( $call['url'], '/' ) );
		$this->assertFalse( $call['args']['blocking'] );
		$this->ask( 'POST', '/run', $call['args']['headers'] );
		$this->assertSame( array( 'tributary.order:created' ), $this->server->heard() );
		$this->assertSame( 0, Queue_View::counts()['waiting'] );
	}
}
