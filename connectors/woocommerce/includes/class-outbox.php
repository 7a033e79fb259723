<?php
/**
 * Collects what happens during a request and writes each thing into the queue once, at the request's end.
 *
 * One checkout saves its order five times and more; the server needs to hear of it once. Bodies are built when they are sent, so
 * two requests that change an order at the same moment can never leave the server with the older one.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * What is to be written into the queue.
 */
final class Outbox {

	const MOST = 50; // A long import writes in between.

	/**
	 * Which event tells more, when several happen to one thing in one request.
	 */
	const WEIGHT = array(
		'updated'        => 1,
		'changed'        => 1,
		'refund_deleted' => 2,
		'refunded'       => 3,
		'restored'       => 4,
		'created'        => 5,
		'trashed'        => 6,
		'deleted'        => 7,
		'gone'           => 7,
	);

	/**
	 * What happened so far: key => array( kind, subject, event, payload ).
	 *
	 * @var array
	 */
	private static $noted = array();

	/**
	 * Whether a buyer is waiting for this request.
	 *
	 * @var bool
	 */
	private static $checkout = false;

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'shutdown', array( self::class, 'flush' ), 5 );
		add_action( 'shutdown', array( self::class, 'flush' ), PHP_INT_MAX - 10 ); // What others do at the end counts too.
		$checkouts = array(
			'woocommerce_checkout_process',
			'woocommerce_checkout_create_order',
			'woocommerce_store_api_checkout_update_order_meta',
			'woocommerce_store_api_checkout_order_processed',
			'woocommerce_before_pay_action',
		);
		foreach ( $checkouts as $hook ) {
			add_action( $hook, array( self::class, 'note_checkout' ), 1 );
		}
	}

	/**
	 * A buyer is waiting.
	 */
	public static function note_checkout() {
		self::$checkout = true;
	}

	/**
	 * Whether a buyer is waiting.
	 */
	public static function is_checkout(): bool {
		return self::$checkout;
	}

	/**
	 * Notes that something happened.
	 *
	 * @param string $kind    As in `Queue::add`.
	 * @param string $subject The shop's id of it.
	 * @param string $event   What happened to it.
	 * @param array  $payload What cannot be read again later.
	 */
	public static function note( string $kind, string $subject, string $event, array $payload = array() ) {
		if ( ! Settings::is_connected() || '' === $subject || '0' === $subject ) {
			return;
		}
		$key    = $kind . ':' . $subject;
		$before = isset( self::$noted[ $key ] ) ? self::$noted[ $key ][2] : '';
		// A restored order is news even after a deletion in the same request, and the other way round.
		$reversed = in_array( $before, array( 'trashed', 'restored' ), true ) && in_array( $event, array( 'trashed', 'restored' ), true );
		if ( '' === $before || $reversed || self::WEIGHT[ $event ] > self::WEIGHT[ $before ] ) {
			self::$noted[ $key ] = array( $kind, $subject, $event, $payload );
		}
		if ( count( self::$noted ) >= self::MOST ) {
			self::flush();
		}
	}

	/**
	 * Writes all of it.
	 */
	public static function flush() {
		$noted       = self::$noted;
		self::$noted = array();
		foreach ( $noted as $one ) {
			Queue::add( $one[0], $one[1], $one[2], $one[3] );
		}
		if ( $noted ) {
			Kick::want();
		}
	}
}
