<?php
/**
 * Products page by page, by their ids: pages by number would miss some when others are deleted meanwhile.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Pages of products.
 */
final class Product_Pages {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_filter( 'woocommerce_product_data_store_cpt_get_products_query', array( self::class, 'pass_on_after' ), 10, 2 );
		add_filter( 'posts_where', array( self::class, 'only_after' ), 10, 2 );
	}

	/**
	 * How many products there are.
	 */
	public static function count(): int {
		$found = wc_get_products(
			array(
				'status'   => 'publish',
				'limit'    => 1,
				'paginate' => true,
				'return'   => 'ids',
			)
		);
		return is_object( $found ) ? (int) $found->total : 0;
	}

	/**
	 * The next products by id.
	 *
	 * @param int $after The last id that was seen.
	 * @param int $limit How many at most.
	 * @return \WC_Product[]
	 */
	public static function after( int $after, int $limit ): array {
		return (array) wc_get_products(
			array(
				'status'          => 'publish',
				'limit'           => $limit,
				'orderby'         => 'ID',
				'order'           => 'ASC',
				'tributary_after' => $after,
			)
		);
	}

	/**
	 * Hands our own condition on to the query of posts.
	 *
	 * @param array $query What goes to WP_Query.
	 * @param array $wanted What was asked of `wc_get_products`.
	 * @return array
	 */
	public static function pass_on_after( $query, $wanted ) {
		if ( isset( $wanted['tributary_after'] ) ) {
			$query['tributary_after'] = (int) $wanted['tributary_after'];
		}
		return $query;
	}

	/**
	 * Only ids beyond. Pages by number would miss products when others are deleted meanwhile.
	 *
	 * @param string    $where SQL.
	 * @param \WP_Query $query The query.
	 * @return string
	 */
	public static function only_after( $where, $query ) {
		$after = $query->get( 'tributary_after' );
		if ( '' === $after || null === $after ) {
			return $where;
		}
		global $wpdb;
		return $where . $wpdb->prepare( " AND {$wpdb->posts}.ID > %d", (int) $after );
	}
}
