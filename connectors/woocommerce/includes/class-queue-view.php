<?php
/**
 * The queue as people see it: counts, lists, Retry; and what is swept out of it.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- This is the plugin's own table, and a cached queue would be none.

/**
 * Reads and tidies the table of `Queue`.
 */
final class Queue_View {

	const PER_PAGE        = 50;
	const SENT_KEPT_DAYS  = 14;
	const CLICK_KEPT_MORE = 10; // Days after a click's cookie has ended.

	/**
	 * How many rows stand how.
	 *
	 * @return array{waiting:int,retrying:int,sent:int,failed:int}
	 */
	public static function counts(): array {
		global $wpdb;
		$counts = array(
			'waiting'  => 0,
			'retrying' => 0,
			'sent'     => 0,
			'failed'   => 0,
		);
		$rows   = $wpdb->get_results(
			"SELECT state, CASE WHEN attempts > 0 THEN 1 ELSE 0 END AS tried, COUNT(*) AS many
			FROM {$wpdb->prefix}tributary_queue GROUP BY state, CASE WHEN attempts > 0 THEN 1 ELSE 0 END"
		);
		foreach ( $rows as $row ) {
			$name = Queue::WAITING === $row->state && (int) $row->tried ? 'retrying' : $row->state;
			if ( isset( $counts[ $name ] ) ) {
				$counts[ $name ] += (int) $row->many;
			}
		}
		return $counts;
	}

	/**
	 * When a thing of each kind last went out: event => unix seconds.
	 *
	 * @return array<string,int>
	 */
	public static function last_sent(): array {
		global $wpdb;
		$last = array();
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT kind, event, MAX(finished_at) AS latest FROM {$wpdb->prefix}tributary_queue WHERE state = %s GROUP BY kind, event",
				Queue::SENT
			)
		);
		foreach ( $rows as $row ) {
			$name          = 'order' === $row->kind && 'refunded' === $row->event ? 'refund' : $row->kind;
			$last[ $name ] = max( isset( $last[ $name ] ) ? $last[ $name ] : 0, (int) $row->latest );
		}
		return $last;
	}

	/**
	 * Rows in one state, newest first.
	 *
	 * @param string $state WAITING, SENT or FAILED.
	 * @param int    $page  From 1.
	 * @return object[]
	 */
	public static function rows( string $state, int $page ): array {
		global $wpdb;
		return $wpdb->get_results(
			$wpdb->prepare(
				"SELECT id, kind, subject, event, state, attempts, created_at, due_at, result, reason, finished_at
				FROM {$wpdb->prefix}tributary_queue WHERE state = %s ORDER BY id DESC LIMIT %d OFFSET %d",
				$state,
				self::PER_PAGE,
				self::PER_PAGE * ( max( 1, $page ) - 1 )
			)
		);
	}

	/**
	 * When the oldest row that waits was written; 0 when none waits.
	 */
	public static function oldest_waiting(): int {
		global $wpdb;
		return (int) $wpdb->get_var(
			$wpdb->prepare( "SELECT MIN(created_at) FROM {$wpdb->prefix}tributary_queue WHERE state = %s", Queue::WAITING )
		);
	}

	/**
	 * Whether something is due.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function has_due( int $now ): bool {
		global $wpdb;
		return null !== $wpdb->get_var(
			$wpdb->prepare(
				"SELECT id FROM {$wpdb->prefix}tributary_queue WHERE state = %s AND due_at <= %d LIMIT 1",
				Queue::WAITING,
				$now
			)
		);
	}

	/**
	 * When a thing was last written to the queue; 0 when never, or too long ago.
	 *
	 * @param string $kind    Its kind.
	 * @param string $subject The shop's id of it.
	 */
	public static function last_written( string $kind, string $subject ): int {
		global $wpdb;
		return (int) $wpdb->get_var(
			$wpdb->prepare(
				"SELECT MAX(created_at) FROM {$wpdb->prefix}tributary_queue WHERE kind = %s AND subject = %s",
				$kind,
				$subject
			)
		);
	}

	/**
	 * The server's id of a visit's click, once it is known.
	 *
	 * @param string $visit The visit's UUID.
	 */
	public static function click_of( string $visit ): string {
		global $wpdb;
		return (string) $wpdb->get_var(
			$wpdb->prepare(
				"SELECT result FROM {$wpdb->prefix}tributary_queue WHERE kind = %s AND subject = %s AND state = %s LIMIT 1",
				'click',
				$visit,
				Queue::SENT
			)
		);
	}

	/**
	 * Tries failed rows again, at once.
	 *
	 * @param int $id One row, or 0 for all that failed.
	 * @return int How many.
	 */
	public static function retry( int $id = 0 ): int {
		global $wpdb;
		$change = array(
			'state'       => Queue::WAITING,
			'attempts'    => 0,
			'created_at'  => time(),
			'due_at'      => time(),
			'finished_at' => 0,
		);
		$where  = array( 'state' => Queue::FAILED );
		if ( $id > 0 ) {
			$where['id'] = $id;
		}
		return (int) $wpdb->update( "{$wpdb->prefix}tributary_queue", $change, $where );
	}

	/**
	 * Drops a failed row: the owner knows better.
	 *
	 * @param int $id The row.
	 */
	public static function forget( int $id ) {
		global $wpdb;
		$wpdb->delete(
			"{$wpdb->prefix}tributary_queue",
			array(
				'id'    => $id,
				'state' => Queue::FAILED,
			)
		);
	}

	/**
	 * Lets everything that waits go at once, for instance after the shop was connected again.
	 */
	public static function hurry() {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}tributary_queue", array( 'due_at' => time() ), array( 'state' => Queue::WAITING ) );
	}

	/**
	 * Deletes rows that went out long ago. Failed rows stay until they are tried again.
	 *
	 * @param int $now Unix seconds.
	 */
	public static function prune( int $now ) {
		global $wpdb;
		$click_days = max( self::SENT_KEPT_DAYS, Settings::cookie_days() + self::CLICK_KEPT_MORE );
		$wpdb->query(
			$wpdb->prepare(
				"DELETE FROM {$wpdb->prefix}tributary_queue WHERE state = %s
				AND ( ( kind <> 'click' AND finished_at < %d ) OR ( kind = 'click' AND finished_at < %d ) )",
				Queue::SENT,
				$now - self::SENT_KEPT_DAYS * DAY_IN_SECONDS,
				$now - $click_days * DAY_IN_SECONDS
			)
		);
	}
}
