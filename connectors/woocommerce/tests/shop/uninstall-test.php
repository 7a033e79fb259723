<?php
/**
 * The plugin deleted leaves nothing behind; the plugin switched off keeps what waits.
 *
 * @package Tributary\Tests
 */

/** Leaving. */
final class Uninstall_Test extends Shop_Test {

	/** @dataProvider storages */
	public function test_deleting_the_plugin_leaves_neither_table_nor_option_nor_timer( bool $hpos ): void {
		$this->open( $hpos );
		$this->use_everything();
		$this->delete_plugin();
		$this->assertSame( array(), $this->left() );
	}

	/** @dataProvider storages */
	public function test_notes_on_orders_stay_unless_the_owner_wants_them_gone( bool $hpos ): void {
		$this->open( $hpos );
		$order = $this->use_everything();
		$this->delete_plugin();
		$this->assertSame( 'SARA', wc_get_order( $order->get_id() )->get_meta( '_tributary_ref' ) );
	}

	/** @dataProvider storages */
	public function test_notes_go_where_the_owner_wants_them_gone( bool $hpos ): void {
		$this->open( $hpos );
		$order = $this->use_everything();
		Tributary\WooCommerce\Settings::keep_choices( array( 'track_links', 'remove_meta' ) );
		$this->delete_plugin();
		$order = wc_get_order( $order->get_id() );
		foreach ( array( '_tributary_ref', '_tributary_visit', '_tributary_click', '_tributary_browser' ) as $key ) {
			$this->assertSame( '', $order->get_meta( $key ) );
		}
	}

	public function test_switching_it_off_stops_the_timers_and_keeps_the_queue(): void {
		$this->buy( 'classic' );
		do_action( 'deactivate_woocommerce/tributary.php' );
		$this->assertFalse( as_next_scheduled_action( 'tributary_run' ) );
		$this->assertSame( 1, Tributary\WooCommerce\Queue_View::counts()['waiting'] );
	}

	public static function storages(): array {
		return array( 'HPOS' => array( true ), 'legacy' => array( false ) );
	}

	private function use_everything(): WC_Order {
		Fake_Browser::visit( '/?ref=SARA' );
		$order = $this->buy( 'classic' );
		$this->server->down = true;
		$this->minute( 3 ); // A pause begins, and has an option.
		$this->server->down = false;
		$this->minute( 20 );
		Tributary\WooCommerce\Product_Sync::start();
		set_transient( 'tributary_something', 1, 60 );
		return $order;
	}

	private function delete_plugin(): void {
		if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
			define( 'WP_UNINSTALL_PLUGIN', 'woocommerce/tributary.php' );
		}
		do_action( 'deactivate_woocommerce/tributary.php' );
		if ( function_exists( 'Tributary\WooCommerce\remove_from_site' ) ) {
			Tributary\WooCommerce\remove_from_site(); // Its functions are there since the first test; the file can be read only once.
		} else {
			require dirname( __DIR__, 2 ) . '/uninstall.php';
		}
	}

	private function left(): array {
		global $wpdb;
		return array_merge(
			$wpdb->get_col( "SELECT name FROM sqlite_master WHERE name LIKE '%tributary%'" ),
			$wpdb->get_col( "SELECT option_name FROM wp_options WHERE option_name LIKE '%tributary%'" ),
			$wpdb->get_col( "SELECT hook FROM wp_actionscheduler_actions WHERE hook LIKE '%tributary%'" ),
			array_keys( Fake_Screens::$cron )
		);
	}
}
