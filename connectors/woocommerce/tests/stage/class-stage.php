<?php
/**
 * One request of the shop: opens it, leads to a page, and gives the answer away, in WordPress's order.
 *
 * @package Tributary\Tests
 */

/** The stage. */
final class Stage {

	const OWNER = 'stage_owner'; // The cookie of whoever runs the shop: signing in is WordPress's affair.

	/** Where the shop lies. */
	public static function folder(): string {
		return (string) getenv( 'STAGE_FOLDER' );
	}

	/** The path that is asked for. */
	public static function path(): string {
		return rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
	}

	public static function answer(): void {
		set_error_handler( array( self::class, 'stumble' ), E_ALL & ~E_DEPRECATED );
		if ( Stage_Rest::is_file() ) {
			return;
		}
		ob_start();
		try {
			self::open();
			self::lead();
			do_action( 'shutdown' );
		} catch ( Fake_Ended $ended ) {
			self::end( $ended );
			do_action( 'shutdown' );
		} catch ( Throwable $trouble ) {
			http_response_code( 500 );
			echo '<pre>', esc_html( (string) $trouble ), '</pre>';
			error_log( (string) $trouble );
		}
		foreach ( Fake_Browser::$headers as $line ) {
			if ( 0 !== strpos( $line, 'Status:' ) ) {
				header( $line, true, 0 === strpos( $line, 'Location:' ) ? 302 : 0 );
			}
		}
		ob_end_flush();
	}

	/** What PHP grumbles about fails the page, so that a test sees it. */
	public static function stumble( int $kind, string $message, string $file, int $line ): bool {
		if ( ! ( error_reporting() & $kind ) ) {
			return false; // Where code says `@`.
		}
		throw new ErrorException( $message, 0, $kind, $file, $line );
	}

	private static function open(): void {
		$GLOBALS['wpdb']          = new wpdb( self::folder() . '/shop.sqlite' );
		$GLOBALS['fake_is_admin'] = 0 === strpos( self::path(), '/wp-admin/' );
		$GLOBALS['fake_is_cron']  = '/wp-cron.php' === self::path();
		Fake_Http::$alone         = array( self::class, 'call_itself' );
		wp_set_current_user( 'yes' === ( $_COOKIE[ self::OWNER ] ?? '' ) ? 1 : 0 );
		foreach ( array( '_GET', '_POST', '_COOKIE' ) as $name ) {
			$GLOBALS[ $name ] = wp_slash( $GLOBALS[ $name ] ); // WordPress does so, whatever PHP is set to.
		}
		$_REQUEST = array_merge( $_GET, $_POST );
		if ( Stage_Rest::is_asked() ) {
			define( 'REST_REQUEST', true );
			Stage_Rest::know_who();
		}
		foreach ( get_option( 'active_plugins', array() ) as $plugin ) {
			require_once self::folder() . "/wp-content/plugins/$plugin";
		}
		foreach ( array( 'before_woocommerce_init', 'plugins_loaded', 'woocommerce_loaded', 'woocommerce_init', 'init', 'wp_loaded' ) as $hook ) {
			do_action( $hook );
		}
	}

	private static function lead(): void {
		if ( Stage_Rest::is_asked() ) {
			Stage_Rest::answer();
		} elseif ( wp_doing_cron() ) {
			fake_run_actions();
		} elseif ( is_admin() ) {
			self::lead_in_admin();
		} else {
			Stage_Front::answer();
		}
	}

	private static function lead_in_admin(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( 'Sign in first.', '', array( 'response' => 403 ) );
		}
		do_action( 'admin_menu' );
		do_action( 'admin_init' );
		$page = sanitize_key( $_GET['page'] ?? '' );
		if ( '/wp-admin/admin-post.php' === self::path() ) {
			do_action( 'admin_post_' . sanitize_key( $_REQUEST['action'] ?? '' ) );
		} elseif ( 'wc-orders' === $page ) {
			Stage_Orders::answer();
		} elseif ( isset( Fake_Screens::$pages[ $page ] ) ) {
			$hook = "woocommerce_page_$page";
			do_action( "load-$hook" );
			Stage_Page::admin( 'Tributary', $hook, Fake_Screens::$pages[ $page ] );
		} else {
			Stage_Plugins::answer();
		}
	}

	/** The end of a request that a redirect or `wp_die` was. */
	private static function end( Fake_Ended $ended ): void {
		$last = (string) end( Fake_Browser::$headers );
		if ( 0 === strpos( $last, 'Location:' ) ) {
			return;
		}
		http_response_code( $ended->getCode() ? $ended->getCode() : 200 );
		echo esc_html( $ended->said );
	}

	/**
	 * Calls the shop itself and does not wait for the answer, as WordPress does for its timers.
	 *
	 * @param string $url  An address of the shop.
	 * @param array  $args As `wp_remote_post` takes them.
	 */
	public static function call_itself( string $url, array $args ): void {
		$parts = wp_parse_url( $url );
		$lines = array( "POST {$parts['path']} HTTP/1.1", "Host: {$parts['host']}:{$parts['port']}", 'Content-Length: 0', 'Connection: close' );
		foreach ( $args['headers'] ?? array() as $name => $value ) {
			$lines[] = "$name: $value";
		}
		$socket = fsockopen( $parts['host'], (int) $parts['port'] );
		fwrite( $socket, implode( "\r\n", $lines ) . "\r\n\r\n" );
		fclose( $socket );
	}
}
