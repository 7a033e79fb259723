<?php
/**
 * My Account: the page "Refer & earn".
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The customer's page.
 */
final class Account {

	const ENDPOINT = 'refer-and-earn';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'init', array( self::class, 'add_endpoint' ) );
		add_filter( 'woocommerce_get_query_vars', array( self::class, 'add_query_var' ) );
		add_filter( 'woocommerce_account_menu_items', array( self::class, 'add_item' ) );
		add_filter( 'woocommerce_endpoint_' . self::ENDPOINT . '_title', array( self::class, 'title' ) );
		add_action( 'woocommerce_account_' . self::ENDPOINT . '_endpoint', array( self::class, 'show' ) );
		add_action( 'woocommerce_thankyou', array( self::class, 'show_after_purchase' ), 20 );
	}

	/**
	 * Whether the page is there.
	 */
	private static function is_on(): bool {
		return Settings::is_connected() && Settings::is_on( 'refer_tab' );
	}

	/**
	 * The page's address. It is known even while the page is off, so that turning it on needs no new rewrite rules.
	 */
	public static function add_endpoint() {
		add_rewrite_endpoint( self::ENDPOINT, EP_ROOT | EP_PAGES );
	}

	/**
	 * Tells WooCommerce of the address.
	 *
	 * @param array $vars As they are.
	 * @return array
	 */
	public static function add_query_var( $vars ) {
		$vars[ self::ENDPOINT ] = self::ENDPOINT;
		return $vars;
	}

	/**
	 * A line in the menu, before "Log out".
	 *
	 * @param array $items As they are.
	 * @return array
	 */
	public static function add_item( $items ) {
		if ( ! self::is_on() ) {
			return $items;
		}
		$out = array();
		foreach ( $items as $key => $label ) {
			if ( 'customer-logout' === $key ) {
				$out[ self::ENDPOINT ] = self::title();
			}
			$out[ $key ] = $label;
		}
		$out[ self::ENDPOINT ] = self::title();
		return $out;
	}

	/**
	 * The page's name.
	 */
	public static function title(): string {
		return __( 'Refer & earn', 'tributary' );
	}

	/**
	 * The page.
	 */
	public static function show() {
		if ( self::is_on() ) {
			echo Panels::refer( array( 'size' => 'L' ) ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is written.
		}
	}

	/**
	 * The panel on the thank-you page, for buyers with an account.
	 */
	public static function show_after_purchase() {
		if ( Settings::is_connected() && Settings::is_on( 'thanks_panel' ) && is_user_logged_in() ) {
			echo Panels::refer( array( 'size' => 'S' ) ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is written.
		}
	}
}
