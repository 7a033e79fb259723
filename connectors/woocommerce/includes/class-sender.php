<?php
/**
 * Turns a row of the queue into a request. Bodies are built now, from the order as it is now.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Sends rows.
 */
final class Sender {

	/**
	 * Sends a row.
	 *
	 * @param object $row The row.
	 */
	public static function send( $row ): Answer {
		switch ( $row->kind ) {
			case 'order':
				return self::order( $row );
			case 'refund':
				return self::action( 'woocommerce_refund_deleted', $row );
			case 'customer':
				return self::customer( $row );
			case 'click':
				return self::click( $row );
			case 'code':
				return self::code( $row );
			default:
				return Answer::of_nothing();
		}
	}

	/**
	 * An order: whole, or only that it is gone.
	 *
	 * @param object $row The row.
	 */
	private static function order( $row ): Answer {
		if ( 'deleted' === $row->event ) {
			return self::action( 'woocommerce_delete_order', $row );
		}
		$order = wc_get_order( (int) $row->subject );
		if ( 'trashed' === $row->event || ( is_object( $order ) && 'trash' === $order->get_status() ) ) {
			return self::deliver( 'order.deleted', array( 'id' => (int) $row->subject ), $row );
		}
		if ( ! Order_Events::is_ours( $order ) || Order_Events::is_draft( $order->get_status() ) ) {
			return Answer::of_nothing(); // Deleted since; the row that says so comes after this one.
		}
		self::fill_in_click( $order );
		$body = array(
			'event'   => $row->event,
			'at'      => self::moment( time() ), // Of the body, which says how the order stands now.
			'order'   => Order_Body::of( $order ),
			'refunds' => Refund_Body::all( $order ),
		);
		return self::deliver( 'tributary.order', $body, $row );
	}

	/**
	 * The visit's click may have got its id since the order was placed.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function fill_in_click( $order ) {
		$visit = (string) $order->get_meta( Stamping::VISIT );
		if ( '' === $visit || '' !== (string) $order->get_meta( Stamping::CLICK ) ) {
			return;
		}
		$click = Queue_View::click_of( $visit );
		if ( '' !== $click ) {
			$order->update_meta_data( Stamping::CLICK, $click );
			$order->save_meta_data(); // No save of the order: that would be news again.
		}
	}

	/**
	 * An account.
	 *
	 * @param object $row The row.
	 */
	private static function customer( $row ): Answer {
		$user = get_userdata( (int) $row->subject );
		if ( ! $user ) {
			return Answer::of_nothing();
		}
		return self::deliver( 'customer.' . $row->event, Customer_Events::body( $user ), $row );
	}

	/**
	 * A visit by somebody's code.
	 *
	 * @param object $row The row.
	 */
	private static function click( $row ): Answer {
		$visit = json_decode( (string) $row->payload, true );
		$visit = is_array( $visit ) ? $visit : array();
		$body  = array_map( 'strval', array_merge( $visit, array( 'external_id' => $row->subject ) ) );
		return Client::api( 'POST', '/api/v1/clicks', array_filter( $body, 'strlen' ) );
	}

	/**
	 * A coupon's code becomes a partner's. A code that is that partner's already is all right.
	 *
	 * @param object $row The row.
	 */
	private static function code( $row ): Answer {
		$coupon  = new \WC_Coupon( (int) $row->subject );
		$partner = (string) $coupon->get_meta( Coupons::PARTNER );
		if ( '' === $partner || '' === $coupon->get_code() ) {
			return Answer::of_nothing();
		}
		$program = Lookup::program();
		$body    = array(
			'partner' => $partner,
			'program' => $program,
			'kind'    => 'coupon',
			'code'    => $coupon->get_code(),
		);
		return Client::api( 'POST', '/api/v1/codes', $body );
	}

	/**
	 * A custom topic as WooCommerce writes it.
	 *
	 * @param string $action The action's name.
	 * @param object $row    The row.
	 */
	private static function action( string $action, $row ): Answer {
		$body = array(
			'action' => $action,
			'arg'    => (int) $row->subject,
		);
		return self::deliver( 'action.' . $action, $body, $row );
	}

	/**
	 * Signs and sends.
	 *
	 * @param string $topic The topic.
	 * @param array  $body  What to say.
	 * @param object $row   The row.
	 */
	private static function deliver( string $topic, array $body, $row ): Answer {
		$raw = wp_json_encode( $body );
		if ( ! is_string( $raw ) ) {
			return Answer::of_trouble( json_last_error_msg() );
		}
		return Client::deliver( $topic, $raw, (string) $row->delivery );
	}

	/**
	 * Takes over what an answer teaches.
	 *
	 * @param object $row    The row.
	 * @param Answer $answer What came back.
	 */
	public static function learn( $row, Answer $answer ) {
		if ( self::uses_key( $row ) ) {
			Settings::change_connection( array( 'key_refused' => '' ) );
		}
		if ( 'order' === $row->kind ) {
			Lookup::forget_order( (int) $row->subject );
		}
		if ( 'click' === $row->kind && (int) $answer->text( 'cookie_days' ) > 0 ) {
			Settings::change_connection( array( 'cookie_days' => (int) $answer->text( 'cookie_days' ) ) );
		}
	}

	/**
	 * Whether a row goes by the API's key, and not signed as a webhook.
	 *
	 * @param object $row The row.
	 */
	public static function uses_key( $row ): bool {
		return in_array( $row->kind, array( 'click', 'product', 'code' ), true );
	}

	/**
	 * Whether the server says that this shop's store is there no more. A bare 404 may be a proxy's, while the server is away.
	 *
	 * @param object $row    The row.
	 * @param Answer $answer What came back.
	 */
	public static function is_gone( $row, Answer $answer ): bool {
		$gone = 410 === $answer->status || ( 404 === $answer->status && array() !== $answer->data );
		return $gone && ! self::uses_key( $row );
	}

	/**
	 * A moment as the API reads it.
	 *
	 * @param int $at Unix seconds.
	 */
	public static function moment( int $at ): string {
		return gmdate( 'Y-m-d\TH:i:s\Z', $at );
	}
}
