<?php
/**
 * WordPress and WooCommerce as far as a plugin sees them, written for these tests. Start at `class-fake-shop.php`.
 *
 * @package Tributary\Tests
 */

define( 'ABSPATH', __DIR__ . '/site/' );
define( 'WPINC', 'wp-includes' );
define( 'WC_VERSION', '10.0.2' );
define( 'WC_ABSPATH', ABSPATH );
define( 'OBJECT', 'OBJECT' );
define( 'ARRAY_A', 'ARRAY_A' );
define( 'ARRAY_N', 'ARRAY_N' );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );
define( 'WEEK_IN_SECONDS', 604800 );
define( 'MONTH_IN_SECONDS', 2592000 );
define( 'YEAR_IN_SECONDS', 31536000 );
define( 'COOKIEPATH', '/' );
define( 'COOKIE_DOMAIN', '' );
define( 'EP_ROOT', 64 );
define( 'EP_PAGES', 4096 );

$fake_parts = array(
	'wordpress/clock.php',
	'wordpress/hooks.php',
	'wordpress/class-fake-mysql.php',
	'wordpress/class-wpdb.php',
	'wordpress/schema.php',
	'wordpress/options.php',
	'wordpress/text.php',
	'wordpress/class-wp-error.php',
	'wordpress/http.php',
	'wordpress/people.php',
	'wordpress/posts.php',
	'wordpress/site.php',
	'wordpress/class-fake-browser.php',
	'wordpress/admin.php',
	'wordpress/rest.php',
	'woocommerce/class-wc-data.php',
	'woocommerce/items.php',
	'woocommerce/class-fake-storage.php',
	'woocommerce/class-wc-abstract-order.php',
	'woocommerce/class-wc-order.php',
	'woocommerce/catalog.php',
	'woocommerce/webhooks.php',
	'woocommerce/keys.php',
	'woocommerce/functions.php',
	'woocommerce/refunds.php',
	'woocommerce/class-fake-checkout.php',
	'woocommerce/scheduler.php',
	'woocommerce/names.php',
	'woocommerce/class-fake-rest.php',
	'class-fake-shop.php',
);
foreach ( $fake_parts as $fake_part ) {
	require_once __DIR__ . '/' . $fake_part;
}
