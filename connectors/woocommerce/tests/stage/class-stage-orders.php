<?php
/**
 * WooCommerce › Orders: the list with the columns of plugins, an order with their boxes, and its refund.
 *
 * @package Tributary\Tests
 */

/** Orders. */
final class Stage_Orders {

	const SCREEN = 'woocommerce_page_wc-orders';

	public static function answer(): void {
		$action = sanitize_key( $_REQUEST['action'] ?? '' );
		$order  = wc_get_order( absint( $_REQUEST['id'] ?? 0 ) );
		if ( $order && 'refund' === $action ) {
			self::refund( $order );
		} elseif ( $order ) {
			do_action( 'add_meta_boxes', self::SCREEN, $order );
			Stage_Page::admin(
				'Edit order',
				self::SCREEN,
				function () use ( $order ) {
					self::show( $order );
				}
			);
		} else {
			Stage_Page::admin( 'Orders', self::SCREEN, array( self::class, 'show_all' ) );
		}
	}

	public static function show_all(): void {
		$columns = array( 'order_number' => 'Order', 'order_status' => 'Status', 'order_total' => 'Total' );
		$columns = apply_filters( 'manage_' . self::SCREEN . '_columns', $columns );
		echo '<h1>Orders</h1><table><thead><tr>';
		foreach ( $columns as $label ) {
			echo '<th scope="col">', esc_html( $label ), '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( wc_get_orders( array( 'limit' => 20 ) ) as $order ) {
			echo '<tr>';
			foreach ( array_keys( $columns ) as $name ) {
				echo '<td>', esc_html( self::cell( $name, $order ) );
				do_action( 'manage_' . self::SCREEN . '_custom_column', $name, $order );
				echo '</td>';
			}
			echo '</tr>';
		}
		echo '</tbody></table>';
	}

	private static function cell( string $name, WC_Order $order ): string {
		$own = array( 'order_number' => '#' . $order->get_order_number(), 'order_status' => $order->get_status(), 'order_total' => $order->get_total() );
		return $own[ $name ] ?? '';
	}

	private static function show( WC_Order $order ): void {
		echo '<h1>Order #', esc_html( $order->get_order_number() ), '</h1><p>', esc_html( wc_get_order_status_name( $order->get_status() ) ), '</p>';
		foreach ( Fake_Screens::$boxes as $id => $screens ) {
			if ( isset( $screens[ self::SCREEN ] ) ) {
				echo '<section id="', esc_attr( $id ), '">';
				call_user_func( $screens[ self::SCREEN ], $order );
				echo '</section>';
			}
		}
		$left = $order->get_remaining_refund_amount();
		if ( (float) $left > 0 ) {
			echo '<form method="post" action="', esc_url( admin_url( 'admin.php?page=wc-orders&action=refund&id=' . $order->get_id() ) ), '">';
			wp_nonce_field( 'order-item' );
			echo '<button>Refund ', esc_html( $left ), ' manually</button></form>';
		}
	}

	/**
	 * All of it: each line, and the shipping.
	 *
	 * @param WC_Order $order The order.
	 */
	private static function refund( WC_Order $order ): void {
		check_admin_referer( 'order-item' );
		$lines = array();
		foreach ( $order->get_items( array( 'line_item', 'shipping', 'fee' ) ) as $id => $item ) {
			$lines[ $id ] = array(
				'qty'          => $item->is_type( 'line_item' ) ? $item->get_quantity() : 0,
				'refund_total' => $item->get_total(),
			);
		}
		$done = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => $order->get_remaining_refund_amount(),
				'reason'     => 'Came back',
				'line_items' => $lines,
			)
		);
		if ( is_wp_error( $done ) ) {
			wp_die( $done );
		}
		wp_redirect( $order->get_edit_order_url() );
	}
}
