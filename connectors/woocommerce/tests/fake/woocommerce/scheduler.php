<?php
/**
 * Action Scheduler: actions lie in a table until a visit runs those that are due.
 *
 * @package Tributary\Tests
 */

function as_enqueue_async_action( $hook, $args = array(), $group = '', $unique = false, $priority = 10 ) {
	return as_schedule_single_action( Fake_Clock::now(), $hook, $args, $group, $unique );
}

function as_schedule_single_action( $at, $hook, $args = array(), $group = '', $unique = false, $priority = 10 ) {
	return fake_schedule( (int) $at, 0, $hook, $args, $group, $unique );
}

function as_schedule_recurring_action( $at, $every, $hook, $args = array(), $group = '', $unique = false, $priority = 10 ) {
	return fake_schedule( (int) $at, (int) $every, $hook, $args, $group, $unique );
}

function fake_schedule( int $at, int $every, string $hook, array $args, string $group, bool $unique ): int {
	global $wpdb;
	if ( $unique && as_has_scheduled_action( $hook, null, $group ) ) {
		return 0;
	}
	$row = array(
		'hook'       => $hook,
		'status'     => 'pending',
		'due'        => $at,
		'every'      => $every,
		'args'       => wp_json_encode( $args ),
		'group_name' => $group,
	);
	$wpdb->insert( $wpdb->prefix . 'actionscheduler_actions', $row );
	return $wpdb->insert_id;
}

function as_next_scheduled_action( $hook, $args = null, $group = '' ) {
	global $wpdb;
	$due = $wpdb->get_var( $wpdb->prepare( "SELECT due FROM {$wpdb->prefix}actionscheduler_actions WHERE hook = %s AND status = 'pending' AND (%d = 1 OR args = %s) ORDER BY due LIMIT 1", $hook, null === $args ? 1 : 0, wp_json_encode( (array) $args ) ) );
	return null === $due ? false : (int) $due;
}

function as_has_scheduled_action( $hook, $args = null, $group = '' ) {
	return false !== as_next_scheduled_action( $hook, $args, $group );
}

function as_unschedule_action( $hook, $args = array(), $group = '' ) {
	as_unschedule_all_actions( $hook, $args, $group );
}

function as_unschedule_all_actions( $hook, $args = array(), $group = '' ) {
	global $wpdb;
	if ( '' === (string) $hook ) {
		$wpdb->delete( $wpdb->prefix . 'actionscheduler_actions', array( 'group_name' => $group ) );
		return;
	}
	$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}actionscheduler_actions WHERE hook = %s", $hook ) );
}

/**
 * A visit to wp-cron: runs what is due, and what becomes due by that, and gives how many ran.
 *
 * @param int $most Stops after so many, as the real one does after its time.
 */
function fake_run_actions( int $most = 1000 ): int {
	global $wpdb;
	$GLOBALS['fake_is_cron'] = true;
	$ran                     = 0;
	try {
		while ( $ran < $most && null !== ( $row = fake_due_action() ) ) {
			++$ran;
			$wpdb->update( $wpdb->prefix . 'actionscheduler_actions', array( 'status' => 'running' ), array( 'action_id' => (int) $row->action_id ) );
			do_action( $row->hook, ...array_values( json_decode( $row->args, true ) ) );
			$wpdb->delete( $wpdb->prefix . 'actionscheduler_actions', array( 'action_id' => (int) $row->action_id ) );
			if ( (int) $row->every > 0 ) {
				fake_schedule( Fake_Clock::now() + (int) $row->every, (int) $row->every, $row->hook, json_decode( $row->args, true ), $row->group_name, false );
			}
		}
		do_action( 'shutdown' );
	} finally {
		$GLOBALS['fake_is_cron'] = false;
	}
	return $ran;
}

function fake_due_action() {
	global $wpdb;
	return $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}actionscheduler_actions WHERE status = 'pending' AND due <= %d ORDER BY due, action_id LIMIT 1", Fake_Clock::now() ) );
}
