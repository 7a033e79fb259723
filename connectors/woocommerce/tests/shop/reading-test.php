<?php
/**
 * The server's REST key: made when the owner says so, given to the server, gone when the owner takes it back.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Reading;

require_once dirname( __DIR__ ) . '/fake/woocommerce/keys.php';

/** Reading. */
final class Reading_Test extends Shop_Test {

	protected function setUp(): void {
		parent::setUp();
		fake_api_keys();
		wp_set_current_user( 1 );
	}

	private function keys(): array {
		global $wpdb;
		return $wpdb->get_results( 'SELECT * FROM wp_woocommerce_api_keys' );
	}

	private function answer( int $status ): void {
		Fake_Http::$answers = function () use ( $status ) {
			return Fake_Http::answer( $status, '{"detail":"As the test wants."}' );
		};
	}

	public function test_the_server_gets_the_key_that_woocommerce_keeps_hashed(): void {
		$this->answer( 200 );
		$this->assertTrue( Reading::allow() );
		$call = end( Fake_Http::$calls );
		$told = json_decode( $call['args']['body'], true );
		$this->assertSame( 'PUT', $call['method'] );
		$this->assertStringEndsWith( '/api/v1/stores/' . Stub_Server::STORE . '/rest_key', $call['url'] );
		$key = $this->keys()[0];
		$this->assertSame( wc_api_hash( $told['key'] ), $key->consumer_key );
		$this->assertSame( $told['secret'], $key->consumer_secret );
		$this->assertSame( array( '1', 'read_write', substr( $told['key'], -7 ) ), array( (string) $key->user_id, $key->permissions, $key->truncated_key ) );
		$this->assertSame( array( 43, 43 ), array( strlen( $told['key'] ), strlen( $told['secret'] ) ) );
		$this->assertStringNotContainsString( $told['secret'], wp_json_encode( get_option( Reading::OPTION ) ) );
	}

	public function test_a_server_that_does_not_take_it_leaves_no_key_behind(): void {
		$this->answer( 403 );
		$this->assertStringContainsString( 'As the test wants.', Reading::allow()->get_error_message() );
		$this->assertSame( array(), $this->keys() );
		$this->assertSame( 0, Reading::state()['key_id'] );
	}

	public function test_there_is_one_key_at_most_and_none_after_taking_it_back(): void {
		$this->answer( 200 );
		Reading::allow();
		Reading::allow();
		$this->assertCount( 1, $this->keys() );
		Reading::take_back();
		$this->assertSame( array(), $this->keys() );
	}
}
