<?php
/**
 * An order's refunds as WooCommerce's REST API v3 writes them: short within the order, whole beside it.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Writes refunds.
 */
final class Refund_Body {

	/**
	 * All refunds of an order, whole. One that is missing was deleted.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function all( $order ): array {
		$bodies = array();
		foreach ( $order->get_refunds() as $refund ) {
			$bodies[] = array(
				'id'               => $refund->get_id(),
				'date_created_gmt' => Order_Body::utc( $refund->get_date_created() ),
				'amount'           => Order_Body::money( $refund->get_amount() ),
				'reason'           => (string) $refund->get_reason(),
				'line_items'       => Order_Body::lines( $refund ),
				'shipping_lines'   => Order_Body::charges( $refund, 'shipping' ),
				'fee_lines'        => Order_Body::charges( $refund, 'fee' ),
			);
		}
		return $bodies;
	}

	/**
	 * The same as an order lists them.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function summaries( $order ): array {
		$summaries = array();
		foreach ( $order->get_refunds() as $refund ) {
			$amount      = Order_Body::money( $refund->get_amount() );
			$summaries[] = array(
				'id'     => $refund->get_id(),
				'reason' => (string) $refund->get_reason(),
				'total'  => '-' . ltrim( $amount, '-' ),
			);
		}
		return $summaries;
	}
}
