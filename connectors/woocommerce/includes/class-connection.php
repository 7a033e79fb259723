<?php
/**
 * Connecting the shop: one click with an exchange of keys (PKCE), or a key pasted by the owner.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Begins and ends a connection. Errors come back as sentences.
 */
final class Connection {

	const PENDING = 'tributary_connecting';
	const SECONDS = 15 * MINUTE_IN_SECONDS;

	/**
	 * Where the owner goes to say yes.
	 *
	 * @param string $server As typed.
	 * @return string|\WP_Error The address, or what is wrong with the server's.
	 */
	public static function begin( string $server ) {
		$server = self::server( $server );
		if ( is_wp_error( $server ) ) {
			return $server;
		}
		$pending = array(
			'server'   => $server,
			'state'    => self::random(),
			'verifier' => self::random(),
			'user'     => get_current_user_id(),
		);
		set_transient( self::PENDING, $pending, self::SECONDS );
		$asked = array(
			'shop'      => home_url( '/' ),
			'name'      => html_entity_decode( (string) get_bloginfo( 'name' ), ENT_QUOTES, 'UTF-8' ),
			'platform'  => 'woocommerce',
			'currency'  => get_woocommerce_currency(),
			'timezone'  => wp_timezone_string(),
			'return'    => self::way_back(),
			'state'     => $pending['state'],
			'challenge' => Jwt::url64( hash( 'sha256', $pending['verifier'], true ) ),
		);
		return $server . '/admin/connect?' . http_build_query( $asked, '', '&', PHP_QUERY_RFC3986 );
	}

	/**
	 * Where the server sends the owner back to: it goes to no other host than the shop's own.
	 */
	private static function way_back(): string {
		$admin = Admin_Page::url();
		$same  = wp_parse_url( $admin, PHP_URL_HOST ) === wp_parse_url( home_url(), PHP_URL_HOST );
		return $same ? $admin : rest_url( Routes::SPACE . Admin_Routes::BACK );
	}

	/**
	 * The owner came back with a code; exchange it.
	 *
	 * @param string $state As it came back.
	 * @param string $code  One use, ten minutes.
	 * @return true|\WP_Error
	 */
	public static function finish( string $state, string $code ) {
		$pending = get_transient( self::PENDING );
		delete_transient( self::PENDING );
		if ( ! is_array( $pending ) || ! hash_equals( (string) $pending['state'], $state ) || get_current_user_id() !== $pending['user'] ) {
			return new \WP_Error( 'state', __( 'This connection was not begun here, or more than 15 minutes ago. Press Connect again.', 'tributary' ) );
		}
		$asked  = array(
			'code'     => $code,
			'verifier' => $pending['verifier'],
		);
		$answer = Client::without_key( $pending['server'], '/api/v1/connections', $asked );
		if ( ! $answer->is_good() ) {
			return new \WP_Error( 'refused', $answer->reason );
		}
		return self::keep( $pending['server'], $answer, array( 'api_key' => $answer->text( 'api_key' ) ) );
	}

	/**
	 * The owner pasted a key: ask whose it is, and for new secrets.
	 *
	 * @param string $server As typed.
	 * @param string $key    As pasted.
	 * @return true|\WP_Error
	 */
	public static function paste( string $server, string $key ) {
		$server = self::server( $server );
		if ( is_wp_error( $server ) ) {
			return $server;
		}
		$key = trim( $key );
		if ( '' === $key || 1 !== preg_match( '/\A[\x21-\x7e]{10,300}\z/', $key ) ) {
			return new \WP_Error( 'key', __( 'This is no API key. Copy it whole from the server, under Developers, Keys.', 'tributary' ) );
		}
		$before = array( Settings::connection(), Settings::secret( 'api_key' ) );
		Settings::change_connection( array( 'server' => $server ) );
		Settings::keep_secrets( array( 'api_key' => $key ) );
		$known   = Client::api( 'GET', '/api/v1/connection' );
		$renewed = $known->is_good() ? Client::api( 'POST', '/api/v1/connection/renew', array() ) : $known;
		if ( ! $renewed->is_good() ) {
			Settings::change_connection( $before[0] );
			Settings::keep_secrets( array( 'api_key' => $before[1] ) );
			return new \WP_Error( 'refused', $renewed->reason );
		}
		$renewed->data = array_merge( $known->data, $renewed->data );
		return self::keep( $server, $renewed, array( 'api_key' => $key ) );
	}

	/**
	 * Keeps what the server gave, and lets go what waits.
	 *
	 * @param string $server  Its address.
	 * @param Answer $answer  What it gave.
	 * @param array  $secrets Secrets that are known besides.
	 * @return true|\WP_Error
	 */
	private static function keep( string $server, Answer $answer, array $secrets ) {
		foreach ( array( 'webhook_secret', 'customer_secret' ) as $name ) {
			if ( '' !== $answer->text( $name ) ) {
				$secrets[ $name ] = $answer->text( $name );
			}
		}
		if ( '' === $answer->text( 'store' ) || empty( $secrets['webhook_secret'] ) || '' === $secrets['api_key'] ) {
			return new \WP_Error( 'short', __( 'The server answered, but gave no store or no secrets. Update the server, then connect again.', 'tributary' ) );
		}
		Settings::keep_secrets( $secrets );
		$days = (int) $answer->text( 'cookie_days' );
		Settings::change_connection(
			array(
				'server'       => $server,
				'store'        => $answer->text( 'store' ),
				'name'         => $answer->text( 'name' ),
				'script'       => $answer->text( 'script' ),
				'version'      => $answer->text( 'version' ),
				'cookie_days'  => $days > 0 ? $days : Settings::COOKIE_DAYS,
				'connected_at' => time(),
				'lost'         => '',
				'key_refused'  => '',
			)
		);
		Pause::end();
		Queue_View::hurry();
		Lookup::forget();
		/** The shop is connected. */
		do_action( 'tributary_connected' );
		return true;
	}

	/**
	 * A server's address as it is kept, or what is wrong with it.
	 *
	 * @param string $typed As typed.
	 * @return string|\WP_Error
	 */
	private static function server( string $typed ) {
		$typed = trim( $typed );
		if ( '' !== $typed && false === strpos( $typed, '://' ) ) {
			$typed = 'https://' . $typed;
		}
		$parts = wp_parse_url( $typed );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || ! in_array( $parts['scheme'], array( 'http', 'https' ), true ) || isset( $parts['user'] ) ) {
			return new \WP_Error( 'server', __( 'Write the address of your Tributary server, such as https://go.example.com.', 'tributary' ) );
		}
		/**
		 * Whether a server may be asked without TLS. Keys would then travel in the open.
		 *
		 * @param bool   $may  Only on this very machine.
		 * @param string $host The server's host.
		 */
		if ( 'https' !== $parts['scheme'] && ! apply_filters( 'tributary_allow_http', self::is_here( $parts['host'] ), $parts['host'] ) ) {
			return new \WP_Error( 'tls', __( 'The address must begin with https://, since keys travel to it.', 'tributary' ) );
		}
		$port = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		$path = isset( $parts['path'] ) ? rtrim( $parts['path'], '/' ) : '';
		return $parts['scheme'] . '://' . strtolower( $parts['host'] ) . $port . $path;
	}

	/**
	 * Whether a host is this very machine.
	 *
	 * @param string $host The host of an address.
	 */
	public static function is_here( string $host ): bool {
		return in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true );
	}

	/**
	 * 43 characters that nobody guesses.
	 */
	private static function random(): string {
		return Jwt::url64( random_bytes( 32 ) );
	}
}
