<?php
/**
 * Whether a visitor may be told apart: the WP Consent API where a consent plugin speaks it, and the browser's own "no".
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Consent.
 */
final class Consent {

	/**
	 * Whether a visit may be kept in a cookie and told to the server.
	 */
	public static function is_given(): bool {
		$may = ! self::browser_says_no();
		if ( $may && function_exists( 'wp_has_consent' ) ) {
			$may = (bool) wp_has_consent( self::category() );
		}
		/**
		 * Whether a visit may be kept, for shops whose consent plugin does not speak the WP Consent API.
		 *
		 * @param bool $may What was found out.
		 */
		return (bool) apply_filters( 'tributary_may_track', $may );
	}

	/**
	 * The category of the WP Consent API that is asked for.
	 */
	public static function category(): string {
		/**
		 * The category: `marketing`, `statistics`, `functional` and so on.
		 *
		 * @param string $category `marketing`.
		 */
		return (string) apply_filters( 'tributary_consent_category', 'marketing' );
	}

	/**
	 * Global Privacy Control.
	 */
	private static function browser_says_no(): bool {
		return isset( $_SERVER['HTTP_SEC_GPC'] ) && '1' === $_SERVER['HTTP_SEC_GPC'];
	}
}
