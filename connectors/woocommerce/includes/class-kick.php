<?php
/**
 * Makes the queue go at once instead of at the next timer: the shop calls itself and does not wait for the answer.
 *
 * A checkout's request never does even that before the buyer has the page: where PHP can hand over the page first (PHP-FPM,
 * LiteSpeed) it does, elsewhere the thank-you page that follows makes the call.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The immediate start.
 */
final class Kick {

	const ROUTE   = '/run';
	const SECONDS = 300; // How long a call's signature is good for.

	/**
	 * Whether this request wants the queue to go.
	 *
	 * @var bool
	 */
	private static $wanted = false;

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'woocommerce_thankyou', array( self::class, 'want' ) );
		add_action( 'template_redirect', array( self::class, 'want_after_checkout' ) );
		add_action( 'shutdown', array( self::class, 'go' ), PHP_INT_MAX );
		add_action( 'rest_api_init', array( self::class, 'add_route' ) );
	}

	/**
	 * Something waits.
	 */
	public static function want() {
		self::$wanted = true;
	}

	/**
	 * The thank-you page of a theme that does not fire WooCommerce's hook.
	 */
	public static function want_after_checkout() {
		if ( function_exists( 'is_order_received_page' ) && is_order_received_page() ) {
			self::want();
		}
	}

	/**
	 * Starts the queue, if that cannot keep a buyer waiting.
	 */
	public static function go() {
		if ( ! self::$wanted || ! Settings::can_send() || Pause::is_on( time() ) ) {
			return;
		}
		self::$wanted = false;
		$handed_over = self::hand_over_page();
		if ( Outbox::is_checkout() && ! $handed_over ) {
			return;
		}
		/**
		 * Whether the shop may call itself. Answer false where a firewall forbids it; then timers send within a minute.
		 *
		 * @param bool $may True.
		 */
		if ( apply_filters( 'tributary_may_call_itself', true ) ) {
			self::call( self::ROUTE );
		}
	}

	/**
	 * Calls a route of this shop without waiting.
	 *
	 * @param string $route Begins with a slash.
	 */
	public static function call( string $route ) {
		$at = (string) time();
		wp_remote_post(
			rest_url( Routes::SPACE . $route ),
			array(
				'timeout'   => 0.01,
				'blocking'  => false,
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress's own, as for its timers.
				'headers'   => array(
					'X-Tributary-At'   => $at,
					'X-Tributary-Sign' => self::sign( $route, $at ),
				),
			)
		);
	}

	/**
	 * Gives the page to the browser and goes on; says whether that was possible.
	 */
	private static function hand_over_page(): bool {
		foreach ( array( 'fastcgi_finish_request', 'litespeed_finish_request' ) as $finish ) {
			if ( function_exists( $finish ) ) {
				$finish();
				return true;
			}
		}
		return false;
	}

	/**
	 * Only this shop can sign.
	 *
	 * @param string $route The route.
	 * @param string $at    Unix seconds.
	 */
	private static function sign( string $route, string $at ): string {
		return hash_hmac( 'sha256', $route . '|' . $at, wp_salt( 'nonce' ) );
	}

	/**
	 * Whether a call comes from this shop.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function is_own( $request ): bool {
		$at    = (string) $request->get_header( 'x_tributary_at' );
		$sign  = (string) $request->get_header( 'x_tributary_sign' );
		$route = substr( (string) $request->get_route(), strlen( '/' . Routes::SPACE ) );
		return ctype_digit( $at ) && abs( time() - (int) $at ) < self::SECONDS && hash_equals( self::sign( $route, $at ), $sign );
	}

	/**
	 * The route that works the queue.
	 */
	public static function add_route() {
		register_rest_route(
			Routes::SPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'run' ),
				'permission_callback' => array( self::class, 'is_own' ),
			)
		);
	}

	/**
	 * Works the queue for the call.
	 *
	 * @return array
	 */
	public static function run() {
		ignore_user_abort( true );
		return array( 'sent' => Runner::run() );
	}
}
