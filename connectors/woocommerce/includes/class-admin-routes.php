<?php
/**
 * Routes that the admin's own script asks: the column's names, the search for partners, and the sync's progress.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Routes for people who run the shop.
 */
final class Admin_Routes {

	const BACK    = '/connected';
	const ORDERS  = 30;
	const SECONDS = 15; // For a whole list of orders.

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
		$routes = array(
			'/referred' => array( 'GET', 'referred' ),
			'/partners' => array( 'GET', 'partners' ),
			'/sync'     => array( 'POST', 'sync' ),
		);
		foreach ( $routes as $route => $what ) {
			register_rest_route(
				Routes::SPACE,
				$route,
				array(
					'methods'             => $what[0],
					'callback'            => array( self::class, $what[1] ),
					'permission_callback' => array( Routes::class, 'may_manage' ),
				)
			);
		}
		register_rest_route(
			Routes::SPACE,
			self::BACK,
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'lead_on' ),
				'permission_callback' => '__return_true', // Only leads on; whoever comes must be signed in there.
			)
		);
	}

	/**
	 * On to the admin, which may live on another host than the shop. The state that goes along is checked there.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function lead_on( $request ): \WP_REST_Response {
		$query = array();
		foreach ( array( 'state', 'code', 'error' ) as $name ) {
			$query[ $name ] = rawurlencode( sanitize_text_field( (string) $request->get_param( $name ) ) );
		}
		$response = Routes::answer( array(), 303 );
		$response->header( 'Location', Admin_Page::url( array_filter( $query, 'strlen' ) ) );
		return $response;
	}

	/**
	 * Who is credited for orders, in the query's `ids`.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function referred( $request ): \WP_REST_Response {
		$ids   = array_slice( array_filter( array_map( 'absint', explode( ',', (string) $request->get_param( 'ids' ) ) ) ), 0, self::ORDERS );
		$end   = time() + self::SECONDS;
		$names = array();
		foreach ( $ids as $id ) {
			$known = Lookup::order( $id, time() < $end );
			if ( null !== $known ) {
				$names[ (string) $id ] = Order_Screen::partner( $known );
			}
		}
		return Routes::answer( array( 'orders' => (object) $names ) );
	}

	/**
	 * Partners by a part of their name, in the query's `q`.
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function partners( $request ): \WP_REST_Response {
		$letters = trim( sanitize_text_field( (string) $request->get_param( 'q' ) ) );
		return Routes::answer( array( 'partners' => '' === $letters ? array() : Lookup::partners( $letters ) ) );
	}

	/**
	 * Goes one batch further, and says how the sync stands.
	 */
	public static function sync(): \WP_REST_Response {
		Product_Sync::step();
		$state = Product_Sync::state();
		return Routes::answer(
			array(
				'state'    => $state['state'],
				'total'    => (int) $state['total'],
				'done'     => (int) $state['done'],
				'skipped'  => (int) $state['skipped'],
				'sentence' => Products_Screen::sentence( $state ),
				'error'    => (string) $state['error'],
			)
		);
	}
}
