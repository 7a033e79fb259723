<?php
/**
 * Refunds made and refunds deleted. WooCommerce's own webhooks never tell of a deleted one.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Refunds.
 */
final class Refund_Events {

	/**
	 * Whose refund is being deleted: refund id => order id. After the deletion nobody knows any more.
	 *
	 * @var array<int,int>
	 */
	private static $parents = array();

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'woocommerce_order_refunded', array( self::class, 'on_refund' ), 20 );
		add_action( 'woocommerce_refund_deleted', array( self::class, 'on_deleted' ), 20, 2 );
		add_filter( 'woocommerce_pre_delete_order_refund', array( self::class, 'before_delete' ), 99, 2 );
		add_action( 'before_delete_post', array( self::class, 'before_post_delete' ), 20 );
		add_action( 'woocommerce_delete_order_refund', array( self::class, 'on_deleted' ), 20 );
	}

	/**
	 * Money was given back.
	 *
	 * @param int $order_id Order id.
	 */
	public static function on_refund( $order_id ) {
		Outbox::note( 'order', (string) $order_id, 'refunded' );
	}

	/**
	 * A refund is about to be deleted: remember whose it was. A filter of WooCommerce 8.1 and newer; the answer is passed on.
	 *
	 * @param mixed            $decided Somebody's answer already.
	 * @param \WC_Order_Refund $refund  The refund.
	 * @return mixed
	 */
	public static function before_delete( $decided, $refund = null ) {
		if ( null === $decided && is_object( $refund ) && is_callable( array( $refund, 'get_parent_id' ) ) ) {
			self::$parents[ (int) $refund->get_id() ] = (int) $refund->get_parent_id();
		}
		return $decided;
	}

	/**
	 * The same on legacy storage.
	 *
	 * @param int $id Post id.
	 */
	public static function before_post_delete( $id ) {
		if ( 'shop_order_refund' !== get_post_type( $id ) || Storage::is_hpos() ) {
			return;
		}
		$parent                      = (int) wp_get_post_parent_id( $id );
		self::$parents[ (int) $id ] = $parent;
		Outbox::note( 'order', (string) $parent, 'refund_deleted' );
	}

	/**
	 * A refund was deleted.
	 *
	 * @param int $refund_id Refund id.
	 * @param int $order_id  Order id; only wp-admin says it.
	 */
	public static function on_deleted( $refund_id, $order_id = 0 ) {
		$refund_id = (int) $refund_id;
		$known     = isset( self::$parents[ $refund_id ] ) ? self::$parents[ $refund_id ] : 0;
		$parent    = (int) $order_id > 0 ? (int) $order_id : $known;
		if ( $parent > 0 ) {
			self::$parents[ $refund_id ] = $parent;
			Outbox::note( 'order', (string) $parent, 'refund_deleted' );
			return;
		}
		Outbox::note( 'refund', (string) $refund_id, 'deleted' );
	}
}
