<?php
/**
 * What stands on an order: lines, shipping, fees, coupons, taxes.
 *
 * @package Tributary\Tests
 */

/** One of them. It lies in a table of its own under both storages. */
class WC_Order_Item extends WC_Data {

	const TYPE  = '';
	const PROPS = array(
		'order_id' => 0,
		'name'     => '',
	);

	public function __construct( $item = 0 ) {
		global $wpdb;
		parent::__construct();
		if ( $item instanceof WC_Order_Item ) {
			$this->id   = $item->get_id();
			$this->data = $item->data;
			return;
		}
		$row = $item ? $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_order_items WHERE order_item_id = %d", $item ) ) : null;
		if ( $row ) {
			$kept       = json_decode( $row->data, true );
			$this->id   = (int) $row->order_item_id;
			$this->data = array_merge( $this->data, $kept['props'] );
			foreach ( $kept['meta'] as $key => $value ) {
				$this->add_meta_data( $key, $value );
			}
		}
	}

	protected function meta_place(): array {
		return array( 'wp_postmeta', 'post_id', 'meta_id' );
	}

	// Notes of items are kept with their properties, so nothing is to be read.
	public function get_meta_data() {
		if ( ! isset( $this->notes ) ) {
			return array();
		}
		return array_values( $this->notes );
	}

	/**
	 * The notes.
	 *
	 * @var array
	 */
	private $notes;

	public function add_meta_data( $key, $value, $unique = false ) {
		$this->notes[ $key ] = new WC_Meta_Data(
			array(
				'id'    => count( (array) $this->notes ) + 1,
				'key'   => $key,
				'value' => $value,
			)
		);
	}

	public function update_meta_data( $key, $value, $meta_id = 0 ) {
		$this->add_meta_data( $key, $value );
	}

	public function get_type() {
		return static::TYPE;
	}

	public function is_type( $type ) {
		return in_array( static::TYPE, (array) $type, true );
	}

	public function set_taxes( $taxes ) {
		$this->set_prop( 'total_tax', array_sum( $taxes['total'] ?? array() ) );
	}

	public function save() {
		global $wpdb;
		$meta = array();
		foreach ( $this->get_meta_data() as $one ) {
			$meta[ $one->key ] = $one->value;
		}
		$row = array(
			'order_id'        => $this->get_order_id(),
			'order_item_type' => static::TYPE,
			'data'            => json_encode( array( 'props' => $this->data, 'meta' => $meta ) ),
		);
		if ( $this->id ) {
			$wpdb->update( $wpdb->prefix . 'woocommerce_order_items', $row, array( 'order_item_id' => $this->id ) );
		} else {
			$wpdb->insert( $wpdb->prefix . 'woocommerce_order_items', $row );
			$this->id = $wpdb->insert_id;
			do_action( 'woocommerce_new_order_item', $this->id, $this, $this->get_order_id() );
		}
		return $this->id;
	}
}

/** A line. */
class WC_Order_Item_Product extends WC_Order_Item {

	const TYPE  = 'line_item';
	const PROPS = array(
		'product_id'   => 0,
		'variation_id' => 0,
		'quantity'     => 1,
		'subtotal'     => '0',
		'subtotal_tax' => '0',
		'total'        => '0',
		'total_tax'    => '0',
	);

	public function get_product() {
		$id = $this->get_variation_id() ? $this->get_variation_id() : $this->get_product_id();
		return $id ? wc_get_product( $id ) : false;
	}
}

/** Shipping. */
class WC_Order_Item_Shipping extends WC_Order_Item {

	const TYPE  = 'shipping';
	const PROPS = array(
		'method_title' => '',
		'method_id'    => '',
		'total'        => '0',
		'total_tax'    => '0',
	);
}

/** A fee; a negative one is store credit. */
class WC_Order_Item_Fee extends WC_Order_Item {

	const TYPE  = 'fee';
	const PROPS = array(
		'total'     => '0',
		'total_tax' => '0',
	);
}

/** A coupon. */
class WC_Order_Item_Coupon extends WC_Order_Item {

	const TYPE  = 'coupon';
	const PROPS = array(
		'code'         => '',
		'discount'     => '0',
		'discount_tax' => '0',
	);
}

/** A tax. */
class WC_Order_Item_Tax extends WC_Order_Item {

	const TYPE  = 'tax';
	const PROPS = array(
		'rate_code'          => '',
		'label'              => '',
		'tax_total'          => '0',
		'shipping_tax_total' => '0',
	);
}
