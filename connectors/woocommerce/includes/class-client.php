<?php
/**
 * The only place that speaks to the server. Nothing here is called while a buyer waits.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * HTTP calls to the server.
 */
final class Client {

	const SECONDS        = 15;
	const SCREEN_SECONDS = 4;

	/**
	 * Asks the API with the key.
	 *
	 * @param string     $method  GET, POST, PUT or DELETE.
	 * @param string     $path    Begins with `/api/`.
	 * @param array|null $body    Sent as JSON.
	 * @param int        $seconds How long to wait.
	 */
	public static function api( string $method, string $path, $body = null, int $seconds = self::SECONDS ): Answer {
		$key = Settings::secret( 'api_key' );
		return self::send( $method, Settings::server_url( $path ), self::json( $body ), array( 'Authorization' => 'Bearer ' . $key ), $seconds );
	}

	/**
	 * Asks a server that has given no key yet.
	 *
	 * @param string $server Its address.
	 * @param string $path   Begins with `/api/`.
	 * @param array  $body   Sent as JSON.
	 */
	public static function without_key( string $server, string $path, array $body ): Answer {
		return self::send( 'POST', rtrim( $server, '/' ) . $path, self::json( $body ), array(), self::SECONDS );
	}

	/**
	 * Delivers a fact as WooCommerce delivers its webhooks: signed, with a topic.
	 *
	 * @param string $topic    Such as `tributary.order`.
	 * @param string $body     Raw JSON; exactly this is signed.
	 * @param string $delivery A UUID that stays the same however often this is tried.
	 */
	public static function deliver( string $topic, string $body, string $delivery ): Answer {
		$parts   = explode( '.', $topic, 2 );
		$headers = array(
			'X-WC-Webhook-Source'      => home_url( '/' ),
			'X-WC-Webhook-Topic'       => $topic,
			'X-WC-Webhook-Resource'    => $parts[0],
			'X-WC-Webhook-Event'       => isset( $parts[1] ) ? $parts[1] : '',
			'X-WC-Webhook-Signature'   => self::signature( $body, Settings::secret( 'webhook_secret' ) ),
			'X-WC-Webhook-Delivery-ID' => $delivery,
		);
		$url     = Settings::server_url( '/hooks/woocommerce/' . rawurlencode( Settings::connection()['store'] ) );
		return self::send( 'POST', $url, $body, $headers, self::SECONDS );
	}

	/**
	 * As WooCommerce signs.
	 *
	 * @param string $body   Raw body.
	 * @param string $secret The shared secret.
	 */
	public static function signature( string $body, string $secret ): string {
		return base64_encode( hash_hmac( 'sha256', $body, $secret, true ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- The format of WooCommerce's webhooks.
	}

	/**
	 * Writes JSON; null stays no body at all.
	 *
	 * @param array|null $body What to say.
	 */
	private static function json( $body ): string {
		if ( null === $body ) {
			return '';
		}
		return array() === $body ? '{}' : (string) wp_json_encode( $body );
	}

	/**
	 * One request. Redirects are not followed: a moved address is for the owner to see, not to send keys after.
	 *
	 * @param string $method  Verb.
	 * @param string $url     Whole address.
	 * @param string $body    Raw body or nothing.
	 * @param array  $headers Further headers.
	 * @param int    $seconds How long to wait.
	 */
	private static function send( string $method, string $url, string $body, array $headers, int $seconds ): Answer {
		$headers['Accept'] = 'application/json';
		if ( '' !== $body ) {
			$headers['Content-Type'] = 'application/json';
		}
		$arguments = array(
			'method'      => $method,
			'timeout'     => $seconds,
			'redirection' => 0,
			'headers'     => $headers,
			'user-agent'  => 'Tributary/' . VERSION . ' (WordPress/' . get_bloginfo( 'version' ) . ')',
		);
		if ( '' !== $body ) {
			$arguments['body'] = $body;
		}
		/**
		 * What goes to `wp_remote_request`, for instance to set a proxy or an own certificate.
		 *
		 * @param array  $arguments Arguments.
		 * @param string $url       Where to.
		 */
		$arguments = apply_filters( 'tributary_request_arguments', $arguments, $url );
		return new Answer( wp_remote_request( $url, $arguments ) );
	}
}
