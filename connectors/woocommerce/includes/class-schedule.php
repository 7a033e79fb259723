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
		'tributary_sweep' => HOUR_IN_SECONDS,
	);

	const TIDIED = 200; // An hour's records, and some of an hour that was missed.

	const ONCE = array( 'once' ); // Arguments that tell a single run from the recurring ones.

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
	 * Plans one run at a moment, if none is planned.
	 *
	 * @param string $hook `tributary_run` or `tributary_sync`.
	 * @param int    $at   Unix seconds.
	 */
	public static function once( string $hook, int $at ) {
		if ( function_exists( 'as_next_scheduled_action' ) && function_exists( 'as_schedule_single_action' ) ) {
			if ( ! self::is_planned( $hook ) ) {
				as_schedule_single_action( $at, $hook, self::ONCE, self::GROUP );
			}
			return;
		}
		if ( ! wp_next_scheduled( $hook, self::ONCE ) ) {
			wp_schedule_single_event( $at, $hook, self::ONCE );
		}
	}

	/**
	 * Whether a single run waits. One that is running now is none: it may be the one that plans the next.
	 *
	 * @param string $hook The hook.
	 */
	private static function is_planned( string $hook ): bool {
		if ( ! function_exists( 'as_get_scheduled_actions' ) ) {
			return false !== as_next_scheduled_action( $hook, self::ONCE, self::GROUP );
		}
		$wanted = array(
			'hook'     => $hook,
			'args'     => self::ONCE,
			'group'    => self::GROUP,
			'status'   => 'pending',
			'per_page' => 1,
		);
		return array() !== as_get_scheduled_actions( $wanted, 'ids' );
	}

	/**
	 * Action Scheduler keeps a record of each run for weeks. Ours say nothing, and there is one a minute: out with them.
	 */
	public static function tidy() {
		if ( ! function_exists( 'as_get_scheduled_actions' ) || ! class_exists( 'ActionScheduler' ) ) {
			return;
		}
		$ids = as_get_scheduled_actions(
			array(
				'group'    => self::GROUP,
				'status'   => 'complete',
				'per_page' => self::TIDIED,
			),
			'ids'
		);
		foreach ( $ids as $id ) {
			\ActionScheduler::store()->delete_action( $id );
		}
	}

	/**
	 * Stops all jobs.
	 */
	public static function clear() {
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( '', array(), self::GROUP );
		}
		foreach ( array( 'tributary_run', 'tributary_sync', 'tributary_sweep' ) as $hook ) {
			wp_clear_scheduled_hook( $hook );
			wp_clear_scheduled_hook( $hook, self::ONCE );
		}
	}
}
