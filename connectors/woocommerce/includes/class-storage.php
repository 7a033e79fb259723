<?php
/**
 * Where this shop keeps its orders, and which checkout and cache it uses. For reports and for the few hooks that differ.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * What kind of shop this is.
 */
final class Storage {

	/**
	 * Caches of whole pages: what shows that one is there => its name.
	 */
	const CACHES = array(
		'WP_ROCKET_VERSION'  => 'WP Rocket',
		'W3TC'               => 'W3 Total Cache',
		'WPCACHEHOME'        => 'WP Super Cache',
		'LSCWP_V'            => 'LiteSpeed Cache',
		'WPFC_WP_CONTENT_DIR' => 'WP Fastest Cache',
		'CACHE_ENABLER_VERSION' => 'Cache Enabler',
		'SiteGround_Optimizer\VERSION' => 'SiteGround Optimizer',
		'KINSTA_CACHE_ZONE'  => 'Kinsta',
		'WPE_APIKEY'         => 'WP Engine',
		'PAGELY_PURGE'       => 'Pagely',
		'NITROPACK_VERSION'  => 'NitroPack',
	);

	/**
	 * Whether orders lie in WooCommerce's own tables.
	 */
	public static function is_hpos(): bool {
		$util = '\Automattic\WooCommerce\Utilities\OrderUtil';
		return class_exists( $util ) && is_callable( array( $util, 'custom_orders_table_usage_is_enabled' ) )
			&& $util::custom_orders_table_usage_is_enabled();
	}

	/**
	 * `hpos` or `legacy`.
	 */
	public static function name(): string {
		return self::is_hpos() ? 'hpos' : 'legacy';
	}

	/**
	 * `blocks`, `classic` or `both`, from the checkout page's content.
	 */
	public static function checkout(): string {
		$page    = get_post( wc_get_page_id( 'checkout' ) );
		$content = $page ? (string) $page->post_content : '';
		$blocks  = false !== strpos( $content, 'woocommerce/checkout' );
		$classic = false !== strpos( $content, '[woocommerce_checkout' ) || false !== strpos( $content, 'woocommerce/classic-shortcode' );
		if ( $blocks && $classic ) {
			return 'both';
		}
		return $blocks ? 'blocks' : 'classic';
	}

	/**
	 * Names of the page caches that are seen here; empty when none is.
	 */
	public static function caches(): string {
		$found = array();
		foreach ( self::CACHES as $sign => $name ) {
			if ( defined( $sign ) ) {
				$found[] = $name;
			}
		}
		if ( ! $found && defined( 'WP_CACHE' ) && WP_CACHE ) {
			$found[] = 'WP_CACHE';
		}
		return implode( ', ', $found );
	}

	/**
	 * What the server is told of the shop.
	 */
	public static function facts(): array {
		return array(
			'plugin'      => VERSION,
			'php'         => PHP_VERSION,
			'wordpress'   => (string) get_bloginfo( 'version' ),
			'woocommerce' => defined( 'WC_VERSION' ) ? (string) WC_VERSION : '',
			'storage'     => self::name(),
			'checkout'    => self::checkout(),
			'cache'       => self::caches(),
		);
	}
}
