<?php
/**
 * Where the plugin's own REST routes lie, and who may ask them.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * What all routes share.
 */
final class Routes {

	const SPACE   = 'tributary/v1';
	const SECONDS = 300; // How far a signed call's clock may be off.

	/**
	 * Whether the person who asks runs the shop. WordPress has checked the nonce by then.
	 */
	public static function may_manage(): bool {
		return current_user_can( 'manage_woocommerce' );
	}

	/**
	 * Whether the server signed a call: `X-Tributary-Signature` is base64(HMAC-SHA256(`{at}.{path}.{body}`, webhook secret)).
	 *
	 * @param \WP_REST_Request $request The call.
	 */
	public static function is_server( $request ): bool {
		$at     = (string) $request->get_header( 'x_tributary_at' );
		$given  = (string) $request->get_header( 'x_tributary_signature' );
		$secret = Settings::secret( 'webhook_secret' );
		if ( '' === $secret || ! ctype_digit( $at ) || abs( time() - (int) $at ) > self::SECONDS ) {
			return false;
		}
		$signed = $at . '.' . $request->get_route() . '.' . $request->get_body();
		return hash_equals( Client::signature( $signed, $secret ), $given );
	}

	/**
	 * An answer that no cache may keep.
	 *
	 * @param array $data   What to say.
	 * @param int   $status HTTP status.
	 */
	public static function answer( array $data, int $status = 200 ): \WP_REST_Response {
		$response = new \WP_REST_Response( $data, $status );
		$response->header( 'Cache-Control', 'no-store, private' );
		return $response;
	}
}
