<?php
/**
 * WooCommerce → Tributary: one page with tabs. No top-level item, no frame.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The page's place, its tabs, and the way back from the server.
 */
final class Admin_Page {

	const SLUG    = 'tributary';
	const WELCOME = 'tributary_welcome';

	/**
	 * The page's hook, as WordPress names it.
	 *
	 * @var string
	 */
	private static $hook = '';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'admin_menu', array( self::class, 'add' ), 60 );
		add_action( 'admin_enqueue_scripts', array( self::class, 'add_assets' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( FILE ), array( self::class, 'add_links' ) );
		add_filter( 'woocommerce_settings_tabs_array', array( self::class, 'add_settings_tab' ), 60 );
		add_action( 'admin_init', array( self::class, 'lead_here' ) );
		add_action( 'admin_init', array( self::class, 'welcome' ) );
		add_filter( 'woocommerce_screen_ids', array( self::class, 'add_screen' ) );
	}

	/**
	 * The page's address.
	 *
	 * @param array $query Further parameters.
	 */
	public static function url( array $query = array() ): string {
		return add_query_arg( array_merge( array( 'page' => self::SLUG ), $query ), admin_url( 'admin.php' ) );
	}

	/**
	 * The tabs: name => label.
	 *
	 * @return array<string,string>
	 */
	private static function tabs(): array {
		if ( ! Settings::is_connected() ) {
			return array( 'status' => __( 'Connect', 'tributary' ) );
		}
		return array(
			'status'   => __( 'Status', 'tributary' ),
			'queue'    => __( 'Queue', 'tributary' ),
			'products' => __( 'Products', 'tributary' ),
			'coupons'  => __( 'Coupons', 'tributary' ),
			'settings' => __( 'Settings', 'tributary' ),
		);
	}

	/**
	 * The line in WooCommerce's menu.
	 */
	public static function add() {
		$hook = add_submenu_page( 'woocommerce', 'Tributary', 'Tributary', 'manage_woocommerce', self::SLUG, array( self::class, 'show' ) );
		if ( $hook ) {
			self::$hook = (string) $hook;
			add_action( 'load-' . $hook, array( self::class, 'come_back' ) );
		}
	}

	/**
	 * A tab among WooCommerce's settings, for those who look there.
	 *
	 * @param array $tabs As they are.
	 * @return array
	 */
	public static function add_settings_tab( $tabs ) {
		$tabs[ self::SLUG ] = 'Tributary';
		return $tabs;
	}

	/**
	 * That tab leads here.
	 */
	public static function lead_here() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only which page is looked at.
		if ( isset( $_GET['page'], $_GET['tab'] ) && 'wc-settings' === $_GET['page'] && self::SLUG === $_GET['tab'] ) {
			wp_safe_redirect( self::url() );
			exit;
		}
	}

	/**
	 * Who has just switched the plugin on is led to where it is connected; once, and not when several plugins were switched on.
	 */
	public static function welcome() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- WordPress's own word after the deed.
		if ( ! isset( $_GET['activate'] ) || isset( $_GET['activate-multi'] ) || ! get_transient( self::WELCOME ) ) {
			return;
		}
		delete_transient( self::WELCOME );
		if ( ! Settings::is_connected() && current_user_can( 'manage_woocommerce' ) ) {
			wp_safe_redirect( self::url() );
			exit;
		}
	}

	/**
	 * The page is one of WooCommerce's.
	 *
	 * @param array $ids Screen ids.
	 * @return array
	 */
	public static function add_screen( $ids ) {
		$ids[] = 'woocommerce_page_' . self::SLUG;
		return $ids;
	}

	/**
	 * Links in the list of plugins.
	 *
	 * @param array $links As they are.
	 * @return array
	 */
	public static function add_links( $links ) {
		$label = Settings::is_connected() ? __( 'Status', 'tributary' ) : __( 'Connect', 'tributary' );
		array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html( $label ) . '</a>' );
		return $links;
	}

	/**
	 * The owner comes back from the server with a code, or with a no. The state in our transient is what a nonce would be.
	 */
	public static function come_back() {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- The state is compared with the one that we gave.
		if ( ! isset( $_GET['state'] ) || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		$state = sanitize_text_field( wp_unslash( $_GET['state'] ) );
		$code  = isset( $_GET['code'] ) ? sanitize_text_field( wp_unslash( $_GET['code'] ) ) : '';
		// phpcs:enable
		if ( '' === $code ) {
			Admin_Actions::go_back( 'status', 'not_connected' );
			return;
		}
		$done = Connection::finish( $state, $code );
		if ( is_wp_error( $done ) ) {
			Admin_Actions::go_back( 'status', 'trouble', $done->get_error_message() );
			return;
		}
		Connection_Test::run();
		Admin_Actions::go_back( 'status', 'connected' );
	}

	/**
	 * Style and script, on this page only.
	 *
	 * @param string $hook The page's hook.
	 */
	public static function add_assets( $hook ) {
		$here   = '' !== self::$hook && self::$hook === $hook;
		$screen = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
		$lists  = $screen && in_array( $screen->id, Order_Screen::screens(), true );
		$coupon = $screen && in_array( $screen->id, array( 'shop_coupon', 'edit-shop_coupon' ), true );
		if ( ! $here && ! $lists && ! $coupon ) {
			return;
		}
		wp_enqueue_style( 'tributary-admin', plugins_url( 'assets/admin.css', FILE ), array(), VERSION );
		wp_enqueue_script( 'tributary-admin', plugins_url( 'assets/admin.js', FILE ), array( 'wp-i18n', 'wp-a11y' ), VERSION, true );
		wp_set_script_translations( 'tributary-admin', 'tributary', FOLDER . '/languages' );
		wp_add_inline_script(
			'tributary-admin',
			'window.tributaryAdmin=' . wp_json_encode(
				array(
					'root'  => rest_url( Routes::SPACE ),
					'nonce' => wp_create_nonce( 'wp_rest' ),
				)
			) . ';',
			'before'
		);
	}

	/**
	 * The page.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		$tabs = self::tabs();
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only which tab is looked at.
		$tab = isset( $_GET['tab'] ) ? sanitize_key( wp_unslash( $_GET['tab'] ) ) : 'status';
		$tab = isset( $tabs[ $tab ] ) ? $tab : 'status';
		echo '<div class="wrap tributary"><h1>Tributary</h1>';
		echo '<nav class="nav-tab-wrapper" aria-label="' . esc_attr__( 'Tributary', 'tributary' ) . '">';
		foreach ( $tabs as $name => $label ) {
			printf(
				'<a href="%1$s" class="nav-tab %2$s"%3$s>%4$s</a>',
				esc_url( self::url( array( 'tab' => $name ) ) ),
				$name === $tab ? 'nav-tab-active' : '',
				$name === $tab ? ' aria-current="page"' : '',
				esc_html( $label )
			);
		}
		echo '</nav>';
		Notices::show_told();
		if ( ! Settings::is_connected() ) {
			Connect_Screen::show();
		} elseif ( 'queue' === $tab ) {
			Queue_Screen::show();
		} elseif ( 'products' === $tab ) {
			Products_Screen::show();
		} elseif ( 'coupons' === $tab ) {
			Coupons_Screen::show();
		} elseif ( 'settings' === $tab ) {
			Settings_Screen::show();
		} else {
			Status_Screen::show();
		}
		echo '</div>';
	}
}
