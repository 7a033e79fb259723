<?php
/**
 * Moments as people read them: "3 minutes ago" for the last day, else date and time in the shop's own manner.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Written moments.
 */
final class Moments {

	/**
	 * A moment.
	 *
	 * @param int $at Unix seconds.
	 */
	public static function written( int $at ): string {
		if ( $at <= 0 ) {
			return __( 'never', 'tributary' );
		}
		$ago = time() - $at;
		if ( $ago >= 0 && $ago < DAY_IN_SECONDS ) {
			/* translators: %s: a length of time, such as "3 minutes". */
			return sprintf( __( '%s ago', 'tributary' ), human_time_diff( $at, time() ) );
		}
		if ( $ago < 0 && $ago > -DAY_IN_SECONDS ) {
			/* translators: %s: a length of time, such as "3 minutes". */
			return sprintf( __( 'in %s', 'tributary' ), human_time_diff( time(), $at ) );
		}
		return (string) wp_date( get_option( 'date_format', 'Y-m-d' ) . ' ' . get_option( 'time_format', 'H:i' ), $at );
	}
}
