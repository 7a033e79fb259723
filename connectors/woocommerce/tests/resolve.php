<?php
/**
 * What the static analysis knows of this plugin and its shop; `connectors/php-checks/resolve/resolve.php` reads it.
 *
 * @package Tributary\Tests
 */

require_once __DIR__ . '/bootstrap.php';
Fake_Shop::open();

$plugin_files = array();
foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( dirname( __DIR__ ), FilesystemIterator::SKIP_DOTS ) ) as $plugin_file ) {
	$plugin_path = $plugin_file->getPathname();
	if ( 'php' === $plugin_file->getExtension() && false === strpos( $plugin_path, '/tests/' ) ) {
		$plugin_files[] = $plugin_path;
	}
}
sort( $plugin_files );

return array(
	'files'   => $plugin_files,
	'globals' => array( 'wpdb' => 'wpdb' ),
	// What functions give; of several classes, one must know the method.
	'returns' => array(
		'wc_get_order'        => array( 'WC_Order', 'WC_Order_Refund' ),
		'wc_get_product'      => 'WC_Product',
		'wc_get_logger'       => 'WC_Logger',
		'wc_get_webhook'      => 'WC_Webhook',
		'WC_Data_Store::load' => 'WC_Data_Store',
		'wc'                  => 'WooCommerce',
		'get_userdata'        => 'WP_User',
		'get_user_by'         => 'WP_User',
		'wp_get_current_user' => 'WP_User',
		'get_post'            => 'WP_Post',
		'rest_do_request'     => 'WP_REST_Response',
		'wp_timezone'         => 'DateTimeZone',
	),
	// Newer than WordPress 5.8 and WooCommerce 5.0.
	'newer'   => array(
		'wp_admin_notice'               => 'WordPress 6.4',
		'wp_get_admin_notice'           => 'WordPress 6.4',
		'sanitize_url'                  => 'WordPress 5.9',
		'wp_json_file_decode'           => 'WordPress 5.9',
		'wp_is_rest_endpoint'           => 'WordPress 6.5',
		'wc_get_page_screen_id'         => 'WooCommerce 6.9',
		'as_has_scheduled_action'       => 'WooCommerce 5.9',
	),
);
