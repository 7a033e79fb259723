<?php
/**
 * REST inside the shop: routes of plugins, and those of WooCommerce that plugins read.
 *
 * @package Tributary\Tests
 */

/** A request. */
class WP_REST_Request implements ArrayAccess {

	private $method;
	private $route;
	private $params  = array();
	private $headers = array();
	private $body    = '';

	public function __construct( $method = 'GET', $route = '' ) {
		$this->method = $method;
		$this->route  = $route;
	}

	public function get_method() {
		return $this->method;
	}

	public function get_route() {
		return $this->route;
	}

	public function set_param( $name, $value ) {
		$this->params[ $name ] = $value;
	}

	public function set_query_params( $params ) {
		$this->params = array_merge( $this->params, $params );
	}

	public function set_body_params( $params ) {
		$this->params = array_merge( $this->params, $params );
	}

	public function set_url_params( $params ) {
		$this->params = array_merge( $this->params, $params );
	}

	public function set_body( $body ) {
		$this->body   = $body;
		$this->params = array_merge( $this->params, (array) json_decode( $body, true ) );
	}

	public function get_body() {
		return $this->body;
	}

	public function set_header( $name, $value ) {
		$this->headers[ strtolower( str_replace( '-', '_', $name ) ) ] = $value;
	}

	public function get_header( $name ) {
		return $this->headers[ strtolower( str_replace( '-', '_', $name ) ) ] ?? null;
	}

	public function get_param( $name ) {
		return $this->params[ $name ] ?? null;
	}

	public function has_param( $name ) {
		return array_key_exists( $name, $this->params );
	}

	public function get_params() {
		return $this->params;
	}

	public function get_json_params() {
		return (array) json_decode( $this->body, true );
	}

	public function offsetExists( $name ): bool {
		return isset( $this->params[ $name ] );
	}

	#[\ReturnTypeWillChange]
	public function offsetGet( $name ) {
		return $this->get_param( $name );
	}

	public function offsetSet( $name, $value ): void {
		$this->params[ $name ] = $value;
	}

	public function offsetUnset( $name ): void {
		unset( $this->params[ $name ] );
	}
}

/** An answer. */
class WP_REST_Response {

	public $data;
	public $status;
	public $headers = array();

	public function __construct( $data = null, $status = 200, $headers = array() ) {
		$this->data    = $data;
		$this->status  = $status;
		$this->headers = $headers;
	}

	public function get_data() {
		return $this->data;
	}

	public function set_data( $data ) {
		$this->data = $data;
	}

	public function get_status() {
		return $this->status;
	}

	public function set_status( $status ) {
		$this->status = $status;
	}

	public function header( $name, $value, $replace = true ) {
		$this->headers[ $name ] = $value;
	}

	public function get_headers() {
		return $this->headers;
	}

	public function is_error() {
		return $this->status >= 400;
	}

	public function as_error() {
		return $this->is_error() ? new WP_Error( $this->data['code'] ?? 'error', $this->data['message'] ?? '', array( 'status' => $this->status ) ) : null;
	}
}

/** Which methods a route has. */
class WP_REST_Server {

	const READABLE  = 'GET';
	const CREATABLE = 'POST';
	const EDITABLE  = 'POST, PUT, PATCH';
	const DELETABLE = 'DELETE';

	public static $routes = array();

	public function response_to_data( $response, $embed ) {
		return $response->get_data();
	}
}

function rest_get_server() {
	return new WP_REST_Server();
}

function register_rest_route( $namespace, $route, $args = array(), $override = false ) {
	WP_REST_Server::$routes[ '/' . trim( $namespace, '/' ) . '/' . trim( $route, '/' ) ] = $args;
	return true;
}

function rest_ensure_response( $data ) {
	return $data instanceof WP_REST_Response || is_wp_error( $data ) ? $data : new WP_REST_Response( $data );
}

function rest_get_url_prefix() {
	return 'wp-json';
}

function rest_authorization_required_code() {
	return is_user_logged_in() ? 403 : 401;
}

function rest_validate_request_arg( $value, $request, $name ) {
	return true;
}

function rest_sanitize_boolean( $value ) {
	return in_array( $value, array( true, 1, '1', 'true', 'yes' ), true );
}

/**
 * Answers a request as the server does: permission first, then the callback.
 *
 * @param WP_REST_Request $request What is asked.
 */
function rest_do_request( $request ) {
	if ( ! did_action( 'rest_api_init' ) ) {
		do_action( 'rest_api_init', rest_get_server() );
	}
	$own = Fake_Rest::answer( $request );
	if ( null !== $own ) {
		return $own;
	}
	foreach ( WP_REST_Server::$routes as $route => $args ) {
		if ( ! preg_match( '@^' . $route . '$@', $request->get_route(), $match ) ) {
			continue;
		}
		$request->set_url_params( array_filter( $match, 'is_string', ARRAY_FILTER_USE_KEY ) );
		$endpoints = isset( $args['callback'] ) ? array( $args ) : array_filter( $args, 'is_array' );
		foreach ( $endpoints as $endpoint ) {
			if ( in_array( $request->get_method(), array_map( 'trim', explode( ',', implode( ',', (array) ( $endpoint['methods'] ?? 'GET' ) ) ) ), true ) ) {
				return fake_rest_endpoint( $endpoint, $request );
			}
		}
	}
	return new WP_REST_Response( array( 'code' => 'rest_no_route' ), 404 );
}

function fake_rest_endpoint( array $endpoint, WP_REST_Request $request ) {
	if ( ! isset( $endpoint['permission_callback'] ) ) {
		throw new LogicException( 'A route without a permission_callback.' );
	}
	$may = call_user_func( $endpoint['permission_callback'], $request );
	if ( true !== $may ) {
		return fake_rest_error( is_wp_error( $may ) ? $may : new WP_Error( 'rest_forbidden', 'Sorry.', array( 'status' => rest_authorization_required_code() ) ) );
	}
	$answer = rest_ensure_response( call_user_func( $endpoint['callback'], $request ) );
	return is_wp_error( $answer ) ? fake_rest_error( $answer ) : $answer;
}

function fake_rest_error( WP_Error $error ): WP_REST_Response {
	$data = array(
		'code'    => $error->get_error_code(),
		'message' => $error->get_error_message(),
		'data'    => $error->get_error_data(),
	);
	return new WP_REST_Response( $data, (int) ( $error->get_error_data()['status'] ?? 500 ) );
}
