<?php
/**
 * Once an hour: looks for orders that changed without a word (the request was killed, a plugin wrote past WooCommerce's hooks), and
 * tidies the queue.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The hourly round.
 */
final class Sweep {

	const OPTION  = 'tributary_swept_to';
	const LIMIT   = 200;
	const OVERLAP = 600;

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'tributary_sweep', array( self::class, 'run' ) );
	}

	/**
	 * Makes the round.
	 */
	public static function run() {
		$now = time();
		Queue_View::prune( $now );
		Schedule::tidy();
		if ( ! Settings::is_connected() ) {
			return;
		}
		self::try_again_after_loss();
		$from   = (int) get_option( self::OPTION, $now - DAY_IN_SECONDS );
		$from   = max( $from - self::OVERLAP, Settings::connection()['connected_at'] );
		$orders = wc_get_orders(
			array(
				'type'          => 'shop_order',
				'date_modified' => '>=' . $from,
				'orderby'       => 'modified',
				'order'         => 'ASC',
				'limit'         => self::LIMIT,
			)
		);
		foreach ( $orders as $order ) {
			self::look_at( $order );
		}
		$last = count( $orders ) < self::LIMIT ? $now : self::modified( end( $orders ) );
		update_option( self::OPTION, $last, false );
		Outbox::flush();
	}

	/**
	 * The server had said that the store is gone. Perhaps a backup was put back since.
	 */
	private static function try_again_after_loss() {
		if ( '' === Settings::connection()['lost'] ) {
			return;
		}
		$answer = Client::api( 'GET', '/api/v1/connection' );
		if ( $answer->is_good() && $answer->text( 'store' ) === Settings::connection()['store'] ) {
			Settings::change_connection( array( 'lost' => '' ) );
			Kick::want();
		}
	}

	/**
	 * Notes an order whose last change nobody told of.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function look_at( $order ) {
		if ( ! Order_Events::is_ours( $order ) || Order_Events::is_draft( $order->get_status() ) ) {
			return;
		}
		if ( Queue_View::last_written( 'order', (string) $order->get_id() ) < self::modified( $order ) ) {
			Outbox::note( 'order', (string) $order->get_id(), 'updated' );
		}
	}

	/**
	 * When an order last changed.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function modified( $order ): int {
		$moment = $order->get_date_modified();
		return $moment ? (int) $moment->getTimestamp() : 0;
	}
}
