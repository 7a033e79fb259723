<?php
/**
 * The report for whoever helps: facts about the shop and the queue, no keys, no customers.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Plain text to copy. It stays in English, since it is for the one who helps.
 */
final class Report {

	/**
	 * The report.
	 */
	public static function text(): string {
		$connection = Settings::connection();
		$counts     = Queue_View::counts();
		$sync       = Product_Sync::state();
		$pause      = Pause::now();
		$lines      = array(
			'Tributary for WooCommerce ' . VERSION,
			'Written: ' . Sender::moment( time() ),
			'Shop: ' . home_url( '/' ),
			'Server: ' . $connection['server'] . ' (' . $connection['version'] . ')',
			'Store: ' . $connection['store'],
			'Connected: ' . self::moment( (int) $connection['connected_at'] ),
			'Lost: ' . ( '' === $connection['lost'] ? 'no' : $connection['lost'] ),
			'Key refused: ' . ( '' === $connection['key_refused'] ? 'no' : $connection['key_refused'] ),
		);
		foreach ( Storage::facts() as $name => $value ) {
			$lines[] = ucfirst( $name ) . ': ' . ( '' === $value ? 'none' : $value );
		}
		$lines[] = 'Multisite: ' . ( is_multisite() ? 'yes' : 'no' );
		$lines[] = 'Timers: ' . ( function_exists( 'as_next_scheduled_action' ) ? 'Action Scheduler' : 'WP-Cron' )
			. ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ? ', DISABLE_WP_CRON' : '' );
		$lines[] = 'Consent: ' . ( function_exists( 'wp_has_consent' ) ? 'WP Consent API, ' . Consent::category() : 'none asked' );
		foreach ( array_keys( Settings::DEFAULTS ) as $name ) {
			$lines[] = 'Choice ' . $name . ': ' . ( Settings::is_on( $name ) ? 'yes' : 'no' );
		}
		$lines[] = sprintf( 'Queue: %d waiting, %d retrying, %d failed, %d sent', $counts['waiting'], $counts['retrying'], $counts['failed'], $counts['sent'] );
		$lines[] = 'Oldest waiting: ' . self::moment( Queue_View::oldest_waiting() );
		$lines[] = 'Pause until: ' . self::moment( $pause['until'] ) . ( '' === $pause['reason'] ? '' : ' (' . $pause['reason'] . ')' );
		foreach ( Queue_View::last_sent() as $kind => $at ) {
			$lines[] = 'Last ' . $kind . ' sent: ' . self::moment( $at );
		}
		$lines[] = sprintf( 'Products: %s, %d of %d, %d skipped, cursor %d', $sync['state'], $sync['done'], $sync['total'], $sync['skipped'], $sync['cursor'] );
		foreach ( Connection_Test::last() as $check ) {
			$lines[] = 'Check ' . $check['name'] . ': ' . $check['state'] . ' ' . $check['detail'];
		}
		foreach ( array_slice( Queue_View::rows( Queue::FAILED, 1 ), 0, 5 ) as $row ) {
			$lines[] = sprintf( 'Failed %s %s (%s), %d attempts: %s', $row->kind, $row->subject, $row->event, $row->attempts, $row->reason );
		}
		return self::without_secrets( implode( "\n", $lines ) );
	}

	/**
	 * A moment in UTC.
	 *
	 * @param int $at Unix seconds.
	 */
	private static function moment( int $at ): string {
		return $at > 0 ? Sender::moment( $at ) : 'none';
	}

	/**
	 * No secret gets out, even if a server's sentence should hold one.
	 *
	 * @param string $text The report, or a line for the log.
	 */
	public static function without_secrets( string $text ): string {
		foreach ( array( 'api_key', 'webhook_secret', 'customer_secret' ) as $name ) {
			$secret = Settings::secret( $name );
			if ( '' !== $secret ) {
				$text = str_replace( $secret, '[secret]', $text );
			}
		}
		return $text;
	}
}
