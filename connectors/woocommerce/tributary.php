<?php
/**
 * Plugin Name:          Tributary for WooCommerce
 * Description:          Tells your Tributary server of clicks, orders, refunds and customers, and shows in the shop who sent an order and why.
 * Version:              0.1.0
 * Author:               Tributary contributors
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          tributary
 * Domain Path:          /languages
 * Requires at least:    5.8
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * WC requires at least: 5.0
 * WC tested up to:      10.5
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';
const FILE    = __FILE__;
const FOLDER  = __DIR__;

spl_autoload_register(
	static function ( $name ) {
		if ( 0 !== strpos( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$short = substr( $name, strlen( __NAMESPACE__ ) + 1 );
		$path  = __DIR__ . '/includes/class-' . strtolower( str_replace( '_', '-', $short ) ) . '.php';
		if ( is_readable( $path ) ) {
			require $path;
		}
	}
);

register_activation_hook( __FILE__, array( Plugin::class, 'activate' ) );
register_deactivation_hook( __FILE__, array( Plugin::class, 'deactivate' ) );
add_action( 'before_woocommerce_init', array( Plugin::class, 'declare_compatibility' ) );
add_action( 'plugins_loaded', array( Plugin::class, 'start' ) );
