<?php
/**
 * Which of WooCommerce's hooks mean that an order is new, changed, trashed, restored or gone; both storages.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Orders.
 */
final class Order_Events {

	/**
	 * An order in one of these is no order yet: a checkout that may never end, or a form in the admin.
	 */
	const DRAFTS = array( 'checkout-draft', 'auto-draft', 'draft', 'new' );

	/**
	 * Subscriptions and the like that are being deleted: id => true. The second hook of a deletion no longer says what it was.
	 *
	 * @var array<int,bool>
	 */
	private static $others = array();

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'woocommerce_new_order', array( self::class, 'on_new' ), 20, 2 );
		add_action( 'woocommerce_after_order_object_save', array( self::class, 'on_save' ), 20 );
		add_action( 'woocommerce_order_status_changed', array( self::class, 'on_status' ), 20, 4 );
		add_action( 'woocommerce_trash_order', array( self::class, 'on_trash' ), 20 );
		add_action( 'woocommerce_untrash_order', array( self::class, 'on_untrash' ), 20 );
		add_action( 'woocommerce_before_delete_order', array( self::class, 'on_delete' ), 20, 2 );
		add_action( 'woocommerce_delete_order', array( self::class, 'on_delete' ), 20 );
		// Legacy storage: wp-admin trashes and deletes posts without asking WooCommerce.
		add_action( 'trashed_post', array( self::class, 'on_post_trash' ), 20 );
		add_action( 'untrashed_post', array( self::class, 'on_post_untrash' ), 20 );
		add_action( 'before_delete_post', array( self::class, 'on_post_delete' ), 20 );
	}

	/**
	 * An order was written for the first time. Its items follow; the body is built later anyway.
	 *
	 * @param int            $id    Order id.
	 * @param \WC_Order|null $order The order; WooCommerce 5 does not hand it over.
	 */
	public static function on_new( $id, $order = null ) {
		$order = $order instanceof \WC_Order ? $order : wc_get_order( $id );
		if ( self::is_ours( $order ) && ! self::is_draft( $order->get_status() ) ) {
			Outbox::note( 'order', (string) $id, 'created' );
		}
	}

	/**
	 * An order was saved.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function on_save( $order ) {
		if ( self::is_ours( $order ) && ! self::is_draft( $order->get_status() ) && 'trash' !== $order->get_status() ) {
			Outbox::note( 'order', (string) $order->get_id(), 'updated' );
		}
	}

	/**
	 * An order's status changed; out of a draft it becomes an order.
	 *
	 * @param int            $id    Order id.
	 * @param string         $from  Status before.
	 * @param string         $to    Status now.
	 * @param \WC_Order|null $order The order.
	 */
	public static function on_status( $id, $from, $to, $order = null ) {
		$order = $order instanceof \WC_Order ? $order : wc_get_order( $id );
		if ( self::is_ours( $order ) && ! self::is_draft( (string) $to ) && 'trash' !== $to ) {
			Outbox::note( 'order', (string) $id, self::is_draft( (string) $from ) ? 'created' : 'updated' );
		}
	}

	/**
	 * An order went to the trash.
	 *
	 * @param int $id Order id.
	 */
	public static function on_trash( $id ) {
		Outbox::note( 'order', (string) $id, 'trashed' );
	}

	/**
	 * An order came back from the trash.
	 *
	 * @param int $id Order id.
	 */
	public static function on_untrash( $id ) {
		Outbox::note( 'order', (string) $id, 'restored' );
	}

	/**
	 * An order is deleted for good. An order of another type, a subscription for instance, is none of ours.
	 *
	 * @param int            $id    Order id.
	 * @param \WC_Order|null $order The order, where it is handed over.
	 */
	public static function on_delete( $id, $order = null ) {
		if ( is_object( $order ) && ! self::is_ours( $order ) ) {
			self::$others[ (int) $id ] = true;
		}
		if ( isset( self::$others[ (int) $id ] ) ) {
			return;
		}
		Outbox::note( 'order', (string) $id, 'deleted' );
	}

	/**
	 * A post went to the trash; it may be an order.
	 *
	 * @param int $id Post id.
	 */
	public static function on_post_trash( $id ) {
		if ( 'shop_order' === get_post_type( $id ) ) {
			self::on_trash( $id );
		}
	}

	/**
	 * A post came back; it may be an order.
	 *
	 * @param int $id Post id.
	 */
	public static function on_post_untrash( $id ) {
		if ( 'shop_order' === get_post_type( $id ) ) {
			self::on_untrash( $id );
		}
	}

	/**
	 * A post is deleted; it may be an order.
	 *
	 * With HPOS, a post of type `shop_order` may be a copy that WooCommerce throws away while the order lives on.
	 *
	 * @param int $id Post id.
	 */
	public static function on_post_delete( $id ) {
		if ( 'shop_order' === get_post_type( $id ) && ! Storage::is_hpos() ) {
			self::on_delete( $id );
		}
	}

	/**
	 * Whether it is an order that a buyer placed, and no refund or subscription.
	 *
	 * @param mixed $order Whatever a hook gave.
	 */
	public static function is_ours( $order ): bool {
		return $order instanceof \WC_Order && 'shop_order' === $order->get_type();
	}

	/**
	 * Whether a status means that nothing was ordered yet.
	 *
	 * @param string $status With or without `wc-`.
	 */
	public static function is_draft( string $status ): bool {
		return in_array( 0 === strpos( $status, 'wc-' ) ? substr( $status, 3 ) : $status, self::DRAFTS, true );
	}
}
