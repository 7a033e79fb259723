<?php
/**
 * Where orders lie: as posts (legacy), or in tables of their own (HPOS). Ids come from posts in both cases, as in WooCommerce, where
 * HPOS leaves a placeholder post behind each order.
 *
 * @package Tributary\Tests
 */

/** The storage of this shop. */
final class Fake_Storage {

	/**
	 * Whether orders have tables of their own.
	 *
	 * @var bool
	 */
	public static $hpos = true;

	/**
	 * Makes a row for an order or a refund; answers its id.
	 *
	 * @param string $type   shop_order or shop_order_refund.
	 * @param string $status Without `wc-`.
	 * @param int    $parent The order of a refund.
	 */
	public static function create( string $type, string $status, int $parent ): int {
		global $wpdb;
		$id = wp_insert_post(
			array(
				'post_type'   => self::$hpos ? 'shop_order_placehold' : $type,
				'post_status' => self::$hpos ? 'draft' : self::stored( $status ),
				'post_parent' => $parent,
			)
		);
		if ( self::$hpos ) {
			$now = gmdate( 'Y-m-d H:i:s', Fake_Clock::now() );
			$row = array(
				'id'               => $id,
				'type'             => $type,
				'status'           => self::stored( $status ),
				'parent_order_id'  => $parent,
				'date_created_gmt' => $now,
				'date_updated_gmt' => $now,
			);
			$wpdb->insert( $wpdb->prefix . 'wc_orders', $row );
		}
		return $id;
	}

	private static function stored( string $status ): string {
		return in_array( $status, array( 'trash', 'auto-draft', 'draft' ), true ) ? $status : 'wc-' . $status;
	}

	/**
	 * Type, status and parent; null for what is no order.
	 *
	 * @param int $id The id.
	 */
	public static function find( int $id ): ?array {
		global $wpdb;
		$row = self::$hpos
			? $wpdb->get_row( $wpdb->prepare( "SELECT type, status, parent_order_id AS parent FROM {$wpdb->prefix}wc_orders WHERE id = %d", $id ), ARRAY_A )
			: $wpdb->get_row( $wpdb->prepare( "SELECT post_type AS type, post_status AS status, post_parent AS parent FROM {$wpdb->posts} WHERE ID = %d", $id ), ARRAY_A );
		if ( ! $row || 0 !== strpos( $row['type'], 'shop_order' ) || 'shop_order_placehold' === $row['type'] ) {
			return null;
		}
		$row['status'] = 0 === strpos( $row['status'], 'wc-' ) ? substr( $row['status'], 3 ) : $row['status'];
		$row['parent'] = (int) $row['parent'];
		return $row;
	}

	public static function set_status( int $id, string $status ): void {
		global $wpdb;
		if ( self::$hpos ) {
			$wpdb->update( $wpdb->prefix . 'wc_orders', array( 'status' => self::stored( $status ) ), array( 'id' => $id ) );
			return;
		}
		wp_update_post(
			array(
				'ID'          => $id,
				'post_status' => self::stored( $status ),
			)
		);
	}

	/**
	 * Ids, newest first.
	 *
	 * @param string $type   The type.
	 * @param int    $parent Only of this order; 0 for all.
	 * @return int[]
	 */
	public static function ids( string $type, int $parent = 0 ): array {
		global $wpdb;
		$sql = self::$hpos
			? "SELECT id FROM {$wpdb->prefix}wc_orders WHERE type = %s AND (%d = 0 OR parent_order_id = %d) ORDER BY id DESC"
			: "SELECT ID FROM {$wpdb->posts} WHERE post_type = %s AND (%d = 0 OR post_parent = %d) ORDER BY ID DESC";
		return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( $sql, $type, $parent, $parent ) ) );
	}

	public static function remove( int $id ): void {
		global $wpdb;
		if ( self::$hpos ) {
			$wpdb->delete( $wpdb->prefix . 'wc_orders', array( 'id' => $id ) );
			$wpdb->delete( $wpdb->prefix . 'wc_orders_meta', array( 'order_id' => $id ) );
		}
		wp_delete_post( $id, true );
		$wpdb->delete( $wpdb->prefix . 'woocommerce_order_items', array( 'order_id' => $id ) );
	}
}
