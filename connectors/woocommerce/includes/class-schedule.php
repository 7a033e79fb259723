<?php
/**
 * Timers: Action Scheduler where it is there, else WP-Cron. They are the safety net; `Kick` makes things go at once.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Recurring jobs.
 */
final class Schedule {

	const GROUP = 'tributary';

	/**
	 * Hook => seconds between two runs.
	 */
	const JOBS = array(
		'tributary_run'   => MINUTE_IN_SECONDS,
		'tributary_sync'  => MINUTE_IN_SECONDS,
		'tributary_sweep' => HOUR_IN_SECONDS,
	);

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_filter( 'cron_schedules', array( self::class, 'add_intervals' ) ); // phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- A minute, only where Action Scheduler is missing.
		add_action( 'admin_init', array( self::class, 'ensure' ) );
		add_action( 'tributary_connected', array( self::class, 'ensure' ) );
	}

	/**
	 * Intervals for WP-Cron.
	 *
	 * @param array $intervals As they are.
	 * @return array
	 */
	public static function add_intervals( $intervals ) {
		$intervals['tributary_minute'] = array(
			'interval' => MINUTE_IN_SECONDS,
			'display'  => __( 'Every minute (Tributary)', 'tributary' ),
		);
		return $intervals;
	}

	/**
	 * Sees to it that the jobs are planned once the shop is connected.
	 */
	public static function ensure() {
		if ( ! Settings::is_connected() ) {
			return;
		}
		foreach ( self::JOBS as $hook => $seconds ) {
			self::plan( $hook, $seconds );
		}
	}

	/**
	 * Plans one job if it is not planned.
	 *
	 * @param string $hook    The hook.
	 * @param int    $seconds Between two runs.
	 */
	private static function plan( string $hook, int $seconds ) {
		if ( function_exists( 'as_next_scheduled_action' ) && function_exists( 'as_schedule_recurring_action' ) ) {
			if ( false === as_next_scheduled_action( $hook, array(), self::GROUP ) ) {
				as_schedule_recurring_action( time() + $seconds, $seconds, $hook, array(), self::GROUP );
			}
			return;
		}
		if ( ! wp_next_scheduled( $hook ) ) {
			wp_schedule_event( time() + $seconds, HOUR_IN_SECONDS === $seconds ? 'hourly' : 'tributary_minute', $hook );
		}
	}

	/**
	 * Stops all jobs.
	 */
	public static function clear() {
		foreach ( array_keys( self::JOBS ) as $hook ) {
			if ( function_exists( 'as_unschedule_all_actions' ) ) {
				as_unschedule_all_actions( $hook, array(), self::GROUP );
			}
			wp_clear_scheduled_hook( $hook );
		}
	}
}
