<?php
/**
 * What the server may ask of the shop: whether it is there, and for coupons. Calls are signed with the webhook's secret.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Routes for the server.
 */
final class Coupon_Route {

	const HELLO   = '/hello';
	const COUPONS = '/coupons';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'rest_api_init', array( self::class, 'add_routes' ) );
	}

	/**
	 * The routes.
	 */
	public static function add_routes() {
		register_rest_route(
			Routes::SPACE,
			self::HELLO,
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'hello' ),
				'permission_callback' => '__return_true', // Says only that the plugin is here.
			)
		);
		register_rest_route(
			Routes::SPACE,
			self::COUPONS,
			array(
				array(
					'methods'             => 'GET',
					'callback'            => array( self::class, 'find' ),
					'permission_callback' => array( Routes::class, 'is_server' ),
				),
				array(
					'methods'             => 'POST',
					'callback'            => array( self::class, 'make' ),
					'permission_callback' => array( Routes::class, 'is_server' ),
				),
			)
		);
	}

	/**
	 * The plugin is here.
	 */
	public static function hello(): \WP_REST_Response {
		return Routes::answer(
			array(
				'plugin'  => 'tributary',
				'version' => VERSION,
				'store'   => Settings::connection()['store'],
			)
		);
	}

	/**
	 * A coupon by its code, in the query's `code`.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function find( $request ): \WP_REST_Response {
		$coupon = Coupons::find( (string) $request->get_param( 'code' ) );
		return $coupon ? Routes::answer( Coupons::written( $coupon ) ) : Routes::answer( array( 'code' => 'not_found' ), 404 );
	}

	/**
	 * Makes a coupon; 200 when it was there already.
	 *
	 * @param \WP_REST_Request $request The call.
	 * @return \WP_REST_Response|\WP_Error
	 */
	public static function make( $request ) {
		$made = Coupons::make( (array) $request->get_json_params() );
		if ( is_wp_error( $made ) ) {
			return $made;
		}
		$body            = Coupons::written( $made['coupon'] );
		$body['created'] = $made['created'];
		return Routes::answer( $body, $made['created'] ? 201 : 200 );
	}
}
