<?php
/**
 * Connecting the shop: the exchange of keys, a pasted key, and what is refused.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Connection;
use Tributary\WooCommerce\Queue_View;
use Tributary\WooCommerce\Report;
use Tributary\WooCommerce\Settings;

/** Connecting. */
final class Connect_Test extends Shop_Test {

	/**
	 * What the server was asked, and what it answers.
	 *
	 * @var array
	 */
	private $asked = array();

	private $answers = array();

	protected function setUp(): void {
		Fake_Shop::open( true, true );
		wp_set_current_user( 1 );
		$this->asked        = array();
		$this->answers      = array(
			'POST /api/v1/connections'      => array( 201, $this->given( array( 'api_key' => 'key-of-the-exchange' ) ) ),
			'GET /api/v1/connection'        => array( 200, $this->given( array( 'webhook_secret' => null, 'customer_secret' => null ) ) ),
			'POST /api/v1/connection/renew' => array( 200, array( 'store' => Stub_Server::STORE, 'webhook_secret' => 'new-hook', 'customer_secret' => 'new-customer' ) ),
		);
		Fake_Http::$answers = function ( string $method, string $url, array $args ) {
			$what                 = $method . ' ' . wp_parse_url( $url, PHP_URL_PATH );
			$this->asked[ $what ] = array( 'url' => $url ) + $args;
			$answer               = $this->answers[ $what ] ?? array( 404, array( 'detail' => 'Nothing here.' ) );
			return Fake_Http::answer( $answer[0], wp_json_encode( $answer[1] ) );
		};
	}

	private function given( array $more ): array {
		return $more + array(
			'store'           => Stub_Server::STORE,
			'name'            => 'Northwind',
			'script'          => Stub_Server::ADDRESS . '/t.js',
			'version'         => '1.0.0',
			'cookie_days'     => 14,
			'webhook_secret'  => 'hook-secret',
			'customer_secret' => 'customer-secret',
		);
	}

	private function begun(): array {
		$url = Connection::begin( 'tributary.example' );
		$this->assertIsString( $url );
		$this->assertStringStartsWith( 'https://tributary.example/admin/connect?', $url );
		parse_str( (string) wp_parse_url( $url, PHP_URL_QUERY ), $query );
		return $query;
	}

	public function test_the_owner_is_sent_with_a_challenge_whose_secret_stays_here(): void {
		$query = $this->begun();
		$this->assertSame( home_url( '/' ), $query['shop'] );
		$this->assertSame( array( 'woocommerce', 'SEK' ), array( $query['platform'], $query['currency'] ) );
		$this->assertStringContainsString( '/wp-admin/admin.php?page=tributary', $query['return'] );
		Connection::finish( $query['state'], 'con_abc' );
		$proof = json_decode( $this->asked['POST /api/v1/connections']['body'], true );
		$this->assertSame( 'con_abc', $proof['code'] );
		$this->assertGreaterThanOrEqual( 43, strlen( $proof['verifier'] ) );
		$hashed = rtrim( strtr( base64_encode( hash( 'sha256', $proof['verifier'], true ) ), '+/', '-_' ), '=' );
		$this->assertSame( $hashed, $query['challenge'] );
		$this->assertNotContains( $proof['verifier'], $query );
	}

	public function test_coming_back_with_a_code_connects_and_lets_go_what_waited(): void {
		$query = $this->begun();
		$this->assertTrue( Connection::finish( $query['state'], 'con_abc' ) );
		$this->assertTrue( Settings::can_send() );
		$this->assertSame( 14, Settings::cookie_days() );
		$this->assertSame( array( 'key-of-the-exchange', 'hook-secret', 'customer-secret' ), array( Settings::secret( 'api_key' ), Settings::secret( 'webhook_secret' ), Settings::secret( 'customer_secret' ) ) );
	}

	public function test_a_state_that_was_not_given_here_connects_nothing_and_each_is_good_once(): void {
		$query = $this->begun();
		$this->assertWPError( Connection::finish( 'guessed', 'con_abc' ) );
		$this->assertWPError( Connection::finish( $query['state'], 'con_abc' ), 'a wrong guess ends the attempt' );
		$this->assertFalse( Settings::is_connected() );
		$this->assertSame( array(), $this->asked );
	}

	public function test_another_person_cannot_end_what_the_owner_began(): void {
		$query = $this->begun();
		wp_set_current_user( 0 );
		$this->assertWPError( Connection::finish( $query['state'], 'con_abc' ) );
		$this->assertFalse( Settings::is_connected() );
	}

	public function test_a_used_code_is_said_in_the_servers_own_words(): void {
		$this->answers['POST /api/v1/connections'] = array( 409, array( 'detail' => 'This code was used. Press Connect again.' ) );
		$query                                     = $this->begun();
		$trouble                                   = Connection::finish( $query['state'], 'con_abc' );
		$this->assertStringContainsString( 'This code was used.', $trouble->get_error_message() );
		$this->assertFalse( Settings::is_connected() );
	}

	public function test_a_pasted_key_gets_new_secrets_and_the_key_is_kept(): void {
		$this->assertTrue( Connection::paste( 'https://tributary.example/', ' pasted-key-1 ' ) );
		$this->assertSame( 'Bearer pasted-key-1', $this->asked['POST /api/v1/connection/renew']['headers']['Authorization'] );
		$this->assertSame( '{}', $this->asked['POST /api/v1/connection/renew']['body'] );
		$this->assertSame( array( 'pasted-key-1', 'new-hook' ), array( Settings::secret( 'api_key' ), Settings::secret( 'webhook_secret' ) ) );
	}

	public function test_a_wrong_key_leaves_the_connection_as_it_was(): void {
		$this->assertTrue( Connection::paste( 'https://tributary.example', 'pasted-key-1' ) );
		$this->answers['GET /api/v1/connection'] = array( 401, array( 'detail' => 'This key is not known.' ) );
		$this->assertWPError( Connection::paste( 'https://other.example', 'pasted-key-2' ) );
		$this->assertSame( 'https://tributary.example', Settings::server_url() );
		$this->assertSame( 'pasted-key-1', Settings::secret( 'api_key' ) );
	}

	public function test_keys_go_over_tls_only_and_redirects_are_not_followed(): void {
		foreach ( array( 'http://tributary.example', 'ftp://tributary.example', 'https://user@tributary.example', '', 'https://' ) as $address ) {
			$this->assertWPError( Connection::begin( $address ), $address );
		}
		$this->assertIsString( Connection::begin( 'http://127.0.0.1:8080' ), 'a server on this machine may be tried without' );
		$query = $this->begun();
		Connection::finish( $query['state'], 'con_abc' );
		$this->assertSame( 0, $this->asked['POST /api/v1/connections']['redirection'] );
	}

	public function test_no_secret_stands_in_the_report_or_in_what_every_page_loads(): void {
		$query = $this->begun();
		Connection::finish( $query['state'], 'con_abc' );
		$everywhere = wp_json_encode( get_option( 'tributary_connection' ) ) . wp_json_encode( get_option( 'tributary_choices', array() ) ) . Report::text();
		foreach ( array( 'key-of-the-exchange', 'hook-secret', 'customer-secret' ) as $secret ) {
			$this->assertStringNotContainsString( $secret, $everywhere );
		}
	}

	public function test_a_servers_sentence_that_holds_the_key_is_reported_without_it(): void {
		$query = $this->begun();
		Connection::finish( $query['state'], 'con_abc' );
		Settings::change_connection( array( 'key_refused' => 'The key key-of-the-exchange is not known.' ) );
		$this->assertStringContainsString( 'Key refused: The key [secret] is not known.', Report::text() );
	}

	public function test_events_of_the_time_between_two_connections_of_a_lost_store_go_out_with_the_second(): void {
		$query = $this->begun();
		Connection::finish( $query['state'], 'con_abc' );
		Settings::change_connection( array( 'lost' => 'The store is gone.' ) );
		$GLOBALS['fake_is_admin'] = false;
		$this->buy( 'classic' );
		$this->assertSame( 1, Queue_View::counts()['waiting'] );
		$query = $this->begun();
		Connection::finish( $query['state'], 'con_def' );
		$this->answers[ 'POST /hooks/woocommerce/' . Stub_Server::STORE ] = array( 200, array() );
		do_action( 'tributary_run' );
		$this->assertSame( 0, Queue_View::counts()['waiting'] );
		$this->assertArrayHasKey( 'POST /hooks/woocommerce/' . Stub_Server::STORE, $this->asked );
	}

	private function assertWPError( $value, string $why = '' ): void {
		$this->assertInstanceOf( WP_Error::class, $value, $why );
	}
}
