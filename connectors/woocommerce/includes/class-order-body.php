<?php
/**
 * An order as WooCommerce's REST API v3 writes it, as far as the server needs it.
 *
 * Built here and not asked of the REST API: that would need a user's rights, and would carry the order's key, its payment link and
 * the buyer's whole address. What is not needed does not leave the shop.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Writes orders.
 */
final class Order_Body {

	/**
	 * Meta that says where a buyer came from, and whether they came at all. No other meta is sent.
	 */
	const META = array(
		'_tributary_click',
		'_tributary_ref',
		'_tributary_visit',
		'_tributary_browser',
		'_subscription_renewal',
		'_wc_order_attribution_source_type',
		'_wc_order_attribution_utm_source',
		'_wc_order_attribution_utm_medium',
		'_wc_order_attribution_utm_content',
		'_wc_order_attribution_session_entry',
	);

	/**
	 * The order.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function of( $order ): array {
		$body = array(
			'id'                 => $order->get_id(),
			'parent_id'          => $order->get_parent_id(),
			'number'             => (string) $order->get_order_number(),
			'status'             => $order->get_status(),
			'currency'           => $order->get_currency(),
			'prices_include_tax' => (bool) $order->get_prices_include_tax(),
			'date_created'       => self::local( $order->get_date_created() ),
			'date_created_gmt'   => self::utc( $order->get_date_created() ),
			'date_modified_gmt'  => self::utc( $order->get_date_modified() ),
			'date_paid_gmt'      => self::utc( $order->get_date_paid() ),
			'date_completed_gmt' => self::utc( $order->get_date_completed() ),
			'discount_total'     => self::money( $order->get_discount_total() ),
			'discount_tax'       => self::money( $order->get_discount_tax() ),
			'shipping_total'     => self::money( $order->get_shipping_total() ),
			'shipping_tax'       => self::money( $order->get_shipping_tax() ),
			'cart_tax'           => self::money( $order->get_cart_tax() ),
			'total'              => self::money( $order->get_total() ),
			'total_tax'          => self::money( $order->get_total_tax() ),
			'customer_id'        => (int) $order->get_customer_id(),
			'created_via'        => (string) $order->get_created_via(),
			'payment_method'     => (string) $order->get_payment_method(),
			'billing'            => self::billing( $order ),
			'line_items'         => self::lines( $order ),
			'shipping_lines'     => self::charges( $order, 'shipping' ),
			'fee_lines'          => self::charges( $order, 'fee' ),
			'coupon_lines'       => self::coupons( $order ),
			'refunds'            => Refund_Body::summaries( $order ),
			'meta_data'          => self::meta( $order ),
		);
		/**
		 * An order's body before it is sent. Leave the names as they are; the server reads REST API v3.
		 *
		 * @param array     $body  The body.
		 * @param \WC_Order $order The order.
		 */
		return (array) apply_filters( 'tributary_order_body', $body, $order );
	}

	/**
	 * Who pays: as much as tells own purchases and places on a map.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function billing( $order ): array {
		return array(
			'first_name' => (string) $order->get_billing_first_name(),
			'last_name'  => (string) $order->get_billing_last_name(),
			'email'      => (string) $order->get_billing_email(),
			'city'       => (string) $order->get_billing_city(),
			'state'      => (string) $order->get_billing_state(),
			'postcode'   => (string) $order->get_billing_postcode(),
			'country'    => (string) $order->get_billing_country(),
		);
	}

	/**
	 * What was bought.
	 *
	 * @param \WC_Abstract_Order $order An order or a refund.
	 */
	public static function lines( $order ): array {
		$lines = array();
		foreach ( $order->get_items( 'line_item' ) as $item ) {
			$product = $item->get_product();
			$line    = array(
				'id'           => $item->get_id(),
				'name'         => $item->get_name(),
				'product_id'   => (int) $item->get_product_id(),
				'variation_id' => (int) $item->get_variation_id(),
				'quantity'     => $item->get_quantity(),
				'subtotal'     => self::money( $item->get_subtotal() ),
				'subtotal_tax' => self::money( $item->get_subtotal_tax() ),
				'total'        => self::money( $item->get_total() ),
				'total_tax'    => self::money( $item->get_total_tax() ),
				'sku'          => is_object( $product ) ? (string) $product->get_sku() : null,
				'meta_data'    => array(),
			);
			$of      = $item->get_meta( '_refunded_item_id' );
			if ( '' !== $of && null !== $of && false !== $of ) {
				$line['meta_data'][] = array(
					'key'   => '_refunded_item_id',
					'value' => (string) $of,
				);
			}
			$lines[] = $line;
		}
		return $lines;
	}

	/**
	 * Shipping or fees.
	 *
	 * @param \WC_Abstract_Order $order An order or a refund.
	 * @param string             $type  `shipping` or `fee`.
	 */
	public static function charges( $order, string $type ): array {
		$lines = array();
		foreach ( $order->get_items( $type ) as $item ) {
			$lines[] = array(
				'id'        => $item->get_id(),
				'name'      => $item->get_name(),
				'total'     => self::money( $item->get_total() ),
				'total_tax' => self::money( $item->get_total_tax() ),
			);
		}
		return $lines;
	}

	/**
	 * Coupons, in the order in which they were entered.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function coupons( $order ): array {
		$lines = array();
		foreach ( $order->get_items( 'coupon' ) as $item ) {
			$lines[] = array(
				'id'           => $item->get_id(),
				'code'         => (string) $item->get_code(),
				'discount'     => self::money( $item->get_discount() ),
				'discount_tax' => self::money( $item->get_discount_tax() ),
			);
		}
		return $lines;
	}

	/**
	 * Where the buyer came from.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function meta( $order ): array {
		$entries = array();
		foreach ( self::META as $key ) {
			$value = $order->get_meta( $key );
			if ( is_scalar( $value ) && '' !== (string) $value ) {
				$entries[] = array(
					'key'   => $key,
					'value' => (string) $value,
				);
			}
		}
		return $entries;
	}

	/**
	 * Money as the REST API writes it: a text with the shop's decimals.
	 *
	 * @param mixed $amount What a getter gives.
	 */
	public static function money( $amount ): string {
		return (string) wc_format_decimal( $amount, wc_get_price_decimals() );
	}

	/**
	 * A moment in UTC, without a zone, as the REST API writes it.
	 *
	 * @param \WC_DateTime|null $moment When.
	 */
	public static function utc( $moment ) {
		return $moment ? gmdate( 'Y-m-d\TH:i:s', $moment->getTimestamp() ) : null;
	}

	/**
	 * A moment on the shop's clock.
	 *
	 * @param \WC_DateTime|null $moment When.
	 */
	private static function local( $moment ) {
		return $moment ? wp_date( 'Y-m-d\TH:i:s', $moment->getTimestamp() ) : null;
	}
}
