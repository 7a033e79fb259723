<?php
/**
 * A shop that begins anew for each test: an empty database, the plugin's hooks as loading it left them, nothing in any memory.
 *
 * @package Tributary\Tests
 */

/** The shop. */
final class Fake_Shop {

	/**
	 * Hooks right after the plugin's main file was read.
	 *
	 * @var array|null
	 */
	private static $loaded = null;

	/**
	 * Opens it.
	 *
	 * @param bool   $hpos Where orders lie.
	 * @param bool   $admin Whether this is wp-admin.
	 * @param string $path The database, where it must outlive the process.
	 */
	public static function open( bool $hpos = true, bool $admin = false, string $path = ':memory:' ): void {
		self::forget();
		Fake_Storage::$hpos       = $hpos;
		$GLOBALS['fake_is_admin'] = $admin;
		Fake_Clock::$now          = 1780000000;
		$is_new                   = ':memory:' === $path || ! is_file( $path );
		$GLOBALS['wpdb']          = new wpdb( $path );
		if ( $is_new ) {
			fake_schema( $GLOBALS['wpdb'] );
			self::people();
		}
		if ( null === self::$loaded ) {
			require_once dirname( __DIR__, 2 ) . '/tributary.php';
			self::$loaded = Fake_Hooks::$all;
		}
		Fake_Hooks::$all = self::$loaded;
		do_action( 'activate_woocommerce/tributary.php' );
		self::begin_request();
	}

	/** The next request of the same shop: what was in PHP's memory is gone, what is in the database is not. */
	public static function begin_request(): void {
		self::forget_statics();
		Fake_Hooks::$all     = self::$loaded;
		Fake_Hooks::$fired   = array();
		Fake_Hooks::$running = array();
		Fake_Screens::reset();
		do_action( 'before_woocommerce_init' );
		do_action( 'plugins_loaded' );
		do_action( 'woocommerce_loaded' );
		do_action( 'woocommerce_init' );
		if ( is_admin() ) {
			do_action( 'admin_menu' );
			do_action( 'admin_init' );
		}
	}

	private static function people(): void {
		wp_insert_user(
			array(
				'user_login' => 'owner',
				'user_email' => 'owner@shop.example',
				'role'       => 'administrator',
			)
		);
	}

	private static function forget(): void {
		$GLOBALS['fake_cache'] = array();
		$GLOBALS['fake_user']  = 0;
		Fake_Hooks::$all       = self::$loaded ?? Fake_Hooks::$all;
		Fake_Hooks::$fired     = array();
		Fake_Http::reset();
		Fake_Browser::reset();
		Fake_Screens::reset();
		WP_REST_Server::$routes = array();
		WC_Logger::$lines       = array();
	}

	// A new process would begin with these values.
	private static function forget_statics(): void {
		foreach ( get_declared_classes() as $name ) {
			if ( 0 !== strpos( $name, 'Tributary\\' ) ) {
				continue;
			}
			$class    = new ReflectionClass( $name );
			$defaults = $class->getDefaultProperties();
			foreach ( $class->getProperties( ReflectionProperty::IS_STATIC ) as $property ) {
				$property->setAccessible( true );
				$property->setValue( null, $defaults[ $property->getName() ] ?? null );
			}
		}
	}
}
