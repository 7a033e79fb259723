<?php
/**
 * A browser keeps one name of chance, and all its visits are told under it.
 *
 * @package Tributary\Tests
 */

/** Browsers. */
final class Browser_Test extends Shop_Test {

	const UUID4 = '/\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z/';

	public function test_a_browsers_name_is_chance_that_no_script_can_read_and_lives_as_long_as_a_visit(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		$cookie = Fake_Browser::$cookies['tributary_browser'];
		$this->assertMatchesRegularExpression( self::UUID4, $cookie['value'] );
		$this->assertSame( Fake_Clock::now() + 30 * DAY_IN_SECONDS, $cookie['expires'] );
		$this->assertSame( array( true, true, 'Lax', '/' ), array( $cookie['httponly'], $cookie['secure'], $cookie['samesite'], $cookie['path'] ) );
		Fake_Browser::reset();
		Fake_Browser::visit( '/?ref=SARA' );
		$this->assertNotSame( $cookie['value'], Fake_Browser::$cookies['tributary_browser']['value'], 'another browser' );
	}

	/** @dataProvider shops */
	public function test_two_visits_before_the_server_answered_the_first_are_told_of_one_browser_and_the_order_names_it( string $checkout, bool $hpos ): void {
		$this->open( $hpos );
		$this->server->down = true;
		Fake_Browser::visit( '/?ref=SARA' );
		$browser = Fake_Browser::$cookies['tributary_browser']['value'];
		Fake_Clock::pass( HOUR_IN_SECONDS );
		Fake_Browser::visit( '/?ref=OLE' );
		$this->assertSame( $browser, Fake_Browser::$cookies['tributary_browser']['value'] );
		$this->assertSame( Fake_Clock::now() + 30 * DAY_IN_SECONDS, Fake_Browser::$cookies['tributary_browser']['expires'] );
		$order = $this->buy( $checkout );
		$this->assertSame( $browser, $order->get_meta( '_tributary_browser' ) );
		$this->server->down = false;
		$this->minute( 30 );
		$told = array_column( $this->server->clicks, 'browser', 'code' );
		ksort( $told );
		$this->assertSame( array( 'OLE' => $browser, 'SARA' => $browser ), $told );
		$meta = array_column( $this->server->last_order()['order']['meta_data'], 'value', 'key' );
		$this->assertSame( $browser, $meta['_tributary_browser'] );
		$this->assertSame( $order->get_meta( '_tributary_visit' ), $meta['_tributary_visit'] );
	}

	public function test_a_link_of_the_server_leaves_the_browsers_name_and_gives_it_none(): void {
		$click = 'clk_5m6n3q0xw01k9zjv4c8e1r7t2b';
		Fake_Browser::visit( '/?click=' . $click );
		$this->assertArrayNotHasKey( 'tributary_browser', Fake_Browser::$cookies );
		Fake_Browser::visit( '/?ref=SARA' );
		$browser = Fake_Browser::$cookies['tributary_browser']['value'];
		Fake_Browser::visit( '/?click=' . $click );
		$order = $this->buy( 'classic' );
		$this->assertSame( array( $click, $browser, '' ), array( $order->get_meta( '_tributary_click' ), $order->get_meta( '_tributary_browser' ), $order->get_meta( '_tributary_visit' ) ) );
	}

	public function test_without_consent_no_browser_has_a_name(): void {
		add_filter( 'tributary_may_track', '__return_false' );
		Fake_Browser::visit( '/?ref=SARA' );
		$order = $this->buy( 'classic' );
		$this->minute();
		$this->assertSame( array(), Fake_Browser::$cookies );
		$this->assertSame( '', $order->get_meta( '_tributary_browser' ) );
		$this->assertSame( array(), $this->server->clicks );
	}

	public function test_a_made_up_name_is_replaced(): void {
		$_COOKIE['tributary_browser'] = "1' OR '1";
		Fake_Browser::visit( '/?ref=SARA' );
		$this->assertMatchesRegularExpression( self::UUID4, Fake_Browser::$cookies['tributary_browser']['value'] );
	}

	public function test_testing_the_connection_names_no_browser(): void {
		Fake_Browser::visit( '/?ref=tributary-test' );
		$this->assertSame( array( 'tributary_ref', 'tributary_visit' ), array_keys( Fake_Browser::$cookies ) );
	}

	public function test_a_new_account_names_its_browser(): void {
		Tributary\WooCommerce\Settings::keep_choices( array( 'track_links', 'send_customers' ) );
		Fake_Browser::visit( '/?ref=SARA' );
		Fake_Browser::next();
		$browser = Fake_Browser::$cookies['tributary_browser']['value'];
		$id      = wp_insert_user( array( 'user_login' => 'ann', 'user_email' => 'ann@example.test', 'role' => 'customer' ) );
		$meta    = array_column( Tributary\WooCommerce\Customer_Events::body( get_userdata( $id ) )['meta_data'], 'value', 'key' );
		$this->assertSame( $browser, $meta['_tributary_browser'] );
		$exported = Tributary\WooCommerce\Privacy::export( 'ann@example.test' )['data'][0]['data'];
		$this->assertContains( $browser, array_column( $exported, 'value' ) );
		Tributary\WooCommerce\Privacy::erase( 'ann@example.test' );
		$this->assertSame( array(), Tributary\WooCommerce\Customer_Events::body( get_userdata( $id ) )['meta_data'] );
	}
}
