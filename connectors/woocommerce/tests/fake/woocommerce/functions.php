<?php
/**
 * WooCommerce's functions.
 *
 * @package Tributary\Tests
 */

/** The shop. */
final class WooCommerce {

	public $version = WC_VERSION;
	public $session = null;
	public $cart    = null;
	public $customer = null;

	public function plugin_url() {
		return plugins_url( '', '/plugins/woocommerce/woocommerce.php' );
	}

	public function is_rest_api_request() {
		return false;
	}
}

function WC() {
	static $shop = null;
	$shop = null === $shop ? new WooCommerce() : $shop;
	return $shop;
}

function wc_get_order( $order = false ) {
	if ( $order instanceof WC_Abstract_Order ) {
		return $order;
	}
	$id    = is_object( $order ) ? $order->ID : absint( $order );
	$found = $id ? Fake_Storage::find( $id ) : null;
	if ( null === $found ) {
		return false;
	}
	return 'shop_order_refund' === $found['type'] ? new WC_Order_Refund( $id ) : new WC_Order( $id );
}

/**
 * Orders by a few conditions.
 *
 * @param array $args type, parent, status, limit, page, orderby, order, return, meta_key, meta_value, date_modified, date_created, paginate.
 */
function wc_get_orders( $args ) {
	$found = array_filter( array_map( 'wc_get_order', Fake_Storage::ids( (string) ( is_array( $args['type'] ?? '' ) ? reset( $args['type'] ) : ( $args['type'] ?? 'shop_order' ) ), (int) ( $args['parent'] ?? 0 ) ) ) );
	$found = array_filter(
		$found,
		function ( $order ) use ( $args ) {
			return fake_order_fits( $order, $args );
		}
	);
	if ( 'ASC' === strtoupper( $args['order'] ?? 'DESC' ) ) {
		$found = array_reverse( $found );
	}
	$total = count( $found );
	$limit = (int) ( $args['limit'] ?? 10 );
	$from  = (int) ( $args['offset'] ?? ( $limit > 0 ? $limit * ( max( 1, (int) ( $args['page'] ?? 1 ) ) - 1 ) : 0 ) );
	$found = array_slice( array_values( $found ), $from, $limit > 0 ? $limit : null );
	if ( 'ids' === ( $args['return'] ?? 'objects' ) ) {
		$found = array_map(
			function ( $order ) {
				return $order->get_id();
			},
			$found
		);
	}
	return empty( $args['paginate'] ) ? $found : (object) array(
		'orders'        => $found,
		'total'         => $total,
		'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1,
	);
}

function fake_order_fits( WC_Abstract_Order $order, array $args ): bool {
	$statuses = array_filter( (array) ( $args['status'] ?? array() ) );
	$plain    = array_map(
		function ( $status ) {
			return preg_replace( '/^wc-/', '', $status );
		},
		$statuses
	);
	if ( $plain && ! in_array( 'any', $plain, true ) && ! in_array( $order->get_status(), $plain, true ) ) {
		return false;
	}
	if ( ( ! $plain || in_array( 'any', $plain, true ) ) && $order->has_status( array( 'trash', 'auto-draft' ) ) ) {
		return false;
	}
	foreach ( array( 'date_modified', 'date_created' ) as $date ) {
		if ( isset( $args[ $date ] ) && ! fake_date_fits( $order->{"get_$date"}()->getTimestamp(), (string) $args[ $date ] ) ) {
			return false;
		}
	}
	if ( isset( $args['customer_id'] ) && (int) $args['customer_id'] !== $order->get_customer_id() ) {
		return false;
	}
	return ! isset( $args['meta_key'] ) || ( isset( $args['meta_value'] ) ? (string) $order->get_meta( $args['meta_key'] ) === (string) $args['meta_value'] : $order->meta_exists( $args['meta_key'] ) );
}

function fake_date_fits( int $at, string $wanted ): bool {
	preg_match( '/^([<>]?=?)(.*)$/', $wanted, $match );
	$span = explode( '...', $match[2] );
	$when = array_map(
		function ( $text ) {
			return is_numeric( $text ) ? (int) $text : strtotime( $text . ' UTC' );
		},
		$span
	);
	if ( isset( $when[1] ) ) {
		return $at >= $when[0] && $at <= $when[1];
	}
	switch ( $match[1] ) {
		case '>':
			return $at > $when[0];
		case '>=':
			return $at >= $when[0];
		case '<':
			return $at < $when[0];
		case '<=':
			return $at <= $when[0];
	}
	return $at === $when[0];
}

function wc_get_order_types( $for = '' ) {
	return 'order-count' === $for ? array( 'shop_order' ) : array( 'shop_order', 'shop_order_refund' );
}

function wc_get_order_statuses() {
	return array(
		'wc-pending'    => 'Pending payment',
		'wc-processing' => 'Processing',
		'wc-on-hold'    => 'On hold',
		'wc-completed'  => 'Completed',
		'wc-cancelled'  => 'Cancelled',
		'wc-refunded'   => 'Refunded',
		'wc-failed'     => 'Failed',
	);
}

function wc_get_is_paid_statuses() {
	return array( 'processing', 'completed' );
}

function wc_get_order_status_name( $status ) {
	return wc_get_order_statuses()[ 'wc-' . preg_replace( '/^wc-/', '', $status ) ] ?? $status;
}

function wc_get_page_screen_id( $for ) {
	return Fake_Storage::$hpos ? 'woocommerce_page_wc-orders' : 'shop_order';
}

function wc_get_page_id( $page ) {
	return (int) get_option( 'woocommerce_' . $page . '_page_id', -1 );
}

function wc_get_page_permalink( $page, $fallback = null ) {
	return home_url( "/$page/" );
}

function wc_get_account_endpoint_url( $name ) {
	return home_url( "/my-account/$name/" );
}

function wc_get_endpoint_url( $name, $value = '', $permalink = '' ) {
	return trailingslashit( $permalink ) . $name . '/' . $value;
}

function is_checkout() {
	return false;
}

function is_account_page() {
	return false;
}

function is_cart() {
	return false;
}

function is_product() {
	return false;
}

function is_wc_endpoint_url( $name = false ) {
	return false;
}

function wc_get_price_decimals() {
	return (int) get_option( 'woocommerce_price_num_decimals', 2 );
}

function get_woocommerce_currency() {
	return get_option( 'woocommerce_currency', 'SEK' );
}

function get_woocommerce_currency_symbol( $currency = '' ) {
	return '' === $currency ? get_woocommerce_currency() : $currency;
}

function wc_format_decimal( $number, $decimals = false, $trim = false ) {
	$number = is_float( $number ) || is_int( $number ) ? (string) $number : preg_replace( '/[^0-9.\-]/', '', str_replace( ',', '.', (string) $number ) );
	if ( '' === $number ) {
		return false === $decimals ? '' : number_format( 0, (int) $decimals, '.', '' );
	}
	return false === $decimals ? $number : number_format( (float) $number, '' === $decimals ? wc_get_price_decimals() : (int) $decimals, '.', '' );
}

function wc_price( $amount, $args = array() ) {
	return '<span class="amount">' . number_format( (float) $amount, 2 ) . ' ' . ( $args['currency'] ?? get_woocommerce_currency() ) . '</span>';
}

function wc_clean( $value ) {
	return is_array( $value ) ? array_map( 'wc_clean', $value ) : ( is_scalar( $value ) ? sanitize_text_field( $value ) : $value );
}

function wc_bool_to_string( $value ) {
	return $value ? 'yes' : 'no';
}

function wc_string_to_bool( $value ) {
	return true === $value || in_array( $value, array( 'yes', '1', 'true', 1 ), true );
}

function wc_help_tip( $tip, $allow = false ) {
	return '<span class="woocommerce-help-tip">' . esc_html( $tip ) . '</span>';
}

function wc_setcookie( $name, $value, $expire = 0, $secure = false, $httponly = false ) {
	Fake_Browser::take( $name, $value, $expire, '/', '', $secure, $httponly );
}

function wc_get_user_agent() {
	return $_SERVER['HTTP_USER_AGENT'] ?? '';
}

function wc_add_notice( $message, $type = 'success', $data = array() ) {
	$GLOBALS['fake_notices'][] = $message;
}

function wc_get_logger() {
	return new WC_Logger();
}

/** The log. */
final class WC_Logger {

	public static $lines = array();

	public function log( $level, $message, $context = array() ) {
		self::$lines[] = $level . ': ' . $message;
	}

	public function debug( $message, $context = array() ) {
		$this->log( 'debug', $message, $context );
	}

	public function info( $message, $context = array() ) {
		$this->log( 'info', $message, $context );
	}

	public function warning( $message, $context = array() ) {
		$this->log( 'warning', $message, $context );
	}

	public function error( $message, $context = array() ) {
		$this->log( 'error', $message, $context );
	}
}

function woocommerce_wp_text_input( $field, $data = null ) {
	echo '<input id="' . esc_attr( $field['id'] ) . '" value="' . esc_attr( $field['value'] ?? '' ) . '" />';
}

function woocommerce_wp_checkbox( $field ) {
	echo '<input type="checkbox" id="' . esc_attr( $field['id'] ) . '" />';
}

function woocommerce_wp_select( $field ) {
	echo '<select id="' . esc_attr( $field['id'] ) . '">';
	foreach ( $field['options'] as $value => $label ) {
		echo '<option value="' . esc_attr( $value ) . '">' . esc_html( $label ) . '</option>';
	}
	echo '</select>';
}
