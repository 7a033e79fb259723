<?php
/**
 * Calls out of the shop. A test says who answers; where nobody does, curl asks the network, unless that is forbidden.
 *
 * @package Tributary\Tests
 */

/** The shop's way out. */
final class Fake_Http {

	/**
	 * Every call that was tried: method, url, args.
	 *
	 * @var array<int, array{method: string, url: string, args: array}>
	 */
	public static $calls = array();

	/**
	 * Who answers instead of the network: gets method, url and args, gives an answer as wp_remote_request does.
	 *
	 * @var callable|null
	 */
	public static $answers = null;

	/**
	 * What nobody may do while a buyer waits: '' for nothing, 'out' for calls that leave the shop, 'all' for every call.
	 *
	 * @var string
	 */
	public static $forbidden = '';

	/**
	 * Makes calls of the shop to itself that wait for no answer: gets url and args. Where nobody is named they go nowhere.
	 *
	 * @var callable|null
	 */
	public static $alone = null;

	public static function reset(): void {
		self::$calls     = array();
		self::$answers   = null;
		self::$forbidden = '';
		self::$alone     = null;
	}

	public static function call( string $url, array $args ) {
		$method        = strtoupper( $args['method'] ?? 'GET' );
		self::$calls[] = compact( 'method', 'url', 'args' );
		// The shop may start its own queue, as it starts its own timers, when it does not wait for the answer.
		$own = 0 === strpos( $url, home_url( '/' ) ) && false === ( $args['blocking'] ?? true );
		if ( 'all' === self::$forbidden || ( 'out' === self::$forbidden && ! $own ) ) {
			throw new LogicException( "A call to $url while a buyer waits." );
		}
		if ( $own ) {
			self::$alone && call_user_func( self::$alone, $url, $args );
			return self::answer( 200 );
		}
		$args  = apply_filters( 'http_request_args', $args, $url );
		$early = apply_filters( 'pre_http_request', false, $args, $url );
		if ( false !== $early ) {
			return $early;
		}
		return self::$answers ? call_user_func( self::$answers, $method, $url, $args ) : self::curl( $method, $url, $args );
	}

	/**
	 * An answer in the form that wp_remote_request gives.
	 *
	 * @param int    $status  The HTTP status.
	 * @param string $body    The body.
	 * @param array  $headers By lower-case name.
	 */
	public static function answer( int $status, string $body = '', array $headers = array() ): array {
		return array(
			'headers'  => $headers,
			'body'     => $body,
			'response' => array(
				'code'    => $status,
				'message' => '',
			),
			'cookies'  => array(),
		);
	}

	private static function curl( string $method, string $url, array $args ) {
		$handle  = curl_init( $url );
		$headers = array();
		$lines   = array();
		foreach ( $args['headers'] ?? array() as $name => $value ) {
			$lines[] = "$name: $value";
		}
		$body = $args['body'] ?? '';
		curl_setopt_array(
			$handle,
			array(
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_FOLLOWLOCATION => ( $args['redirection'] ?? 5 ) > 0,
				CURLOPT_TIMEOUT        => (int) ( $args['timeout'] ?? 5 ),
				CURLOPT_HTTPHEADER     => $lines,
				CURLOPT_USERAGENT      => $args['user-agent'] ?? 'WordPress/6.8; ' . home_url(),
				CURLOPT_HEADERFUNCTION => function ( $handle, $line ) use ( &$headers ) {
					$parts = explode( ':', $line, 2 );
					if ( isset( $parts[1] ) ) {
						$headers[ strtolower( trim( $parts[0] ) ) ] = trim( $parts[1] );
					}
					return strlen( $line );
				},
			)
		);
		if ( '' !== $body && array() !== $body ) {
			curl_setopt( $handle, CURLOPT_POSTFIELDS, is_array( $body ) ? http_build_query( $body ) : $body );
		}
		$said = curl_exec( $handle );
		if ( false === $said ) {
			return new WP_Error( 'http_request_failed', 'cURL error ' . curl_errno( $handle ) . ': ' . curl_error( $handle ) );
		}
		return self::answer( (int) curl_getinfo( $handle, CURLINFO_RESPONSE_CODE ), $said, $headers );
	}
}

function wp_remote_request( $url, $args = array() ) {
	return Fake_Http::call( $url, $args );
}

function wp_remote_get( $url, $args = array() ) {
	return Fake_Http::call( $url, array_merge( $args, array( 'method' => 'GET' ) ) );
}

function wp_remote_post( $url, $args = array() ) {
	return Fake_Http::call( $url, array_merge( $args, array( 'method' => 'POST' ) ) );
}

function wp_remote_head( $url, $args = array() ) {
	return Fake_Http::call( $url, array_merge( $args, array( 'method' => 'HEAD' ) ) );
}

function wp_safe_remote_request( $url, $args = array() ) {
	return Fake_Http::call( $url, $args );
}

function wp_safe_remote_get( $url, $args = array() ) {
	return wp_remote_get( $url, $args );
}

function wp_safe_remote_post( $url, $args = array() ) {
	return wp_remote_post( $url, $args );
}

function wp_remote_retrieve_response_code( $answer ) {
	return is_wp_error( $answer ) ? '' : ( $answer['response']['code'] ?? '' );
}

function wp_remote_retrieve_response_message( $answer ) {
	return is_wp_error( $answer ) ? '' : ( $answer['response']['message'] ?? '' );
}

function wp_remote_retrieve_body( $answer ) {
	return is_wp_error( $answer ) ? '' : ( $answer['body'] ?? '' );
}

function wp_remote_retrieve_header( $answer, $name ) {
	return is_wp_error( $answer ) ? '' : ( $answer['headers'][ strtolower( $name ) ] ?? '' );
}

function wp_remote_retrieve_headers( $answer ) {
	return is_wp_error( $answer ) ? array() : $answer['headers'];
}

function wp_http_validate_url( $url ) {
	return filter_var( $url, FILTER_VALIDATE_URL ) ? $url : false;
}
