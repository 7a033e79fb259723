<?php
/**
 * When the owner deletes the plugin: its table, options, timers and kept answers go. Notes on orders stay unless the owner chose
 * otherwise, since they say why somebody was paid.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Removing what this plugin made, once.

/**
 * Removes all of it from one site.
 */
function remove_from_site() {
	global $wpdb;
	$choices = get_option( 'tributary_choices', array() );
	$meta    = is_array( $choices ) && isset( $choices['remove_meta'] ) && 'yes' === $choices['remove_meta'];
	if ( function_exists( 'as_unschedule_all_actions' ) ) {
		as_unschedule_all_actions( '', array(), 'tributary' );
	}
	foreach ( array( 'tributary_run', 'tributary_sync', 'tributary_sweep' ) as $hook ) {
		wp_clear_scheduled_hook( $hook );
		wp_clear_scheduled_hook( $hook, array( 'once' ) );
	}
	$reading = get_option( 'tributary_reading', array() );
	if ( is_array( $reading ) && ! empty( $reading['key_id'] ) ) {
		$wpdb->delete( "{$wpdb->prefix}woocommerce_api_keys", array( 'key_id' => (int) $reading['key_id'] ) );
	}
	$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}tributary_queue" ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery.SchemaChange
	foreach ( array( 'tributary_', '_transient_tributary_', '_transient_timeout_tributary_' ) as $prefix ) {
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( $prefix ) . '%' ) );
		foreach ( $names as $name ) {
			delete_option( $name );
		}
	}
	if ( $meta ) {
		remove_meta();
	}
}

/**
 * Removes the notes on orders, coupons and accounts. By the tables: WooCommerce may be gone already.
 */
function remove_meta() {
	global $wpdb;
	$keys   = array( '_tributary_click', '_tributary_ref', '_tributary_visit', '_tributary_browser', '_tributary_partner', '_tributary_partner_name' );
	$tables = array( $wpdb->postmeta, $wpdb->usermeta, $wpdb->prefix . 'wc_orders_meta' );
	foreach ( $tables as $table ) {
		if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) !== $table ) {
			continue;
		}
		foreach ( $keys as $key ) {
			$wpdb->delete( $table, array( 'meta_key' => $key ) ); // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- Once.
		}
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) { // phpcs:ignore WordPress.Arrays.ArrayDeclarationSpacing.AssociativeArrayFound
		switch_to_blog( $site );
		remove_from_site();
		restore_current_blog();
	}
} else {
	remove_from_site();
}
