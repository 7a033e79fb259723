<?php
/**
 * Shortcodes `[tributary_refer]` and `[tributary_friend_banner]`, and the block `tributary/refer`.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * What can be put onto pages.
 */
final class Panels {

	const SIZES = array( 'S', 'M', 'L' );

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'init', array( self::class, 'add' ) );
		add_action( 'rest_api_init', array( self::class, 'add_route' ) );
	}

	/**
	 * Makes the shortcodes and the block known.
	 */
	public static function add() {
		add_shortcode( 'tributary_refer', array( self::class, 'refer' ) );
		add_shortcode( 'tributary_friend_banner', array( self::class, 'banner' ) );
		wp_register_script(
			'tributary-block',
			plugins_url( 'assets/block.js', FILE ),
			array( 'wp-blocks', 'wp-element', 'wp-components', 'wp-block-editor', 'wp-i18n' ),
			VERSION,
			true
		);
		wp_set_script_translations( 'tributary-block', 'tributary', FOLDER . '/languages' );
		register_block_type(
			'tributary/refer',
			array(
				'api_version'     => 2,
				'editor_script'   => 'tributary-block',
				'render_callback' => array( self::class, 'refer' ),
				'attributes'      => array(
					'size' => array(
						'type'    => 'string',
						'default' => 'M',
					),
				),
			)
		);
	}

	/**
	 * The share panel. It loads nothing from anybody but the shop's own server of Tributary.
	 *
	 * @param array|string $given Attributes; `size` is S, M or L.
	 */
	public static function refer( $given ): string {
		$given = shortcode_atts( array( 'size' => 'M' ), is_array( $given ) ? $given : array() );
		$size  = in_array( strtoupper( (string) $given['size'] ), self::SIZES, true ) ? strtoupper( (string) $given['size'] ) : 'M';
		if ( ! Settings::is_connected() ) {
			return '';
		}
		if ( ! is_user_logged_in() ) {
			$url = wc_get_page_permalink( 'myaccount' );
			return '<p class="tributary-refer-signed-out"><a href="' . esc_url( $url ) . '">'
				. esc_html__( 'Sign in to get your link and tell your friends.', 'tributary' ) . '</a></p>';
		}
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedConstantFound -- The name that page caches agreed on.
		}
		$token = Jwt::of( wp_get_current_user(), time() );
		if ( '' === $token ) {
			return '';
		}
		wp_enqueue_script( 'tributary-refer', Settings::server_url( '/refer.js' ), array(), null, true ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- The server says how long it may be kept.
		$page = Settings::server_url( '/refer?token=' . rawurlencode( $token ) );
		return '<tributary-refer token="' . esc_attr( $token ) . '" size="' . esc_attr( $size ) . '" api="' . esc_url( Settings::server_url() ) . '">'
			. '<a href="' . esc_url( $page ) . '">' . esc_html__( 'Refer a friend', 'tributary' ) . '</a></tributary-refer>';
	}

	/**
	 * A line for visitors whom a friend sent. It stays empty until the page's script has asked, so that caches may keep the page.
	 */
	public static function banner(): string {
		if ( ! Tracking::is_on() ) {
			return '';
		}
		wp_enqueue_script( 'tributary-banner', plugins_url( 'assets/banner.js', FILE ), array(), VERSION, true );
		return '<div class="tributary-friend-banner" role="status" hidden data-url="' . esc_url( rest_url( Routes::SPACE . '/friend' ) ) . '"></div>';
	}

	/**
	 * The route that the banner asks.
	 */
	public static function add_route() {
		register_rest_route(
			Routes::SPACE,
			'/friend',
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'friend' ),
				'permission_callback' => '__return_true', // Says to a browser what its own cookie holds.
			)
		);
	}

	/**
	 * What the banner says; empty when nobody sent this visitor.
	 */
	public static function friend(): \WP_REST_Response {
		$code = Visit::cookie( Visit::REF_COOKIE );
		$text = '';
		if ( '' !== $code && Visit::TEST_CODE !== $code ) {
			/* translators: %s: a code, such as SARA10. */
			$text = sprintf( __( 'You came with the code %s. It goes along with your order.', 'tributary' ), $code );
		}
		/**
		 * What the banner says, as plain text.
		 *
		 * @param string $text The sentence; empty shows nothing.
		 * @param string $code The code that the visitor came by.
		 */
		return Routes::answer( array( 'text' => (string) apply_filters( 'tributary_friend_banner', $text, $code ) ) );
	}
}
