<?php
/**
 * Addresses and the surroundings of the shop.
 *
 * @package Tributary\Tests
 */

function home_url( $path = '', $scheme = null ) {
	return untrailingslashit( get_option( 'home', 'https://shop.example' ) ) . ( '' === $path ? '' : '/' . ltrim( $path, '/' ) );
}

function site_url( $path = '', $scheme = null ) {
	return home_url( $path );
}

function get_home_url( $blog = null, $path = '' ) {
	return home_url( $path );
}

function get_site_url( $blog = null, $path = '' ) {
	return home_url( $path );
}

function admin_url( $path = '', $scheme = 'admin' ) {
	return home_url( '/wp-admin/' . ltrim( $path, '/' ) );
}

function self_admin_url( $path = '' ) {
	return admin_url( $path );
}

function rest_url( $path = '' ) {
	return home_url( '/wp-json/' . ltrim( $path, '/' ) );
}

function get_bloginfo( $what = '' ) {
	$known = array(
		'version'     => '6.8.3',
		'name'        => get_option( 'blogname', 'Northwind' ),
		'url'         => home_url(),
		'charset'     => 'UTF-8',
		'admin_email' => 'owner@shop.example',
		'language'    => str_replace( '_', '-', get_locale() ),
	);
	return $known[ $what ] ?? '';
}

function plugin_basename( $file ) {
	return basename( dirname( $file ) ) . '/' . basename( $file );
}

function plugin_dir_path( $file ) {
	return trailingslashit( dirname( $file ) );
}

function plugins_url( $path = '', $file = '' ) {
	return home_url( '/wp-content/plugins/' . ( $file ? basename( dirname( $file ) ) : '' ) . '/' . ltrim( $path, '/' ) );
}

function plugin_dir_url( $file ) {
	return trailingslashit( plugins_url( '', $file ) );
}

function is_plugin_active( $plugin ) {
	return 'woocommerce/woocommerce.php' === $plugin;
}

function is_admin() {
	return ! empty( $GLOBALS['fake_is_admin'] );
}

function is_ssl() {
	return 0 === strpos( home_url(), 'https' );
}

function is_multisite() {
	return false;
}

function get_current_blog_id() {
	return 1;
}

function get_sites( $args = array() ) {
	return array( 1 );
}

function switch_to_blog( $id ) {
	return true;
}

function restore_current_blog() {
	return true;
}

function wp_doing_ajax() {
	return defined( 'DOING_AJAX' ) && DOING_AJAX;
}

function wp_doing_cron() {
	return ! empty( $GLOBALS['fake_is_cron'] );
}

function wp_is_json_request() {
	return false;
}

function is_feed() {
	return false;
}

function is_preview() {
	return false;
}

function is_robots() {
	return false;
}

function is_404() {
	return false;
}

function is_customize_preview() {
	return false;
}

function wp_is_mobile() {
	return false;
}

function wp_get_environment_type() {
	return 'production';
}

function get_plugins( $folder = '' ) {
	return array();
}

function get_page_by_path( $path ) {
	return null;
}

function is_singular( $types = '' ) {
	return false;
}

function wp_get_theme( $name = '' ) {
	return null;
}

function wp_raise_memory_limit( $context = 'admin' ) {
	return true;
}

function wp_suspend_cache_addition( $suspend = null ) {
	return false;
}

function nocache_headers() {
	Fake_Browser::$headers[] = 'Cache-Control: no-cache, must-revalidate, max-age=0';
}

function status_header( $code ) {
	Fake_Browser::$headers[] = "Status: $code";
}
