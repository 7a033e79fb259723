<?php
/**
 * Lines in WooCommerce's own log, source `tributary`: outages, refusals, the end of a connection. No keys, no customers.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The log.
 */
final class Log {

	/**
	 * Something that the owner may want to know later.
	 *
	 * @param string $line What happened.
	 */
	public static function warn( string $line ) {
		if ( function_exists( 'wc_get_logger' ) ) {
			wc_get_logger()->warning( Report::without_secrets( $line ), array( 'source' => 'tributary' ) );
		}
	}
}
