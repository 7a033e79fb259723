<?php
/**
 * Beginning: what the plugin asks for, what it says it can, and that it does nothing where WooCommerce is missing.
 *
 * @package Tributary\Tests
 */

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Tributary\WooCommerce\Plugin;

/** The beginning. */
final class Start_Test extends Shop_Test {

	const PLUGIN = __DIR__ . '/../../tributary.php';

	private function header( string $file, string $name ): string {
		$found = preg_match( '/^[ \t*]*' . preg_quote( $name, '/' ) . ':\s*(.+)$/m', (string) file_get_contents( $file ), $match );
		return 1 === $found ? trim( $match[1] ) : '';
	}

	// RT-01, IN-14.
	public function test_header_and_readme_ask_for_the_same_php_wordpress_and_woocommerce(): void {
		$asked = array(
			'Requires PHP'         => '7.4',
			'Requires at least'    => '5.8',
			'WC requires at least' => '5.0',
			'Requires Plugins'     => 'woocommerce',
		);
		foreach ( $asked as $name => $version ) {
			$this->assertSame( $version, $this->header( self::PLUGIN, $name ), $name );
			$this->assertSame( $version, $this->header( dirname( self::PLUGIN ) . '/readme.txt', $name ), $name );
		}
	}

	// RT-01.
	public function test_without_woocommerce_it_adds_a_notice_and_nothing_else(): void {
		$code = 'define( "ABSPATH", "/" ); $GLOBALS["hooks"] = array();
			function add_action( $name ) { $GLOBALS["hooks"][] = $name; }
			function add_filter( $name ) { $GLOBALS["hooks"][] = $name; }
			function register_activation_hook() {}
			function register_deactivation_hook() {}
			require ' . var_export( realpath( self::PLUGIN ), true ) . ';
			Tributary\WooCommerce\Plugin::start();
			echo implode( " ", $GLOBALS["hooks"] );';
		$said = shell_exec( escapeshellarg( PHP_BINARY ) . ' -r ' . escapeshellarg( $code ) . ' 2>&1' );
		$this->assertSame( 'before_woocommerce_init plugins_loaded init admin_notices', $said );
	}

	// RT-01.
	public function test_the_notice_is_for_whoever_may_activate_plugins(): void {
		$said = function ( int $user ): string {
			wp_set_current_user( $user );
			ob_start();
			Plugin::tell_woocommerce_is_missing();
			return (string) ob_get_clean();
		};
		$this->assertStringContainsString( 'needs WooCommerce', $said( 1 ) );
		$buyer = wp_insert_user( array( 'user_login' => 'ann', 'user_email' => 'ann@example.test', 'role' => 'customer' ) );
		$this->assertSame( '', $said( $buyer ) );
	}

	// RT-02.
	public function test_both_storages_and_the_block_checkout_are_declared_as_supported(): void {
		FeaturesUtil::$declared = array();
		do_action( 'before_woocommerce_init' );
		$this->assertSame( array( 'custom_order_tables' => true, 'cart_checkout_blocks' => true ), FeaturesUtil::$declared );
	}

	// RT-36.
	public function test_the_list_of_plugins_leads_to_the_page(): void {
		$GLOBALS['fake_is_admin'] = true;
		Fake_Shop::begin_request();
		$links = apply_filters( 'plugin_action_links_' . plugin_basename( Tributary\WooCommerce\FILE ), array( '<a href="#">Deactivate</a>' ) );
		$GLOBALS['fake_is_admin'] = false;
		$this->assertCount( 2, $links );
		$this->assertStringContainsString( 'page=tributary', $links[0] );
	}
}
