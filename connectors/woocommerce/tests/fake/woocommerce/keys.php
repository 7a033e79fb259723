<?php
/**
 * WooCommerce's own REST keys.
 *
 * @package Tributary\Tests
 */

/**
 * As keys are kept.
 *
 * @param string $key A consumer key.
 */
function wc_api_hash( $key ) {
	return hash_hmac( 'sha256', $key, 'wc-api' );
}

/** The table of keys. */
function fake_api_keys(): void {
	global $wpdb;
	$wpdb->query( 'CREATE TABLE IF NOT EXISTS wp_woocommerce_api_keys (key_id bigint(20) NOT NULL AUTO_INCREMENT, user_id bigint(20), description varchar(200), permissions varchar(10), consumer_key char(64), consumer_secret char(43), truncated_key char(7), PRIMARY KEY (key_id))' );
}
