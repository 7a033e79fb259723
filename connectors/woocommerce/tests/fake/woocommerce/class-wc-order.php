<?php
/**
 * An order, with the hooks that WooCommerce fires in the order in which it fires them.
 *
 * @package Tributary\Tests
 */

/** An order. */
class WC_Order extends WC_Abstract_Order {

	const TYPE  = 'shop_order';
	const PROPS = array(
		'customer_id'          => 0,
		'order_key'            => '',
		'created_via'          => '',
		'payment_method'       => '',
		'payment_method_title' => '',
		'transaction_id'       => '',
		'customer_note'        => '',
		'customer_ip_address'  => '',
		'customer_user_agent'  => '',
		'cart_hash'            => '',
		'date_paid'            => null,
		'date_completed'       => null,
		'billing_first_name'   => '',
		'billing_last_name'    => '',
		'billing_company'      => '',
		'billing_address_1'    => '',
		'billing_city'         => '',
		'billing_state'        => '',
		'billing_postcode'     => '',
		'billing_country'      => '',
		'billing_email'        => '',
		'billing_phone'        => '',
	);
	// A draft is new to the world when it leaves this state.
	const DRAFTS = array( 'checkout-draft', 'auto-draft', 'draft', 'new' );

	public function get_order_number() {
		return (string) apply_filters( 'woocommerce_order_number', $this->id, $this );
	}

	public function get_user_id( $context = 'view' ) {
		return $this->get_customer_id();
	}

	public function get_user() {
		return $this->get_customer_id() ? get_user_by( 'id', $this->get_customer_id() ) : false;
	}

	public function get_formatted_billing_full_name() {
		return trim( $this->get_billing_first_name() . ' ' . $this->get_billing_last_name() );
	}

	public function get_edit_order_url() {
		return Fake_Storage::$hpos ? admin_url( 'admin.php?page=wc-orders&action=edit&id=' . $this->id ) : get_edit_post_link( $this->id );
	}

	public function is_paid() {
		return $this->has_status( array( 'processing', 'completed' ) );
	}

	public function add_order_note( $note, $to_customer = 0, $by_user = false ) {
		return 1;
	}

	public function get_refunds() {
		return array_map(
			function ( $id ) {
				return new WC_Order_Refund( $id );
			},
			Fake_Storage::ids( 'shop_order_refund', $this->id )
		);
	}

	public function get_total_refunded() {
		$sum = 0;
		foreach ( $this->get_refunds() as $refund ) {
			$sum += (float) $refund->get_amount();
		}
		return $sum;
	}

	public function get_remaining_refund_amount() {
		return wc_format_decimal( $this->get_total() - $this->get_total_refunded(), wc_get_price_decimals() );
	}

	public function set_status( $status, $note = '', $manual = false ) {
		$result = parent::set_status( $status, $note, $manual );
		if ( $this->is_read && $this->has_status( array( 'processing', 'completed' ) ) && null === $this->data['date_paid'] ) {
			$this->data['date_paid'] = Fake_Clock::now();
		}
		if ( $this->is_read && $this->has_status( 'completed' ) ) {
			$this->data['date_completed'] = Fake_Clock::now();
		}
		return $result;
	}

	public function update_status( $status, $note = '', $manual = false ) {
		if ( ! $this->id ) {
			return false;
		}
		$this->set_status( $status, $note, $manual );
		$this->save();
		return true;
	}

	public function payment_complete( $transaction = '' ) {
		do_action( 'woocommerce_pre_payment_complete', $this->id, $transaction );
		$this->set_transaction_id( $transaction );
		$this->set_status( apply_filters( 'woocommerce_payment_complete_order_status', 'processing', $this->id, $this ) );
		$this->save();
		do_action( 'woocommerce_payment_complete', $this->id, $transaction );
		return true;
	}

	public function save() {
		parent::save();
		$this->tell_transition();
		return $this->id;
	}

	protected function create_row(): void {
		if ( '' === $this->data['order_key'] ) {
			$this->data['order_key'] = 'wc_order_' . wp_generate_password( 13 );
		}
		parent::create_row();
		if ( ! $this->has_status( self::DRAFTS ) ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
		}
	}

	protected function update_row(): void {
		$was_draft = null !== $this->transition && in_array( $this->transition[0], self::DRAFTS, true );
		parent::update_row();
		$is_new = $was_draft && ! $this->has_status( self::DRAFTS );
		do_action( $is_new ? 'woocommerce_new_order' : 'woocommerce_update_order', $this->id, $this );
	}

	private function tell_transition(): void {
		if ( null === $this->transition ) {
			return;
		}
		list( $from, $to ) = $this->transition;
		$this->transition  = null;
		do_action( 'woocommerce_order_status_' . $to, $this->id, $this, array( 'from' => $from, 'to' => $to ) );
		do_action( "woocommerce_order_status_{$from}_to_{$to}", $this->id, $this );
		do_action( 'woocommerce_order_status_changed', $this->id, $from, $to, $this );
		if ( in_array( $from, array( 'pending', 'failed' ), true ) && $this->is_paid() ) {
			do_action( 'woocommerce_order_payment_status_changed', $this->id, $this );
		}
	}

	/**
	 * To the trash, or for good.
	 *
	 * @param bool $force For good.
	 */
	public function delete( $force = false ) {
		$id = $this->id;
		if ( $force ) {
			do_action( 'woocommerce_before_delete_order', $id, $this );
			foreach ( $this->get_refunds() as $refund ) {
				Fake_Storage::remove( $refund->get_id() );
			}
			Fake_Storage::remove( $id );
			$this->id = 0;
			do_action( 'woocommerce_delete_order', $id );
			return true;
		}
		do_action( 'woocommerce_before_trash_order', $id, $this );
		if ( Fake_Storage::$hpos ) {
			$this->update_meta_data( '_wp_trash_meta_status', $this->get_status() );
			$this->save_meta_data();
			Fake_Storage::set_status( $id, 'trash' );
		} else {
			wp_trash_post( $id );
		}
		$this->data['status'] = 'trash';
		do_action( 'woocommerce_trash_order', $id );
		return true;
	}

	/** Back from the trash; HPOS only: under legacy storage, wp-admin restores the post. */
	public function untrash() {
		$before = (string) $this->get_meta( '_wp_trash_meta_status' );
		do_action( 'woocommerce_untrash_order', $this->id, $before );
		$this->delete_meta_data( '_wp_trash_meta_status' );
		$this->save_meta_data();
		Fake_Storage::set_status( $this->id, $before );
		$this->data['status'] = $before;
		return true;
	}
}

/** A refund. */
class WC_Order_Refund extends WC_Abstract_Order {

	const TYPE  = 'shop_order_refund';
	const PROPS = array(
		'amount'           => '0',
		'reason'           => '',
		'refunded_by'      => 0,
		'refunded_payment' => false,
	);

	public function get_status( $context = 'view' ) {
		return 'completed';
	}

	/**
	 * Deletes it. The REST API and this method fire no `woocommerce_refund_deleted`; only wp-admin does.
	 *
	 * @param bool $force Refunds have no trash.
	 */
	public function delete( $force = false ) {
		if ( null !== apply_filters( 'woocommerce_pre_delete_order_refund', null, $this, $force ) ) {
			return false;
		}
		$id = $this->id;
		if ( Fake_Storage::$hpos ) {
			Fake_Storage::remove( $id );
			do_action( 'woocommerce_delete_order_refund', $id );
			return true;
		}
		Fake_Storage::remove( $id );
		do_action( 'woocommerce_delete_order_refund', $id );
		return true;
	}
}
