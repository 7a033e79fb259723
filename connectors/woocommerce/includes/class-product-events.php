<?php
/**
 * Products that were changed, went out of stock, or are gone. Only told once the owner has synchronized all of them.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Products.
 */
final class Product_Events {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		$changes = array(
			'woocommerce_new_product',
			'woocommerce_update_product',
			'woocommerce_new_product_variation',
			'woocommerce_update_product_variation',
			'woocommerce_product_set_stock_status',
			'woocommerce_variation_set_stock_status',
			'untrashed_post',
		);
		foreach ( $changes as $hook ) {
			add_action( $hook, array( self::class, 'on_change' ), 20 );
		}
		add_action( 'trashed_post', array( self::class, 'on_gone' ), 20 );
		add_action( 'before_delete_post', array( self::class, 'on_gone' ), 20 );
	}

	/**
	 * A product or a variant of it was changed.
	 *
	 * @param int $id Product or variant id.
	 */
	public static function on_change( $id ) {
		if ( ! self::is_on() ) {
			return;
		}
		$type   = get_post_type( $id );
		$parent = 'product_variation' === $type ? (int) wp_get_post_parent_id( $id ) : (int) $id;
		if ( in_array( $type, array( 'product', 'product_variation' ), true ) ) {
			Outbox::note( 'product', (string) $parent, 'changed' );
		}
	}

	/**
	 * A product is in the trash or deleted; of a variant, its product has changed.
	 *
	 * @param int $id Post id.
	 */
	public static function on_gone( $id ) {
		if ( ! self::is_on() ) {
			return;
		}
		if ( 'product' === get_post_type( $id ) ) {
			Outbox::note( 'product', (string) $id, 'gone' );
		} else {
			self::on_change( $id );
		}
	}

	/**
	 * Whether changes are told: the choice is on, and there was a full sync that they change.
	 */
	private static function is_on(): bool {
		return Settings::is_on( 'sync_products' ) && Product_Sync::has_run();
	}
}
