<?php
/**
 * Products, coupons and customers.
 *
 * @package Tributary\Tests
 */

/** What lies as a post: products and coupons. */
abstract class Fake_Post_Data extends WC_Data {

	const POST = '';

	public function __construct( $id = 0 ) {
		parent::__construct();
		$id   = is_object( $id ) ? $id->get_id() : absint( $id );
		$post = $id ? get_post( $id ) : null;
		if ( ! $post || ! in_array( $post->post_type, array( static::POST, 'product_variation' ), true ) ) {
			return;
		}
		$this->id = $id;
		$this->read_props();
		$this->data['date_modified'] = strtotime( $post->post_modified_gmt . ' UTC' );
		if ( array_key_exists( 'status', $this->data ) ) {
			$this->data['status'] = $post->post_status;
		}
	}

	protected function meta_place(): array {
		return array( 'wp_postmeta', 'post_id', 'meta_id' );
	}

	protected function title(): string {
		return (string) ( $this->data['name'] ?? $this->data['code'] );
	}

	/** What hooks call it. */
	abstract protected function word(): string;

	public function save() {
		$word   = $this->word();
		$is_new = ! $this->id;
		$row    = array(
			'post_type'   => 'variation' === ( $this->data['type'] ?? '' ) ? 'product_variation' : static::POST,
			'post_status' => $this->data['status'] ?? 'publish',
			'post_title'  => $this->title(),
			'post_parent' => $this->data['parent_id'] ?? 0,
		);
		if ( $is_new ) {
			$this->id                   = wp_insert_post( $row );
			$this->data['date_created'] = Fake_Clock::now();
		} else {
			wp_update_post( array( 'ID' => $this->id ) + $row );
		}
		$this->data['date_modified'] = Fake_Clock::now();
		$this->write_props();
		$this->save_meta_data();
		do_action( $is_new ? "woocommerce_new_$word" : "woocommerce_update_$word", $this->id, $this );
		return $this->id;
	}

	public function delete( $force = false ) {
		$word = $this->word();
		if ( $force ) {
			do_action( "woocommerce_before_delete_$word", $this->id );
			wp_delete_post( $this->id, true );
			do_action( "woocommerce_delete_$word", $this->id );
			$this->id = 0;
			return true;
		}
		wp_trash_post( $this->id );
		do_action( "woocommerce_trash_$word", $this->id );
		return true;
	}
}

/** A product. */
class WC_Product extends Fake_Post_Data {

	const POST  = 'product';
	const PROPS = array(
		'name'              => '',
		'slug'              => '',
		'type'              => 'simple',
		'status'            => 'publish',
		'parent_id'         => 0,
		'description'       => '',
		'short_description' => '',
		'sku'               => '',
		'price'             => '',
		'regular_price'     => '',
		'sale_price'        => '',
		'stock_status'      => 'instock',
		'catalog_visibility' => 'visible',
		'image_id'          => 0,
		'gallery_image_ids' => array(),
		'category_ids'      => array(),
		'attributes'        => array(),
		'children'          => array(),
		'date_created'      => null,
		'date_modified'     => null,
	);

	protected function word(): string {
		return $this->is_type( 'variation' ) ? 'product_variation' : 'product';
	}

	public function is_type( $type ) {
		return in_array( $this->data['type'], (array) $type, true );
	}

	public function get_permalink() {
		return home_url( '/product/' . sanitize_title( $this->data['name'] ) . '/' );
	}

	public function get_title() {
		return $this->data['name'];
	}

	public function is_visible() {
		return 'publish' === $this->data['status'];
	}

	public function is_in_stock() {
		return 'outofstock' !== $this->data['stock_status'];
	}

	public function get_variation_attributes() {
		return $this->data['attributes'];
	}

	public function get_available_variations( $as = 'array' ) {
		return array_map( 'wc_get_product', $this->data['children'] );
	}
}

class WC_Product_Simple extends WC_Product {}
class WC_Product_Variable extends WC_Product {}
class WC_Product_Variation extends WC_Product {}

/** A coupon. */
class WC_Coupon extends Fake_Post_Data {

	const POST  = 'shop_coupon';
	const PROPS = array(
		'code'                        => '',
		'status'                      => 'publish',
		'amount'                      => '0',
		'discount_type'               => 'fixed_cart',
		'description'                 => '',
		'date_expires'                => null,
		'date_created'                => null,
		'date_modified'               => null,
		'usage_count'                 => 0,
		'usage_limit'                 => 0,
		'usage_limit_per_user'        => 0,
		'individual_use'              => false,
		'minimum_amount'              => '',
		'maximum_amount'              => '',
		'email_restrictions'          => array(),
		'exclude_sale_items'          => false,
		'free_shipping'               => false,
	);

	public function __construct( $coupon = 0 ) {
		if ( is_string( $coupon ) && ! is_numeric( $coupon ) ) {
			parent::__construct( wc_get_coupon_id_by_code( $coupon ) );
			$this->data['code'] = wc_format_coupon_code( $coupon );
			return;
		}
		parent::__construct( $coupon );
	}

	public function set_code( $code ) {
		$this->set_prop( 'code', wc_format_coupon_code( $code ) );
	}

	protected function word(): string {
		return 'coupon';
	}
}

/** A customer: a user and what the shop knows of them. */
class WC_Customer extends WC_Data {

	const PROPS = array(
		'email'              => '',
		'first_name'         => '',
		'last_name'          => '',
		'display_name'       => '',
		'username'           => '',
		'role'               => 'customer',
		'date_created'       => null,
		'date_modified'      => null,
		'is_paying_customer' => false,
		'billing_email'      => '',
		'billing_city'       => '',
		'billing_country'    => '',
	);

	public function __construct( $id = 0, $session = false ) {
		parent::__construct();
		$user = $id ? get_userdata( $id ) : false;
		if ( ! $user ) {
			return;
		}
		$this->id = (int) $id;
		$this->read_props();
		$known      = array(
			'email'        => $user->user_email,
			'first_name'   => $user->first_name,
			'last_name'    => $user->last_name,
			'username'     => $user->user_login,
			'role'         => $user->roles[0],
			'date_created' => strtotime( $user->user_registered . ' UTC' ),
		);
		$this->data = array_merge( $this->data, $known );
	}

	protected function meta_place(): array {
		return array( 'wp_usermeta', 'user_id', 'umeta_id' );
	}

	public function get_display_name() {
		return trim( $this->data['first_name'] . ' ' . $this->data['last_name'] );
	}

	public function save() {
		$this->data['date_modified'] = Fake_Clock::now();
		update_user_meta( $this->id, 'first_name', $this->data['first_name'] );
		update_user_meta( $this->id, 'last_name', $this->data['last_name'] );
		$this->write_props();
		$this->save_meta_data();
		do_action( 'profile_update', $this->id, get_userdata( $this->id ), array() );
		do_action( 'woocommerce_update_customer', $this->id, $this );
		return $this->id;
	}
}

function wc_create_new_customer( $email, $username = '', $password = '', $args = array() ) {
	$data = array_merge(
		$args,
		array(
			'user_login' => '' === $username ? strtok( $email, '@' ) : $username,
			'user_email' => $email,
			'role'       => 'customer',
		)
	);
	$id   = wp_insert_user( $data );
	do_action( 'woocommerce_created_customer', $id, $data, false );
	return $id;
}

function wc_format_coupon_code( $code ) {
	return mb_strtolower( trim( (string) $code ) );
}

function wc_get_coupon_id_by_code( $code, $exclude = 0 ) {
	global $wpdb;
	$found = $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE post_type = 'shop_coupon' AND post_status = 'publish' AND LOWER(post_title) = %s AND ID != %d ORDER BY ID DESC", wc_format_coupon_code( $code ), $exclude ) );
	return (int) $found;
}

function wc_get_product( $id = 0 ) {
	if ( is_object( $id ) ) {
		return $id;
	}
	$type = get_post_type( $id );
	if ( ! in_array( $type, array( 'product', 'product_variation' ), true ) ) {
		return false;
	}
	$kept  = json_decode( (string) get_post_meta( $id, WC_Data::INSIDE, true ), true );
	$class = 'WC_Product_' . ucfirst( $kept['type'] ?? 'simple' );
	return new $class( $id );
}

/** The query that wc_get_products makes; filters of plugins see it. */
class WP_Query {

	private $wanted;

	public function __construct( array $wanted ) {
		$this->wanted = $wanted;
	}

	public function get( $name, $fallback = '' ) {
		return $this->wanted[ $name ] ?? $fallback;
	}
}

/**
 * Products by a few conditions, in the order of their ids.
 *
 * @param array $args limit, page, offset, order, return, status, include, date_modified, paginate.
 */
function wc_get_products( $args ) {
	global $wpdb;
	$query  = apply_filters( 'woocommerce_product_data_store_cpt_get_products_query', array(), $args, null );
	$where  = fake_products_where( $args ) . apply_filters( 'posts_where', '', new WP_Query( $query ) );
	$limit  = (int) ( $args['limit'] ?? 10 );
	$offset = (int) ( $args['offset'] ?? $limit * ( max( 1, (int) ( $args['page'] ?? 1 ) ) - 1 ) );
	$order  = 'ASC' === strtoupper( $args['order'] ?? 'DESC' ) ? 'ASC' : 'DESC';
	$ids    = array_map( 'intval', $wpdb->get_col( "SELECT ID FROM {$wpdb->posts} WHERE post_type = 'product' $where ORDER BY ID $order LIMIT $limit OFFSET $offset" ) );
	$found  = 'ids' === ( $args['return'] ?? 'objects' ) ? $ids : array_map( 'wc_get_product', $ids );
	if ( empty( $args['paginate'] ) ) {
		return $found;
	}
	$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type = 'product' $where" );
	return (object) array(
		'products'      => $found,
		'total'         => $total,
		'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1,
	);
}

function fake_products_where( array $args ): string {
	global $wpdb;
	$status = implode( "','", (array) ( $args['status'] ?? array( 'publish', 'draft', 'pending', 'private' ) ) );
	$where  = " AND post_status IN ('$status')";
	$from   = ltrim( (string) ( $args['date_modified'] ?? '' ), '>=' );
	if ( '' !== $from ) {
		$where .= $wpdb->prepare( ' AND post_modified_gmt >= %s', is_numeric( $from ) ? gmdate( 'Y-m-d H:i:s', (int) $from ) : $from );
	}
	if ( ! empty( $args['include'] ) ) {
		$where .= ' AND ID IN (' . implode( ',', array_map( 'intval', $args['include'] ) ) . ')';
	}
	return $where;
}

function wc_attribute_label( $name, $product = '' ) {
	return ucfirst( str_replace( 'pa_', '', $name ) );
}
