<?php
/**
 * Puts the parts together: what runs on every page, what runs in the admin, what runs on (de)activation.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The plugin as a whole.
 */
final class Plugin {

	/**
	 * Parts that every request needs. Each has a static `register()` that only adds hooks.
	 */
	const PARTS = array(
		Tracking::class,
		Visit_Route::class,
		Stamping::class,
		Subscriptions::class,
		Order_Events::class,
		Refund_Events::class,
		Customer_Events::class,
		Product_Events::class,
		Outbox::class,
		Runner::class,
		Product_Sync::class,
		Sweep::class,
		Coupon_Route::class,
		Account::class,
		Panels::class,
		Partner_Links::class,
		Privacy::class,
	);

	/**
	 * Parts for people who run the shop.
	 */
	const ADMIN_PARTS = array(
		Admin_Page::class,
		Admin_Actions::class,
		Notices::class,
		Order_Screen::class,
		Coupon_Field::class,
		User_Card::class,
	);

	/**
	 * REST routes that the admin's own scripts ask.
	 */
	const ROUTES = array( Admin_Routes::class );

	/**
	 * Begins, once all plugins are loaded.
	 */
	public static function start() {
		add_action( 'init', array( self::class, 'load_words' ), 1 );
		if ( ! class_exists( 'WooCommerce' ) ) {
			add_action( 'admin_notices', array( self::class, 'tell_woocommerce_is_missing' ) );
			return;
		}
		Queue::install();
		$parts = array_merge( self::PARTS, self::ROUTES, is_admin() ? self::ADMIN_PARTS : array() );
		foreach ( $parts as $part ) {
			$part::register();
		}
	}

	/**
	 * Loads the translations.
	 */
	public static function load_words() {
		load_plugin_textdomain( 'tributary', false, dirname( plugin_basename( FILE ) ) . '/languages' );
	}

	/**
	 * Orders are read and written only through WooCommerce's own objects, so both storages and both checkouts work.
	 */
	public static function declare_compatibility() {
		$features = '\Automattic\WooCommerce\Utilities\FeaturesUtil';
		if ( ! class_exists( $features ) ) {
			return;
		}
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			$features::declare_compatibility( $feature, FILE, true );
		}
	}

	/**
	 * Makes the queue's table and the addresses of My Account.
	 */
	public static function activate() {
		Queue::install();
		set_transient( Admin_Page::WELCOME, 1, MINUTE_IN_SECONDS );
		Account::add_endpoint();
		flush_rewrite_rules( false );
	}

	/**
	 * Stops the timers. What waits in the queue stays there.
	 */
	public static function deactivate() {
		Schedule::clear();
		flush_rewrite_rules( false );
	}

	/**
	 * Says what is missing.
	 */
	public static function tell_woocommerce_is_missing() {
		if ( ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		printf(
			'<div class="notice notice-warning"><p>%s</p></div>',
			esc_html__( 'Tributary needs WooCommerce. Activate WooCommerce, then Tributary starts by itself.', 'tributary' )
		);
	}
}
