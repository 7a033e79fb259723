<?php
/**
 * What a visit leaves behind: cookies of the shop's own that no script can read, and a click in the queue.
 *
 * @package Tributary\Tests
 */

/** Tracking. */
final class Tracking_Test extends Shop_Test {

	public function test_a_visit_by_code_is_remembered_for_thirty_days_where_no_script_can_read_it(): void {
		Fake_Browser::visit( '/shoes/?ref=SARA' );
		$cookie = Fake_Browser::$cookies['tributary_ref'];
		$this->assertSame( 'SARA', $cookie['value'] );
		$this->assertSame( Fake_Clock::now() + 30 * DAY_IN_SECONDS, $cookie['expires'] );
		$this->assertTrue( $cookie['httponly'] );
		$this->assertTrue( $cookie['secure'] );
		$this->assertSame( 'Lax', $cookie['samesite'] );
		$this->assertSame( '/', $cookie['path'] );
	}

	public function test_a_visit_by_coupon_link_is_a_visit_by_code(): void {
		Fake_Browser::visit( '/?coupon_code=SARA10' );
		$this->assertSame( 'SARA10', Fake_Browser::$cookies['tributary_ref']['value'] );
	}

	public function test_a_click_that_the_redirect_counted_goes_into_its_own_cookie_and_is_not_told_again(): void {
		$click = 'clk_5m6n3q0xw01k9zjv4c8e1r7t2b';
		Fake_Browser::visit( "/?ref=SARA&utm_content=$click&click=$click" );
		$this->assertSame( $click, Fake_Browser::$cookies['tributary_click']['value'] );
		$this->assertArrayNotHasKey( 'tributary_ref', Fake_Browser::$cookies );
		$this->minute();
		$this->assertSame( array(), $this->server->clicks );
	}

	public function test_the_click_is_told_with_page_referrer_and_browser_and_the_moment_of_the_visit(): void {
		$at = Fake_Clock::now();
		Fake_Browser::visit( '/shoes/?ref=SARA', 'https://sara.example/post' );
		$this->minute();
		$click = reset( $this->server->clicks );
		$this->assertSame( 'SARA', $click['code'] );
		$this->assertStringContainsString( '/shoes/?ref=SARA', $click['page'] );
		$this->assertSame( 'https://sara.example/post', $click['referrer'] );
		$this->assertStringContainsString( 'Firefox', $click['user_agent'] );
		$this->assertSame( gmdate( 'Y-m-d\TH:i:s\Z', $at ), $click['at'] );
	}

	// RT-17: nobody's headers are believed by themselves.
	public function test_the_visitors_address_is_who_connected_unless_the_shop_says_whom_it_trusts(): void {
		$_SERVER['HTTP_X_FORWARDED_FOR'] = '198.51.100.9';
		Fake_Browser::visit( '/?ref=SARA' );
		$forwarded = static function ( $ip ) {
			return '203.0.113.7' === $ip ? $_SERVER['HTTP_X_FORWARDED_FOR'] : $ip;
		};
		add_filter( 'tributary_visitor_ip', $forwarded );
		Fake_Browser::visit( '/?ref=OLE' );
		$this->minute();
		unset( $_SERVER['HTTP_X_FORWARDED_FOR'] );
		$this->assertSame( array( 'SARA' => '203.0.113.7', 'OLE' => '198.51.100.9' ), array_column( $this->server->clicks, 'ip', 'code' ) );
	}

	// RT-23.
	public function test_following_no_links_stops_visits_and_stamps_and_nothing_else(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		Tributary\WooCommerce\Settings::keep_choices( array( 'send_customers' ) );
		Fake_Shop::begin_request();
		Fake_Browser::visit( '/?ref=OLE' );
		$this->assertSame( 'SARA', Fake_Browser::$cookies['tributary_ref']['value'] );
		$order = $this->buy( 'classic', array( 'coupons' => array( 'SARA10' ) ) );
		foreach ( array( '_tributary_ref', '_tributary_visit', '_tributary_browser', '_tributary_click' ) as $key ) {
			$this->assertSame( '', $order->get_meta( $key ) );
		}
		$this->minute( 2 );
		$this->assertSame( array( 'SARA' ), array_column( $this->server->clicks, 'code' ) );
		$told = $this->server->last_order()['order'];
		$this->assertSame( array( 'sara10' ), array_column( $told['coupon_lines'], 'code' ) );
		$made = Tributary\WooCommerce\Coupons::make( array( 'code' => 'NEW10', 'discount_type' => 'percent', 'amount' => '10' ) );
		$this->assertTrue( $made['created'] );
	}

	public function test_a_reload_is_no_second_visit(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::visit( '/?ref=SARA' );
		$this->minute();
		$this->assertCount( 1, $this->server->clicks );
	}

	public function test_a_later_visit_by_another_code_takes_over(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::visit( '/?ref=OLE' );
		$this->assertSame( 'OLE', Fake_Browser::$cookies['tributary_ref']['value'] );
		$this->minute();
		$this->assertSame( array( 'SARA', 'OLE' ), array_column( $this->server->clicks, 'code' ) );
	}

	public function test_a_browser_that_says_no_gets_no_cookie_and_is_not_told_of(): void {
		$_SERVER['HTTP_SEC_GPC'] = '1';
		Fake_Browser::visit( '/?ref=SARA' );
		$this->minute();
		$this->assertSame( array(), Fake_Browser::$cookies );
		$this->assertSame( array(), $this->server->clicks );
	}

	public function test_a_page_that_is_only_fetched_ahead_is_no_visit(): void {
		$_SERVER['HTTP_SEC_PURPOSE'] = 'prefetch;prerender';
		Fake_Browser::visit( '/?ref=SARA' );
		$this->minute();
		$this->assertSame( array(), $this->server->clicks );
	}

	public function test_every_page_brings_the_script_that_helps_behind_a_cache(): void {
		Fake_Browser::visit( '/' );
		$this->assertTrue( Fake_Screens::$scripts['tributary-visit']['on'] );
		$this->assertFileExists( dirname( __DIR__, 2 ) . '/assets/visit.js' );
	}

	public function test_behind_a_cache_the_script_has_the_same_cookies_set(): void {
		$request = new WP_REST_Request( 'POST', '/tributary/v1/visit' );
		$request->set_param( 'page', 'https://shop.example/?ref=SARA' );
		$request->set_header( 'Origin', 'https://shop.example' );
		$answer = rest_do_request( $request );
		$this->assertSame( 200, $answer->get_status() );
		$this->assertSame( 'SARA', Fake_Browser::$cookies['tributary_ref']['value'] );
		$this->assertTrue( Fake_Browser::$cookies['tributary_ref']['httponly'] );
	}

	public function test_another_site_cannot_have_cookies_set(): void {
		$request = new WP_REST_Request( 'POST', '/tributary/v1/visit' );
		$request->set_param( 'page', 'https://shop.example/?ref=EVIL' );
		$request->set_header( 'Origin', 'https://evil.example' );
		$this->assertSame( 401, rest_do_request( $request )->get_status() );
		$this->assertSame( array(), Fake_Browser::$cookies );
	}

	public function test_a_shop_without_a_server_sets_no_cookies(): void {
		Tributary\WooCommerce\Settings::forget_connection();
		Fake_Shop::begin_request();
		Fake_Browser::visit( '/?ref=SARA' );
		$this->assertSame( array(), Fake_Browser::$cookies );
	}
}
