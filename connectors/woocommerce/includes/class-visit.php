<?php
/**
 * One visit by somebody's code or click: what an address says, and the cookies that remember it.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * A visit.
 */
final class Visit {

	const REF_COOKIE     = 'tributary_ref';
	const VISIT_COOKIE   = 'tributary_visit';
	const CLICK_COOKIE   = 'tributary_click';
	const BROWSER_COOKIE = 'tributary_browser';

	const CLICK      = '/\Aclk_[0-9a-z]{26,48}(\.[0-9a-f]{32})?\z/';
	const UUID       = '/\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/';
	const TEST_CODE  = 'tributary-test';
	const CODE_CHARS = 100;
	const SAME_VISIT = 30 * MINUTE_IN_SECONDS;

	/**
	 * Remembers what an address says, and queues the click.
	 *
	 * @param array  $query    The address's parameters, unslashed.
	 * @param string $page     The page's address.
	 * @param string $referrer Where the visitor came from.
	 * @return string What was done: `click`, `visit`, `same` or `none`.
	 */
	public static function take( array $query, string $page, string $referrer ): string {
		$click = self::click_in( $query );
		if ( '' !== $click ) {
			self::set_cookie( self::CLICK_COOKIE, $click );
			self::forget_cookie( self::REF_COOKIE );
			self::forget_cookie( self::VISIT_COOKIE );
			return 'click';
		}
		$code = self::code_in( $query );
		if ( '' === $code ) {
			return 'none';
		}
		if ( self::cookie( self::REF_COOKIE ) === $code && self::is_fresh( self::cookie( self::VISIT_COOKIE ) ) ) {
			return 'same'; // Reloads and the page's own script are no second visit.
		}
		self::keep_earlier( self::cookie( self::VISIT_COOKIE ) );
		$visit = self::new_id( (int) floor( microtime( true ) * 1000 ) );
		self::set_cookie( self::REF_COOKIE, $code );
		self::set_cookie( self::VISIT_COOKIE, $visit );
		if ( self::TEST_CODE === $code ) {
			return 'visit'; // Test connection looks whether cookies come through; that is nobody's click.
		}
		$browser = self::browser();
		self::set_cookie( self::BROWSER_COOKIE, $browser );
		Outbox::note( 'click', $visit, 'created', self::payload( $code, $page, $referrer ) + array( 'browser' => $browser ) );
		return 'visit';
	}

	/**
	 * By what the server knows all visits of this browser as those of one: chance alone, made at the first visit by a code.
	 */
	private static function browser(): string {
		$known = self::cookie( self::BROWSER_COOKIE );
		return '' === $known ? self::new_random() : $known;
	}

	/**
	 * What led here before stays as the last known click beside the new visit: the new code may be nobody's, and which of the two
	 * earns is the server's business.
	 *
	 * @param string $visit The visit before, or nothing.
	 */
	private static function keep_earlier( string $visit ) {
		$click = '' === $visit ? '' : Queue_View::click_of( $visit );
		if ( '' !== $click ) {
			self::set_cookie( self::CLICK_COOKIE, $click );
		}
	}

	/**
	 * What the server is told of the visit. It hashes the address of the visitor at once and keeps only that.
	 *
	 * @param string $code     The code.
	 * @param string $page     The page.
	 * @param string $referrer Where from.
	 */
	private static function payload( string $code, string $page, string $referrer ): array {
		$agent = isset( $_SERVER['HTTP_USER_AGENT'] ) ? sanitize_text_field( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ) : '';
		$ip    = isset( $_SERVER['REMOTE_ADDR'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ) ) : '';
		return array(
			'at'         => Sender::moment( time() ),
			'code'       => $code,
			'page'       => self::cut( $page, 2000 ),
			'referrer'   => self::cut( $referrer, 2000 ),
			'user_agent' => self::cut( $agent, 500 ),
			/**
			 * The visitor's address. Behind a proxy that you trust, answer what it says; nobody else's headers are believed.
			 *
			 * @param string $ip Who made the connection.
			 */
			'ip'         => (string) apply_filters( 'tributary_visitor_ip', $ip ),
		);
	}

	/**
	 * The server's own click id in an address.
	 *
	 * @param array $query Parameters.
	 */
	private static function click_in( array $query ): string {
		foreach ( array( 'click', 'utm_content', 'tributary_click' ) as $name ) {
			if ( isset( $query[ $name ] ) && is_string( $query[ $name ] ) && 1 === preg_match( self::CLICK, $query[ $name ] ) ) {
				return $query[ $name ];
			}
		}
		return '';
	}

	/**
	 * Somebody's code in an address.
	 *
	 * @param array $query Parameters.
	 */
	private static function code_in( array $query ): string {
		/**
		 * Which parameters hold a code, the first that is there counts.
		 *
		 * @param string[] $names `ref` and `coupon_code`.
		 */
		$names = (array) apply_filters( 'tributary_code_parameters', array( 'ref', 'coupon_code' ) );
		foreach ( $names as $name ) {
			if ( isset( $query[ $name ] ) && is_string( $query[ $name ] ) ) {
				$code = self::clean_code( $query[ $name ] );
				if ( '' !== $code ) {
					return $code;
				}
			}
		}
		return '';
	}

	/**
	 * A code without what no code has.
	 *
	 * @param string $code As it came.
	 */
	public static function clean_code( string $code ): string {
		return self::cut( sanitize_text_field( $code ), self::CODE_CHARS );
	}

	/**
	 * What a browser brings; empty when it is not of the right shape.
	 *
	 * @param string $name A cookie of ours.
	 */
	public static function cookie( string $name ): string {
		$value = isset( $_COOKIE[ $name ] ) && is_string( $_COOKIE[ $name ] ) ? sanitize_text_field( wp_unslash( $_COOKIE[ $name ] ) ) : '';
		switch ( $name ) {
			case self::CLICK_COOKIE:
				return 1 === preg_match( self::CLICK, $value ) ? $value : '';
			case self::VISIT_COOKIE:
			case self::BROWSER_COOKIE:
				return 1 === preg_match( self::UUID, $value ) ? $value : '';
			default:
				return self::clean_code( $value );
		}
	}

	/**
	 * Sets a cookie that scripts cannot read and other sites' forms do not bring along.
	 *
	 * @param string $name  Its name.
	 * @param string $value Its value.
	 */
	private static function set_cookie( string $name, string $value ) {
		$_COOKIE[ $name ] = $value; // This very request may go on to a checkout.
		self::send_cookie( $name, $value, time() + Settings::cookie_days() * DAY_IN_SECONDS );
	}

	/**
	 * Takes a cookie back.
	 *
	 * @param string $name Its name.
	 */
	private static function forget_cookie( string $name ) {
		if ( isset( $_COOKIE[ $name ] ) ) {
			unset( $_COOKIE[ $name ] );
			self::send_cookie( $name, '', time() - DAY_IN_SECONDS );
		}
	}

	/**
	 * Writes the header.
	 *
	 * @param string $name    Its name.
	 * @param string $value   Its value.
	 * @param int    $expires Unix seconds.
	 */
	private static function send_cookie( string $name, string $value, int $expires ) {
		$options = array(
			'expires'  => $expires,
			'path'     => defined( 'COOKIEPATH' ) && COOKIEPATH ? COOKIEPATH : '/',
			'domain'   => defined( 'COOKIE_DOMAIN' ) && COOKIE_DOMAIN ? COOKIE_DOMAIN : '',
			'secure'   => is_ssl(),
			'httponly' => true,
			'samesite' => 'Lax',
		);
		/**
		 * A cookie before it is set, for instance to widen its domain.
		 *
		 * @param array  $options As PHP's `setcookie` takes them.
		 * @param string $name    The cookie.
		 */
		$options = (array) apply_filters( 'tributary_cookie', $options, $name );
		if ( ! headers_sent() ) {
			setcookie( $name, $value, $options );
		}
	}

	/**
	 * A UUID of version 7: it begins with the time, so that nothing else has to remember it.
	 *
	 * @param int $milliseconds Unix time.
	 */
	public static function new_id( int $milliseconds ): string {
		$random = bin2hex( random_bytes( 10 ) );
		$time   = sprintf( '%012x', $milliseconds );
		$mark   = dechex( ( hexdec( $random[3] ) & 0x3 ) | 0x8 );
		return substr( $time, 0, 8 ) . '-' . substr( $time, 8, 4 ) . '-7' . substr( $random, 0, 3 ) . '-'
			. $mark . substr( $random, 4, 3 ) . '-' . substr( $random, 7, 12 );
	}

	/**
	 * A UUID of version 4: it says nothing, not even when it was made.
	 */
	private static function new_random(): string {
		$random = bin2hex( random_bytes( 16 ) );
		$mark   = dechex( ( hexdec( $random[16] ) & 0x3 ) | 0x8 );
		return substr( $random, 0, 8 ) . '-' . substr( $random, 8, 4 ) . '-4' . substr( $random, 13, 3 ) . '-'
			. $mark . substr( $random, 17, 3 ) . '-' . substr( $random, 20, 12 );
	}

	/**
	 * Whether a visit began a moment ago.
	 *
	 * @param string $visit Its id.
	 */
	private static function is_fresh( string $visit ): bool {
		if ( '' === $visit ) {
			return false;
		}
		$began = (int) ( hexdec( substr( str_replace( '-', '', $visit ), 0, 12 ) ) / 1000 );
		return abs( time() - $began ) < self::SAME_VISIT;
	}

	/**
	 * Cuts a text between letters.
	 *
	 * @param string $text  A text.
	 * @param int    $chars How many at most.
	 */
	private static function cut( string $text, int $chars ): string {
		return function_exists( 'mb_substr' ) ? mb_substr( $text, 0, $chars ) : substr( $text, 0, $chars );
	}
}
