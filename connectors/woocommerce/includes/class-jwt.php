<?php
/**
 * The token that shows the share panel who is signed in: a JWT, HS256, good for an hour.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Tokens for customers.
 */
final class Jwt {

	/**
	 * A token for a customer; empty while there is no secret.
	 *
	 * @param \WP_User $user The customer.
	 * @param int      $now  Unix seconds.
	 */
	public static function of( $user, int $now ): string {
		$secret = Settings::secret( 'customer_secret' );
		if ( '' === $secret || ! Settings::is_connected() ) {
			return '';
		}
		$claims = array(
			'iss'   => Settings::connection()['store'],
			'sub'   => (string) $user->ID,
			'email' => (string) $user->user_email,
			'name'  => (string) $user->display_name,
			'login' => (string) $user->user_login,
			'lang'  => strtolower( substr( (string) get_user_locale( $user ), 0, 2 ) ),
			'iat'   => $now,
			'exp'   => $now + HOUR_IN_SECONDS,
		);
		$head   = self::url64( '{"alg":"HS256","typ":"JWT"}' );
		$body   = self::url64( (string) wp_json_encode( $claims ) );
		return $head . '.' . $body . '.' . self::url64( hash_hmac( 'sha256', $head . '.' . $body, $secret, true ) );
	}

	/**
	 * Base64 as addresses like it.
	 *
	 * @param string $bytes Any bytes.
	 */
	public static function url64( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- RFC 7515 and RFC 7636.
	}
}
