<?php
/**
 * Refunds, as wp-admin makes and deletes them.
 *
 * @package Tributary\Tests
 */

function wc_create_refund( $args = array() ) {
	$args  = wp_parse_args(
		$args,
		array(
			'amount'     => 0,
			'reason'     => null,
			'order_id'   => 0,
			'line_items' => array(),
		)
	);
	$order = wc_get_order( $args['order_id'] );
	if ( ! $order ) {
		return new WP_Error( 'error', 'Invalid order ID.' );
	}
	$remaining = (float) $order->get_remaining_refund_amount();
	if ( $args['amount'] < 0 || (float) $args['amount'] > $remaining + 0.0001 ) {
		return new WP_Error( 'error', 'Invalid refund amount.' );
	}
	$refund = new WC_Order_Refund();
	$refund->set_currency( $order->get_currency() );
	$refund->set_amount( wc_format_decimal( $args['amount'] ) );
	$refund->set_parent_id( $order->get_id() );
	$refund->set_refunded_by( get_current_user_id() );
	$refund->set_reason( (string) $args['reason'] );
	fake_refund_lines( $refund, $order, $args['line_items'] );
	$refund->set_total( (string) ( -1 * (float) $args['amount'] ) );
	do_action( 'woocommerce_create_refund', $refund, $args );
	$refund->save();
	if ( $remaining - (float) $args['amount'] > 0 ) {
		do_action( 'woocommerce_order_partially_refunded', $order->get_id(), $refund->get_id() );
	} else {
		do_action( 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
		$status = apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', $order->get_id(), $refund->get_id() );
		if ( $status ) {
			$order->update_status( $status );
		}
	}
	$order->set_date_modified( Fake_Clock::now() );
	$order->save();
	do_action( 'woocommerce_refund_created', $refund->get_id(), $args );
	do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
	return $refund;
}

// Negative copies of the order's items, each with a note that says of which.
function fake_refund_lines( WC_Order_Refund $refund, WC_Order $order, array $wanted ): void {
	foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $id => $item ) {
		if ( ! isset( $wanted[ $id ] ) ) {
			continue;
		}
		$class = get_class( $item );
		$copy  = new $class( $item );
		$copy->set_id( 0 );
		$copy->add_meta_data( '_refunded_item_id', (string) $id, true );
		$copy->set_total( (string) ( -1 * (float) $wanted[ $id ]['refund_total'] ) );
		$copy->set_taxes( array( 'total' => array_map( 'fake_negative', $wanted[ $id ]['refund_tax'] ?? array() ) ) );
		if ( $copy->is_type( 'line_item' ) ) {
			$copy->set_subtotal( $copy->get_total() );
			$copy->set_quantity( -1 * (int) ( $wanted[ $id ]['qty'] ?? 0 ) );
		}
		$refund->add_item( $copy );
	}
}

function fake_negative( $amount ) {
	return -1 * (float) $amount;
}

add_action( 'woocommerce_order_status_refunded', 'wc_order_fully_refunded' );

// Status set to refunded by hand: a refund of what is left, without lines.
function wc_order_fully_refunded( $id ) {
	$order = wc_get_order( $id );
	$left  = (float) $order->get_remaining_refund_amount();
	if ( $left > 0 ) {
		wc_create_refund(
			array(
				'amount'   => $left,
				'reason'   => 'Order fully refunded.',
				'order_id' => $id,
			)
		);
	}
}

/**
 * The button in wp-admin: the only place that tells of a deleted refund.
 *
 * @param int $id The refund.
 */
function fake_admin_deletes_refund( int $id ): void {
	$refund = wc_get_order( $id );
	$parent = $refund->get_parent_id();
	$refund->delete( true );
	do_action( 'woocommerce_refund_deleted', $id, $parent );
}
