<?php
/**
 * The queue: one row for each thing that happened, in the shop's own database.
 *
 * Writing a row is one INSERT and never waits for anybody. Rows of the same thing go out in the order in which they were written.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- This is the plugin's own table, and a cached queue would be none.

/**
 * The table `{prefix}tributary_queue`.
 */
final class Queue {

	const WAITING = 'waiting';
	const SENT    = 'sent';
	const FAILED  = 'failed';

	const SCHEMA        = '1';
	const OPTION        = 'tributary_queue_schema';
	const CLAIM_SECONDS = 120;
	const REASON_LENGTH = 500;

	/**
	 * Makes the table, or changes it to the present shape.
	 */
	public static function install() {
		if ( self::SCHEMA === get_option( self::OPTION ) ) {
			return;
		}
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta(
			"CREATE TABLE {$wpdb->prefix}tributary_queue (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				kind varchar(20) NOT NULL,
				subject varchar(64) NOT NULL,
				event varchar(32) NOT NULL,
				payload longtext NOT NULL,
				state varchar(10) NOT NULL,
				attempts smallint(5) unsigned NOT NULL DEFAULT 0,
				created_at bigint(20) NOT NULL,
				due_at bigint(20) NOT NULL,
				claim varchar(36) NOT NULL DEFAULT '',
				claimed_until bigint(20) NOT NULL DEFAULT 0,
				delivery varchar(36) NOT NULL,
				result varchar(64) NOT NULL DEFAULT '',
				reason varchar(500) NOT NULL DEFAULT '',
				finished_at bigint(20) NOT NULL DEFAULT 0,
				PRIMARY KEY  (id),
				KEY due (state,due_at),
				KEY subject (kind,subject,state),
				KEY claim (claim)
			) {$wpdb->get_charset_collate()};"
		);
		update_option( self::OPTION, self::SCHEMA, true );
	}

	/**
	 * Writes that something happened.
	 *
	 * @param string $kind    `order`, `customer`, `click` or `product`.
	 * @param string $subject The shop's id of it.
	 * @param string $event   What happened to it.
	 * @param array  $payload What cannot be read again later.
	 */
	public static function add( string $kind, string $subject, string $event, array $payload = array() ) {
		global $wpdb;
		$now = time();
		$wpdb->insert(
			"{$wpdb->prefix}tributary_queue",
			array(
				'kind'       => $kind,
				'subject'    => $subject,
				'event'      => $event,
				'payload'    => $payload ? (string) wp_json_encode( $payload ) : '',
				'state'      => self::WAITING,
				'created_at' => $now,
				'due_at'     => $now,
				'delivery'   => wp_generate_uuid4(),
			)
		);
	}

	/**
	 * Takes rows that are due, so that no other process sends them too. Of each thing only the oldest row. In the order of the index
	 * `due`, so that a queue of ten thousands is not sorted for each batch.
	 *
	 * @param int $limit How many at most.
	 * @param int $now   Unix seconds.
	 * @return object[]
	 */
	public static function claim( int $limit, int $now ): array {
		global $wpdb;
		$ids = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT q.id FROM {$wpdb->prefix}tributary_queue q
				WHERE q.state = %s AND q.due_at <= %d AND q.claimed_until < %d
				AND NOT EXISTS (SELECT 1 FROM {$wpdb->prefix}tributary_queue o
					WHERE o.kind = q.kind AND o.subject = q.subject AND o.state = %s AND o.id < q.id)
				ORDER BY q.due_at, q.id LIMIT %d",
				self::WAITING,
				$now,
				$now,
				self::WAITING,
				$limit
			)
		);
		if ( ! $ids ) {
			return array();
		}
		$claim = wp_generate_uuid4();
		$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->prefix}tributary_queue SET claim = %s, claimed_until = %d
				WHERE state = %s AND claimed_until < %d AND id IN ( $marks )", // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- As many %d as ids.
				array_merge( array( $claim, $now + self::CLAIM_SECONDS, self::WAITING, $now ), array_map( 'intval', $ids ) )
			)
		);
		return $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM {$wpdb->prefix}tributary_queue WHERE claim = %s AND state = %s ORDER BY id", $claim, self::WAITING )
		);
	}

	/**
	 * Gives rows back untried.
	 *
	 * @param string $claim The claim of `claim()`.
	 */
	public static function release( string $claim ) {
		global $wpdb;
		$wpdb->update(
			"{$wpdb->prefix}tributary_queue",
			array(
				'claim'         => '',
				'claimed_until' => 0,
			),
			array(
				'claim' => $claim,
				'state' => self::WAITING,
			)
		);
	}

	/**
	 * The server has it. What it carried, an address for instance, is forgotten.
	 *
	 * @param object $row    The row.
	 * @param string $result What the server calls it, such as a click's id.
	 */
	public static function sent( $row, string $result = '' ) {
		self::finish( $row, self::SENT, '', $result );
	}

	/**
	 * It is tried no more until somebody presses Retry.
	 *
	 * @param object $row    The row.
	 * @param string $reason Why.
	 */
	public static function failed( $row, string $reason ) {
		self::finish( $row, self::FAILED, $reason, '' );
	}

	/**
	 * It is tried again.
	 *
	 * @param object $row    The row.
	 * @param string $reason Why it did not work.
	 * @param int    $due_at When next.
	 */
	public static function later( $row, string $reason, int $due_at ) {
		self::change(
			$row,
			array(
				'attempts'      => (int) $row->attempts + 1,
				'reason'        => self::cut( $reason ),
				'due_at'        => $due_at,
				'claim'         => '',
				'claimed_until' => 0,
			)
		);
	}

	/**
	 * Notes the end of a row.
	 *
	 * @param object $row    The row.
	 * @param string $state  SENT or FAILED.
	 * @param string $reason Why.
	 * @param string $result What the server calls it.
	 */
	private static function finish( $row, string $state, string $reason, string $result ) {
		$change = array(
			'state'         => $state,
			'attempts'      => (int) $row->attempts + 1,
			'reason'        => self::cut( $reason ),
			'result'        => $result,
			'claim'         => '',
			'claimed_until' => 0,
			'finished_at'   => time(),
		);
		$change['payload'] = self::SENT === $state ? '' : self::without_address( (string) $row->payload );
		self::change( $row, $change );
	}

	/**
	 * What a row carries, without the visitor's network address: that waits for nobody's Retry.
	 *
	 * @param string $payload As it stands in the row.
	 */
	private static function without_address( string $payload ): string {
		$data = json_decode( $payload, true );
		if ( ! is_array( $data ) || ! isset( $data['ip'] ) ) {
			return $payload;
		}
		unset( $data['ip'] );
		return (string) wp_json_encode( $data );
	}

	/**
	 * Changes one row.
	 *
	 * @param object $row    The row.
	 * @param array  $change Columns and values.
	 */
	private static function change( $row, array $change ) {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}tributary_queue", $change, array( 'id' => (int) $row->id ) );
	}

	/**
	 * What fits the column, cut between letters.
	 *
	 * @param string $reason A sentence.
	 */
	private static function cut( string $reason ): string {
		$plain = wp_strip_all_tags( $reason );
		return function_exists( 'mb_substr' ) ? mb_substr( $plain, 0, self::REASON_LENGTH ) : substr( $plain, 0, self::REASON_LENGTH );
	}
}
