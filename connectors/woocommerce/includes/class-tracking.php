<?php
/**
 * Looks at the address of each page that PHP makes, and puts a small script beside it for pages that a cache serves instead.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Visits that reach PHP.
 */
final class Tracking {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'init', array( self::class, 'look' ), 20 );
		add_action( 'wp_enqueue_scripts', array( self::class, 'add_script' ) );
		add_filter( 'wp_consent_api_registered_' . plugin_basename( FILE ), '__return_true' ); // We ask it, says this.
	}

	/**
	 * Whether visits are followed at all.
	 */
	public static function is_on(): bool {
		return Settings::is_connected() && Settings::is_on( 'track_links' );
	}

	/**
	 * Takes what the address says.
	 */
	public static function look() {
		if ( ! self::is_on() || ! self::is_page_view() || ! self::address_says_something() ) {
			return;
		}
		self::keep_out_of_caches();
		if ( ! Consent::is_given() ) {
			return;
		}
		$query    = wp_unslash( $_GET ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- A link from elsewhere has no nonce; each value is checked by `Visit`.
		$uri      = isset( $_SERVER['REQUEST_URI'] ) ? esc_url_raw( wp_unslash( $_SERVER['REQUEST_URI'] ) ) : '/';
		$referrer = isset( $_SERVER['HTTP_REFERER'] ) ? esc_url_raw( wp_unslash( $_SERVER['HTTP_REFERER'] ) ) : '';
		$scheme   = is_ssl() ? 'https' : 'http';
		$host     = (string) wp_parse_url( home_url(), PHP_URL_HOST );
		$port     = wp_parse_url( home_url(), PHP_URL_PORT );
		Visit::take( is_array( $query ) ? $query : array(), $scheme . '://' . $host . ( $port ? ':' . $port : '' ) . $uri, $referrer );
	}

	/**
	 * Whether somebody looks at a page: no admin, no timer, no API, no form, no browser that only fetches ahead.
	 */
	private static function is_page_view(): bool {
		if ( is_admin() || wp_doing_cron() || wp_doing_ajax() || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) ) {
			return false;
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only whether they are there.
		if ( isset( $_GET['rest_route'] ) || isset( $_GET['wc-ajax'] ) ) {
			return false;
		}
		$method = isset( $_SERVER['REQUEST_METHOD'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REQUEST_METHOD'] ) ) : '';
		$uri    = isset( $_SERVER['REQUEST_URI'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REQUEST_URI'] ) ) : '';
		if ( 'GET' !== $method || false !== strpos( $uri, '/' . rest_get_url_prefix() . '/' ) ) {
			return false;
		}
		foreach ( array( 'HTTP_SEC_PURPOSE', 'HTTP_PURPOSE', 'HTTP_X_MOZ' ) as $header ) {
			$value = isset( $_SERVER[ $header ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $header ] ) ) : '';
			if ( false !== stripos( $value, 'prefetch' ) || false !== stripos( $value, 'preview' ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether the address has one of our parameters. Almost no request does, and then nothing more is done.
	 */
	private static function address_says_something(): bool {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- Only whether they are there.
		return isset( $_GET['ref'] ) || isset( $_GET['coupon_code'] ) || isset( $_GET['click'] )
			|| isset( $_GET['utm_content'] ) || isset( $_GET['tributary_click'] );
		// phpcs:enable
	}

	/**
	 * A page that sets cookies belongs to one visitor.
	 */
	private static function keep_out_of_caches() {
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedConstantFound -- The name that page caches agreed on.
		}
		if ( ! headers_sent() ) {
			nocache_headers();
		}
	}

	/**
	 * The script for cached pages. It does nothing unless the address has one of our parameters.
	 */
	public static function add_script() {
		if ( ! self::is_on() ) {
			return;
		}
		wp_enqueue_script( 'tributary-visit', plugins_url( 'assets/visit.js', FILE ), array(), VERSION, true );
		wp_add_inline_script(
			'tributary-visit',
			'window.tributaryVisit=' . wp_json_encode(
				array(
					'url'      => rest_url( Routes::SPACE . Visit_Route::ROUTE ),
					'category' => Consent::category(),
				)
			) . ';',
			'before'
		);
	}
}
