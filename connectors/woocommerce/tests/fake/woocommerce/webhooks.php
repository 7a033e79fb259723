<?php
/**
 * WooCommerce's own webhooks: where they lead and whether they are on. The fake sends none.
 *
 * @package Tributary\Tests
 */

/** A webhook. */
class WC_Webhook extends Fake_Post_Data {

	const POST  = 'shop_webhook';
	const PROPS = array(
		'name'          => '',
		'status'        => 'active',
		'topic'         => '',
		'delivery_url'  => '',
		'secret'        => '',
		'date_created'  => null,
		'date_modified' => null,
	);

	protected function word(): string {
		return 'webhook';
	}
}

/** The way to what WooCommerce keeps. */
class WC_Data_Store {

	public static function load( $what ) {
		return new self();
	}

	public function search_webhooks( $args ) {
		global $wpdb;
		return array_map( 'intval', $wpdb->get_col( "SELECT ID FROM {$wpdb->posts} WHERE post_type = 'shop_webhook' ORDER BY ID" ) );
	}
}

function wc_get_webhook( $id ) {
	return 'shop_webhook' === get_post_type( $id ) ? new WC_Webhook( $id ) : null;
}
