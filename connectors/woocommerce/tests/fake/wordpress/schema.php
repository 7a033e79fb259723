<?php
/**
 * The tables of WordPress and WooCommerce, as far as the fake needs them.
 *
 * @package Tributary\Tests
 */

/**
 * Makes them. Orders and refunds share one sequence with posts, under both storages.
 *
 * @param wpdb $wpdb The database.
 */
function fake_schema( wpdb $wpdb ): void {
	$tables = array(
		'CREATE TABLE wp_options (option_id bigint(20) NOT NULL AUTO_INCREMENT, option_name varchar(191), option_value longtext, autoload varchar(20), PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name))',
		'CREATE TABLE wp_posts (ID bigint(20) NOT NULL AUTO_INCREMENT, post_type varchar(20), post_status varchar(20), post_title text, post_name varchar(200), post_parent bigint(20) DEFAULT 0, post_content longtext, post_excerpt text, post_date_gmt datetime, post_modified_gmt datetime, post_date datetime, post_modified datetime, PRIMARY KEY (ID), KEY type (post_type,ID))',
		'CREATE TABLE wp_postmeta (meta_id bigint(20) NOT NULL AUTO_INCREMENT, post_id bigint(20), meta_key varchar(255), meta_value longtext, PRIMARY KEY (meta_id), KEY post (post_id,meta_key))',
		'CREATE TABLE wp_users (ID bigint(20) NOT NULL AUTO_INCREMENT, user_login varchar(60), user_email varchar(100), display_name varchar(250), user_registered datetime, role varchar(60), PRIMARY KEY (ID))',
		'CREATE TABLE wp_usermeta (umeta_id bigint(20) NOT NULL AUTO_INCREMENT, user_id bigint(20), meta_key varchar(255), meta_value longtext, PRIMARY KEY (umeta_id), KEY user (user_id,meta_key))',
		'CREATE TABLE wp_wc_orders (id bigint(20) NOT NULL, type varchar(20), status varchar(20), parent_order_id bigint(20) DEFAULT 0, date_created_gmt datetime, date_updated_gmt datetime, PRIMARY KEY (id))',
		'CREATE TABLE wp_wc_orders_meta (id bigint(20) NOT NULL AUTO_INCREMENT, order_id bigint(20), meta_key varchar(255), meta_value longtext, PRIMARY KEY (id), KEY owner (order_id,meta_key))',
		'CREATE TABLE wp_woocommerce_order_items (order_item_id bigint(20) NOT NULL AUTO_INCREMENT, order_id bigint(20), order_item_type varchar(200), data longtext, PRIMARY KEY (order_item_id), KEY owner (order_id))',
		'CREATE TABLE wp_actionscheduler_actions (action_id bigint(20) NOT NULL AUTO_INCREMENT, hook varchar(191), status varchar(20), due bigint(20), every bigint(20) DEFAULT 0, args text, group_name varchar(191), PRIMARY KEY (action_id), KEY due (status,due))',
	);
	foreach ( $tables as $table ) {
		$wpdb->query( $table );
	}
	fake_api_keys();
}

/**
 * Makes or changes tables as WordPress's upgrade.php does: a table that is there gets the columns that it lacks.
 *
 * @param string|string[] $queries CREATE TABLE statements.
 */
function dbDelta( $queries = '', $execute = true ) {
	global $wpdb;
	foreach ( is_array( $queries ) ? $queries : array_filter( array_map( 'trim', explode( ';', $queries ) ) ) as $query ) {
		if ( ! preg_match( '/PRIMARY KEY  \(/', $query ) && false !== strpos( $query, 'PRIMARY KEY' ) ) {
			throw new LogicException( 'dbDelta wants two spaces behind PRIMARY KEY.' );
		}
		$wpdb->query( $query );
	}
	return array();
}
