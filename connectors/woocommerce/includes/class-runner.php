<?php
/**
 * Works the queue: takes what is due, sends it, and notes what became of it.
 *
 * One worker at a time is enough, and many would keep the shop's processes busy. Should two meet all the same, nothing goes twice: a row
 * is claimed before it is sent.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The worker.
 */
final class Runner {

	const LOCK       = 'tributary_worker';
	const LOCKED     = 45; // Longer than a run and its last request.
	const BATCH      = 20;
	const SECONDS    = 25;
	const GIVEN_UP   = 3 * DAY_IN_SECONDS;
	const ROW_DELAYS = array( 60, 300, 1800, 7200, 21600 ); // For a row that the server refuses.

	/**
	 * Adds hooks.
	 */
	public static function register() {
		Schedule::register();
		Kick::register();
		add_action( 'tributary_run', array( self::class, 'run' ) );
	}

	/**
	 * Sends what is due, for a while.
	 *
	 * @return int How many rows went out.
	 */
	public static function run(): int {
		$end  = time() + self::SECONDS;
		$sent = 0;
		// Twice: whoever wrote a row while we had the lock has been turned away, and their row is ours.
		for ( $turn = 0; $turn < 2; ++$turn ) {
			if ( ! self::may_work( $end ) || ! self::lock() ) {
				break;
			}
			$sent += self::work( $end );
			update_option( self::LOCK, 0, false );
		}
		if ( time() >= $end && Queue_View::has_due( time() ) ) {
			Kick::want(); // A long queue goes on in a process of its own.
		}
		return $sent;
	}

	/**
	 * Whether there is time, and somebody to send to.
	 *
	 * @param int $end When to stop.
	 */
	private static function may_work( int $end ): bool {
		return time() < $end && Settings::can_send() && ! Pause::is_on( time() );
	}

	/**
	 * Takes the lock; it ends by itself should the worker be killed.
	 */
	private static function lock(): bool {
		if ( (int) get_option( self::LOCK, 0 ) > time() ) {
			return false;
		}
		update_option( self::LOCK, time() + self::LOCKED, false );
		return true;
	}

	/**
	 * Takes and sends batches until nothing is due.
	 *
	 * @param int $end When to stop.
	 */
	private static function work( int $end ): int {
		$sent = 0;
		while ( self::may_work( $end ) ) {
			$rows = Queue::claim( self::BATCH, time() );
			if ( ! $rows ) {
				break;
			}
			$sent += self::send_all( $rows, $end );
		}
		return $sent;
	}

	/**
	 * Sends claimed rows until one shows that nothing gets through.
	 *
	 * @param object[] $rows The rows.
	 * @param int      $end  When to stop.
	 */
	private static function send_all( array $rows, int $end ): int {
		$sent     = 0;
		$products = array();
		foreach ( $rows as $row ) {
			if ( ! self::may_work( $end ) ) {
				break;
			}
			if ( 'product' === $row->kind ) {
				$products[] = $row;
			} else {
				$sent += self::settle( $row, self::try_to_send( $row ) ) ? 1 : 0;
			}
		}
		if ( $products && self::may_work( $end ) ) {
			$sent += Product_Sender::send( $products );
		}
		Queue::release( $rows[0]->claim );
		return $sent;
	}

	/**
	 * Sends a row. An order that another plugin's code cannot read must not stop all others.
	 *
	 * @param object $row The row.
	 */
	private static function try_to_send( $row ): Answer {
		try {
			return Sender::send( $row );
		} catch ( \Throwable $trouble ) {
			return Answer::of_trouble( $trouble->getMessage() );
		}
	}

	/**
	 * Notes what became of a row; says whether it went out.
	 *
	 * @param object $row    The row.
	 * @param Answer $answer What came back.
	 */
	public static function settle( $row, Answer $answer ): bool {
		$now = time();
		if ( $answer->is_good() ) {
			Pause::end();
			Queue::sent( $row, 'click' === $row->kind ? $answer->text( 'click' ) : '' );
			Sender::learn( $row, $answer );
			return true;
		}
		$due = self::due_after( $row, $answer, $now );
		$final = Sender::uses_key( $row ) && 'product' !== $row->kind && in_array( $answer->status, array( 409, 422 ), true );
		if ( $final || $now - (int) $row->created_at >= self::GIVEN_UP ) {
			Queue::failed( $row, $answer->reason );
			Log::warn( sprintf( 'Gave up %s %s (%s): %s', $row->kind, $row->subject, $row->event, $answer->reason ) );
		} else {
			Queue::later( $row, $answer->reason, $due );
			Schedule::once( 'tributary_run', $due );
		}
		return false;
	}

	/**
	 * When to try again, and what the trouble means for all else.
	 *
	 * @param object $row    The row.
	 * @param Answer $answer What came back.
	 * @param int    $now    Unix seconds.
	 */
	private static function due_after( $row, Answer $answer, int $now ): int {
		if ( Sender::is_gone( $row, $answer ) ) {
			Settings::change_connection( array( 'lost' => $answer->reason ) );
			Log::warn( 'Disconnected: ' . $answer->reason );
			return $now;
		}
		$refused = in_array( $answer->status, array( 401, 403 ), true );
		if ( $refused && Sender::uses_key( $row ) ) {
			// Orders are signed and need no key: they go on while the owner looks for a new one.
			Settings::change_connection( array( 'key_refused' => $answer->reason ) );
		} elseif ( $refused || $answer->is_outage() || ( 404 === $answer->status && ! Sender::uses_key( $row ) ) ) {
			return Pause::begin( $answer, $now );
		}
		$step = min( (int) $row->attempts, count( self::ROW_DELAYS ) - 1 );
		return $now + self::ROW_DELAYS[ $step ];
	}
}
