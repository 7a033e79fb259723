<?php
/**
 * What customers see: the panel with its token, My Account, the banner.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Account;
use Tributary\WooCommerce\Panels;
use Tributary\WooCommerce\Settings;

/** Panels. */
final class Panels_Test extends Shop_Test {

	private function sign_in(): int {
		$id = wp_insert_user( array( 'user_login' => 'ann', 'user_email' => 'ann@example.test', 'display_name' => 'Ann "A" Lee', 'role' => 'customer' ) );
		wp_set_current_user( $id );
		return $id;
	}

	private function bytes( string $url64 ): string {
		return (string) base64_decode( strtr( $url64, '-_', '+/' ) );
	}

	public function test_the_panel_carries_a_token_that_the_server_can_check(): void {
		$id   = $this->sign_in();
		$html = Panels::refer( array( 'size' => 'l' ) );
		$this->assertSame( 1, preg_match( '/<tributary-refer token="([^"]+)" size="L" api="https:\/\/tributary\.example"/', $html, $found ) );
		list( $head, $body, $sign ) = explode( '.', $found[1] );
		$this->assertSame( hash_hmac( 'sha256', "$head.$body", 'cus', true ), $this->bytes( $sign ) );
		$this->assertSame( array( 'alg' => 'HS256', 'typ' => 'JWT' ), json_decode( $this->bytes( $head ), true ) );
		$claims = json_decode( $this->bytes( $body ), true );
		$this->assertSame( array( Stub_Server::STORE, (string) $id, 'ann@example.test', 'Ann "A" Lee' ), array( $claims['iss'], $claims['sub'], $claims['email'], $claims['name'] ) );
		$this->assertSame( 3600, $claims['exp'] - $claims['iat'] );
		$this->assertSame( 'https://tributary.example/refer.js', Fake_Screens::$scripts['tributary-refer']['src'] );
	}

	public function test_visitors_are_shown_where_to_sign_in_and_get_no_token(): void {
		$html = Panels::refer( array() );
		$this->assertStringNotContainsString( '<tributary-refer', $html );
		$this->assertStringContainsString( '<a href=', $html );
	}

	public function test_without_a_secret_or_a_connection_there_is_no_panel(): void {
		$this->sign_in();
		Settings::keep_secrets( array( 'customer_secret' => '' ) );
		$this->assertSame( '', Panels::refer( array() ) );
		Settings::forget_connection();
		$this->assertSame( '', Panels::refer( array() ) );
	}

	public function test_shortcode_and_block_are_known(): void {
		do_action( 'init' );
		$this->assertArrayHasKey( 'tributary_refer', Fake_Screens::$shortcodes );
		$this->assertArrayHasKey( 'tributary_friend_banner', Fake_Screens::$shortcodes );
		$this->assertArrayHasKey( 'tributary/refer', Fake_Screens::$blocks );
	}

	public function test_partners_find_the_program_and_their_portal(): void {
		do_action( 'init' );
		$this->assertStringContainsString( 'href="https://tributary.example/join/nordic-mugs"', do_shortcode( '[tributary_join program="nordic-mugs"]' ) );
		$this->assertStringContainsString( 'href="https://tributary.example/partner"', do_shortcode( '[tributary_partner_portal]' ) );
		$this->assertSame( '', do_shortcode( '[tributary_join]' ) );
		$this->assertStringContainsString( '&lt;b&gt;', do_shortcode( '[tributary_partner_portal text="<b>"]' ) );
	}

	public function test_my_account_has_the_page_before_log_out_once_the_owner_wants_it(): void {
		$items = array( 'dashboard' => 'Dashboard', 'customer-logout' => 'Log out' );
		$this->assertSame( $items, Account::add_item( $items ) );
		Settings::keep_choices( array( 'track_links', 'refer_tab' ) );
		$this->assertSame( array( 'dashboard', 'refer-and-earn', 'customer-logout' ), array_keys( Account::add_item( $items ) ) );
	}

	public function test_the_banner_can_be_cached_and_says_only_to_its_own_browser_who_sent_it(): void {
		Fake_Browser::visit( '/?ref=SARA' );
		$this->assertStringNotContainsString( 'SARA', Panels::banner() );
		$this->assertStringContainsString( 'SARA', Panels::friend()->get_data()['text'] );
		$_COOKIE = array();
		$this->assertSame( '', Panels::friend()->get_data()['text'] );
	}
}
