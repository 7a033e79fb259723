<?php
/**
 * What orders and refunds share.
 *
 * @package Tributary\Tests
 */

/** The base of both. */
abstract class WC_Abstract_Order extends WC_Data {

	const TYPE  = '';
	const PROPS = array(
		'parent_id'          => 0,
		'status'             => '',
		'currency'           => '',
		'version'            => '',
		'prices_include_tax' => false,
		'date_created'       => null,
		'date_modified'      => null,
		'discount_total'     => '0',
		'discount_tax'       => '0',
		'shipping_total'     => '0',
		'shipping_tax'       => '0',
		'cart_tax'           => '0',
		'total'              => '0',
		'total_tax'          => '0',
	);

	private $items = null;
	private $gone  = array();

	/**
	 * From what status to what; null when it did not change.
	 *
	 * @var array|null
	 */
	protected $transition = null;

	public function __construct( $order = 0 ) {
		parent::__construct();
		$id = $order instanceof WC_Abstract_Order ? $order->get_id() : absint( $order );
		if ( ! $id ) {
			return;
		}
		$found = Fake_Storage::find( $id );
		if ( null === $found || static::TYPE !== $found['type'] ) {
			throw new Exception( 'Invalid order.' );
		}
		$this->id = $id;
		$this->read_props();
		$this->data['status']    = $found['status'];
		$this->data['parent_id'] = $found['parent'];
	}

	protected function meta_place(): array {
		return Fake_Storage::$hpos ? array( 'wp_wc_orders_meta', 'order_id', 'id' ) : array( 'wp_postmeta', 'post_id', 'meta_id' );
	}

	public function get_type() {
		return static::TYPE;
	}

	public function get_status( $context = 'view' ) {
		return '' === $this->data['status'] ? 'pending' : $this->data['status'];
	}

	public function has_status( $status ) {
		return in_array( $this->get_status(), (array) $status, true );
	}

	public function set_status( $status, $note = '', $manual = false ) {
		$status = 0 === strpos( $status, 'wc-' ) ? substr( $status, 3 ) : $status;
		$from   = $this->data['status'];
		if ( $this->is_read && '' !== $from && $from !== $status ) {
			$this->transition = array( $this->transition[0] ?? $from, $status );
		}
		$this->set_prop( 'status', $status );
		return array(
			'from' => $from,
			'to'   => $status,
		);
	}

	public function get_items( $types = 'line_item' ) {
		$this->load_items();
		$found = array();
		foreach ( $this->items as $key => $item ) {
			if ( $item->is_type( $types ) ) {
				$found[ $item->get_id() ? $item->get_id() : $key ] = $item;
			}
		}
		return $found;
	}

	private function load_items(): void {
		global $wpdb;
		if ( null !== $this->items ) {
			return;
		}
		$this->items = array();
		$rows        = $this->id ? $wpdb->get_results( $wpdb->prepare( "SELECT order_item_id, order_item_type FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d ORDER BY order_item_id", $this->id ) ) : array();
		foreach ( $rows as $row ) {
			$class         = 'WC_Order_Item_' . ( 'line_item' === $row->order_item_type ? 'Product' : ucfirst( $row->order_item_type ) );
			$this->items[] = new $class( (int) $row->order_item_id );
		}
	}

	public function get_item( $id, $load = true ) {
		foreach ( $this->get_items( array( 'line_item', 'shipping', 'fee', 'coupon', 'tax' ) ) as $item ) {
			if ( $item->get_id() === (int) $id ) {
				return $item;
			}
		}
		return false;
	}

	public function add_item( $item ) {
		$this->load_items();
		$item->set_order_id( $this->id );
		$this->items[] = $item;
	}

	public function remove_item( $id ) {
		$this->load_items();
		foreach ( $this->items as $key => $item ) {
			if ( $item->get_id() === (int) $id ) {
				$this->gone[] = $id;
				unset( $this->items[ $key ] );
			}
		}
	}

	public function get_coupon_codes() {
		$codes = array();
		foreach ( $this->get_items( 'coupon' ) as $item ) {
			$codes[] = $item->get_code();
		}
		return $codes;
	}

	public function get_coupons() {
		return $this->get_items( 'coupon' );
	}

	public function get_shipping_methods() {
		return $this->get_items( 'shipping' );
	}

	public function get_fees() {
		return $this->get_items( 'fee' );
	}

	/** Writes the order, then its items, then tells. */
	public function save() {
		global $wpdb;
		do_action( 'woocommerce_before_' . $this->word() . '_object_save', $this, null );
		$this->set_version( WC_VERSION );
		$is_new = ! $this->id;
		if ( $is_new ) {
			$this->create_row();
		} else {
			$this->save_meta_data();
			$this->update_row();
		}
		$this->load_items();
		foreach ( $this->gone as $id ) {
			$wpdb->delete( $wpdb->prefix . 'woocommerce_order_items', array( 'order_item_id' => $id ) );
		}
		$this->gone = array();
		foreach ( $this->items as $item ) {
			$item->set_order_id( $this->id );
			$item->save();
		}
		do_action( 'woocommerce_after_' . $this->word() . '_object_save', $this, null );
		return $this->id;
	}

	protected function word(): string {
		return 'shop_order' === static::TYPE ? 'order' : 'order_refund';
	}

	protected function create_row(): void {
		foreach ( array( 'date_created', 'date_modified' ) as $date ) {
			if ( null === $this->data[ $date ] ) {
				$this->data[ $date ] = Fake_Clock::now();
			}
		}
		if ( '' === $this->data['currency'] ) {
			$this->data['currency'] = get_woocommerce_currency();
		}
		if ( '' === $this->data['status'] ) {
			$this->data['status'] = $this->get_status();
		}
		$this->id = Fake_Storage::create( static::TYPE, $this->data['status'], (int) $this->data['parent_id'] );
		$this->write_props();
		$this->save_meta_data();
	}

	protected function update_row(): void {
		if ( $this->changes ) {
			$this->data['date_modified'] = $this->changes['date_modified'] ?? Fake_Clock::now();
		}
		if ( isset( $this->changes['status'] ) ) {
			Fake_Storage::set_status( $this->id, $this->data['status'] );
		}
		$this->write_props();
	}
}
