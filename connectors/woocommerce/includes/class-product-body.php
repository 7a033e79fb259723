<?php
/**
 * A product as the server's API takes it.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Writes products.
 */
final class Product_Body {

	const IMAGES   = 10;
	const VARIANTS = 100;
	const CHARS    = 5000;

	/**
	 * The server's words for the states of stock.
	 */
	const STOCK = array(
		'instock'     => 'in_stock',
		'outofstock'  => 'out_of_stock',
		'onbackorder' => 'on_backorder',
	);

	/**
	 * The product.
	 *
	 * @param \WC_Product $product The product.
	 */
	public static function of( $product ): array {
		$changed = $product->get_date_modified();
		$body    = array(
			'external_id'   => (string) $product->get_id(),
			'name'          => self::plain( $product->get_name() ),
			'description'   => self::description( $product ),
			'url'           => (string) $product->get_permalink(),
			'price'         => self::price( $product->get_price() ),
			'regular_price' => self::price( $product->get_regular_price() ),
			'images'        => self::images( $product ),
			'categories'    => self::categories( $product ),
			'stock'         => self::stock( $product ),
			'sku'           => (string) $product->get_sku(),
			'updated_at'    => Sender::moment( $changed ? (int) $changed->getTimestamp() : time() ),
			'variants'      => self::variants( $product ),
		);
		/**
		 * A product's body before it is sent.
		 *
		 * @param array       $body    The body.
		 * @param \WC_Product $product The product.
		 */
		return (array) apply_filters( 'tributary_product_body', $body, $product );
	}

	/**
	 * Whether partners may see it: published, and not hidden from the shop.
	 *
	 * @param mixed $product What `wc_get_product` gave.
	 */
	public static function is_public( $product ): bool {
		return $product instanceof \WC_Product && 'publish' === $product->get_status() && 'hidden' !== $product->get_catalog_visibility();
	}

	/**
	 * The short description, else the long one, as plain text.
	 *
	 * @param \WC_Product $product The product.
	 */
	private static function description( $product ): string {
		$short = self::plain( $product->get_short_description() );
		return '' !== $short ? $short : self::plain( $product->get_description() );
	}

	/**
	 * Pictures, the main one first.
	 *
	 * @param \WC_Product $product The product.
	 */
	private static function images( $product ): array {
		$ids    = array_merge( array( (int) $product->get_image_id() ), array_map( 'intval', (array) $product->get_gallery_image_ids() ) );
		$images = array();
		foreach ( array_slice( array_unique( array_filter( $ids ) ), 0, self::IMAGES ) as $id ) {
			$url = wp_get_attachment_image_url( $id, 'woocommerce_single' );
			if ( $url ) {
				$images[] = array(
					'url' => (string) $url,
					'alt' => self::plain( get_post_meta( $id, '_wp_attachment_image_alt', true ) ),
				);
			}
		}
		return $images;
	}

	/**
	 * Categories.
	 *
	 * @param \WC_Product $product The product.
	 */
	private static function categories( $product ): array {
		$categories = array();
		foreach ( (array) $product->get_category_ids() as $id ) {
			$term = get_term( (int) $id, 'product_cat' );
			if ( is_object( $term ) && ! is_wp_error( $term ) ) {
				$categories[] = array(
					'external_id' => (string) $id,
					'name'        => self::plain( $term->name ),
				);
			}
		}
		return $categories;
	}

	/**
	 * Variants of a variable product.
	 *
	 * @param \WC_Product $product The product.
	 */
	private static function variants( $product ): array {
		if ( ! $product->is_type( 'variable' ) ) {
			return array();
		}
		$variants = array();
		foreach ( array_slice( (array) $product->get_children(), 0, self::VARIANTS ) as $id ) {
			$variant = wc_get_product( $id );
			if ( ! $variant instanceof \WC_Product || 'publish' !== $variant->get_status() ) {
				continue;
			}
			$attributes = array();
			foreach ( (array) $variant->get_attributes() as $name => $value ) {
				$attributes[ self::plain( wc_attribute_label( $name, $product ) ) ] = self::plain( $value );
			}
			$variants[] = array(
				'external_id' => (string) $variant->get_id(),
				'name'        => self::plain( $variant->get_name() ),
				'sku'         => (string) $variant->get_sku(),
				'price'       => self::price( $variant->get_price() ),
				'stock'       => self::stock( $variant ),
				'attributes'  => (object) $attributes,
			);
		}
		return $variants;
	}

	/**
	 * A price in minor units of the shop's currency; null where there is none.
	 *
	 * @param mixed $price What a getter gives.
	 */
	private static function price( $price ) {
		$currency = get_woocommerce_currency();
		$amount   = Money::minor( (string) $price, $currency );
		if ( null === $amount ) {
			return null;
		}
		return array(
			'amount'   => $amount,
			'currency' => $currency,
		);
	}

	/**
	 * Whether it can be had.
	 *
	 * @param \WC_Product $product The product.
	 */
	private static function stock( $product ): string {
		$status = (string) $product->get_stock_status();
		return isset( self::STOCK[ $status ] ) ? self::STOCK[ $status ] : 'in_stock';
	}

	/**
	 * Text without tags and entities.
	 *
	 * @param mixed $html What the shop holds.
	 */
	private static function plain( $html ): string {
		$text = html_entity_decode( wp_strip_all_tags( strip_shortcodes( (string) $html ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		$text = trim( (string) preg_replace( '/\s+/u', ' ', $text ) );
		return function_exists( 'mb_substr' ) ? mb_substr( $text, 0, self::CHARS ) : substr( $text, 0, self::CHARS );
	}
}
