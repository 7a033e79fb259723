<?php
/**
 * What the queue does while the server cannot be reached: it waits, longer each time, and asks with one row instead of all.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The pause after an outage.
 */
final class Pause {

	const OPTION = 'tributary_pause';
	const FIRST  = 10;
	const MOST   = 900;

	/**
	 * The pause as it stands.
	 *
	 * @return array{until:int,tries:int,since:int,reason:string}
	 */
	public static function now(): array {
		$kept = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'until'  => 0,
				'tries'  => 0,
				'since'  => 0,
				'reason' => '',
			),
			is_array( $kept ) ? $kept : array()
		);
	}

	/**
	 * Whether nothing should be sent yet.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function is_on( int $now ): bool {
		return self::now()['until'] > $now;
	}

	/**
	 * Notes an outage.
	 *
	 * @param Answer $answer What came back.
	 * @param int    $now    Unix seconds.
	 * @return int When to try again.
	 */
	public static function begin( Answer $answer, int $now ): int {
		$pause = self::now();
		if ( $pause['until'] > $now ) {
			return $pause['until']; // Rows that shared one request share one outage.
		}
		$delay = min( self::MOST, self::FIRST * ( 2 ** min( 10, $pause['tries'] ) ) );
		$delay = max( $answer->wait, $delay );
		$until = $now + $delay;
		update_option(
			self::OPTION,
			array(
				'until'  => $until,
				'tries'  => $pause['tries'] + 1,
				'since'  => $pause['since'] > 0 ? $pause['since'] : $now,
				'reason' => $answer->reason,
			),
			true
		);
		if ( 0 === $pause['tries'] ) {
			Log::warn( 'Nothing gets through: ' . $answer->reason );
		}
		Schedule::once( 'tributary_run', $until );
		return $until;
	}

	/**
	 * The server answers again.
	 */
	public static function end() {
		if ( self::now()['until'] > 0 ) {
			update_option( self::OPTION, array(), true );
		}
	}
}
