<?php
/**
 * The time of the fake shop. Tests move it; nothing sleeps.
 *
 * @package Tributary\Tests
 */

/** What time it is in the shop. */
final class Fake_Clock {

	/**
	 * Seconds since 1970, or null for the machine's own.
	 *
	 * @var int|null
	 */
	public static $now = null;

	/** The moment as a number. */
	public static function now(): int {
		return null === self::$now ? time() : self::$now;
	}

	/**
	 * Goes on by so many seconds.
	 *
	 * @param int $seconds How many.
	 */
	public static function pass( int $seconds ): void {
		self::$now = self::now() + $seconds;
	}
}

function current_time( $type, $gmt = 0 ) {
	$at = Fake_Clock::now();
	if ( 'timestamp' === $type || 'U' === $type ) {
		return $gmt ? $at : $at + wp_timezone()->getOffset( new DateTime( '@' . $at ) );
	}
	$format = 'mysql' === $type ? 'Y-m-d H:i:s' : $type;
	return $gmt ? gmdate( $format, $at ) : wp_date( $format, $at );
}

function wp_timezone_string() {
	return get_option( 'timezone_string', 'UTC' );
}

function wp_timezone() {
	return new DateTimeZone( wp_timezone_string() );
}

function wp_date( $format, $timestamp = null, $timezone = null ) {
	$moment = new DateTime( '@' . ( null === $timestamp ? Fake_Clock::now() : $timestamp ) );
	return $moment->setTimezone( $timezone ? $timezone : wp_timezone() )->format( $format );
}

function date_i18n( $format, $timestamp = false, $gmt = false ) {
	return wp_date( $format, false === $timestamp ? null : (int) $timestamp, $gmt ? new DateTimeZone( 'UTC' ) : null );
}

function mysql2date( $format, $date, $translate = true ) {
	return ( new DateTime( $date, wp_timezone() ) )->format( $format );
}

function get_date_from_gmt( $text, $format = 'Y-m-d H:i:s' ) {
	return ( new DateTime( $text, new DateTimeZone( 'UTC' ) ) )->setTimezone( wp_timezone() )->format( $format );
}

function get_gmt_from_date( $text, $format = 'Y-m-d H:i:s' ) {
	return ( new DateTime( $text, wp_timezone() ) )->setTimezone( new DateTimeZone( 'UTC' ) )->format( $format );
}

function human_time_diff( $from, $to = 0 ) {
	$apart = abs( ( $to ? $to : Fake_Clock::now() ) - $from );
	return $apart < 3600 ? max( 1, intdiv( $apart, 60 ) ) . ' mins' : intdiv( $apart, 3600 ) . ' hours';
}
