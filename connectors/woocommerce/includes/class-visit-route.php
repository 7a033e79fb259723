<?php
/**
 * `POST /wp-json/tributary/v1/visit`: sets the cookies when a cache served the page and PHP never saw the address.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Visits that a script reports.
 */
final class Visit_Route {

	const ROUTE = '/visit';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'rest_api_init', array( self::class, 'add_route' ) );
	}

	/**
	 * The route. Anybody may ask: it does what a link does, to the browser that asks. A nonce would be stale on a cached page.
	 */
	public static function add_route() {
		$text = array(
			'type'      => 'string',
			'maxLength' => 2000,
			'default'   => '',
		);
		register_rest_route(
			Routes::SPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'take' ),
				'permission_callback' => array( self::class, 'is_from_here' ),
				'args'                => array(
					'page'     => $text,
					'referrer' => $text,
				),
			)
		);
	}

	/**
	 * Whether a page of this shop asks, as far as browsers say.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function is_from_here( $request ): bool {
		$origin = (string) $request->get_header( 'origin' );
		if ( '' === $origin ) {
			return true;
		}
		$bare = static function ( $url ) {
			return preg_replace( '/\Awww\./', '', strtolower( (string) wp_parse_url( $url, PHP_URL_HOST ) ) );
		};
		return $bare( $origin ) === $bare( home_url() );
	}

	/**
	 * Takes the visit.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function take( $request ): \WP_REST_Response {
		if ( ! Tracking::is_on() ) {
			return Routes::answer( array( 'visit' => 'off' ) );
		}
		if ( ! Consent::is_given() ) {
			return Routes::answer( array( 'visit' => 'no_consent' ) );
		}
		$page  = esc_url_raw( (string) $request->get_param( 'page' ) );
		$query = array();
		wp_parse_str( (string) wp_parse_url( $page, PHP_URL_QUERY ), $query );
		$referrer = esc_url_raw( (string) $request->get_param( 'referrer' ) );
		return Routes::answer( array( 'visit' => Visit::take( $query, $page, $referrer ) ) );
	}
}
