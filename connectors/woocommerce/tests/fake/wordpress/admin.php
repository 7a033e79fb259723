<?php
/**
 * Screens, scripts and blocks: what was registered is noted, so that tests can look.
 *
 * @package Tributary\Tests
 */

/** What plugins registered. */
final class Fake_Screens {

	public static $pages      = array();
	public static $scripts    = array();
	public static $blocks     = array();
	public static $shortcodes = array();
	public static $boxes      = array();
	public static $endpoints  = array();
	public static $cron       = array();

	/**
	 * The screen that is open.
	 *
	 * @var object|null
	 */
	public static $open = null;

	public static function reset(): void {
		foreach ( array_keys( get_class_vars( self::class ) ) as $name ) {
			self::$$name = 'open' === $name ? null : array();
		}
	}
}

function add_menu_page( $title, $menu, $capability, $slug, $callback = '', $icon = '', $place = null ) {
	Fake_Screens::$pages[ $slug ] = $callback;
	return 'toplevel_page_' . $slug;
}

function add_submenu_page( $parent, $title, $menu, $capability, $slug, $callback = '', $place = null ) {
	Fake_Screens::$pages[ $slug ] = $callback;
	return 'woocommerce_page_' . $slug;
}

function add_meta_box( $id, $title, $callback, $screen = null, $context = 'advanced', $priority = 'default', $args = null ) {
	foreach ( (array) $screen as $one ) {
		Fake_Screens::$boxes[ $id ][ is_object( $one ) ? $one->id : (string) $one ] = $callback;
	}
}

function get_current_screen() {
	return Fake_Screens::$open;
}

function wp_register_script( $name, $src, $needs = array(), $version = false, $args = false ) {
	Fake_Screens::$scripts[ $name ] = array( 'src' => $src );
	return true;
}

function wp_enqueue_script( $name, $src = '', $needs = array(), $version = false, $args = false ) {
	$known                          = Fake_Screens::$scripts[ $name ] ?? array();
	Fake_Screens::$scripts[ $name ] = array_merge( array( 'src' => $src ), $known, array( 'on' => true ) );
}

function wp_script_is( $name, $state = 'enqueued' ) {
	return isset( Fake_Screens::$scripts[ $name ] );
}

function wp_add_inline_script( $name, $code, $where = 'after' ) {
	Fake_Screens::$scripts[ $name ][ $where ][] = $code;
	return true;
}

function wp_localize_script( $name, $object, $data ) {
	Fake_Screens::$scripts[ $name ]['data'][ $object ] = $data;
	return true;
}

function wp_script_add_data( $name, $key, $value ) {
	return true;
}

function wp_set_script_translations( $name, $domain = 'default', $path = '' ) {
	return true;
}

function wp_register_style( $name, $src, $needs = array(), $version = false, $media = 'all' ) {
	return true;
}

function wp_enqueue_style( $name, $src = '', $needs = array(), $version = false, $media = 'all' ) {
	Fake_Screens::$scripts[ 'style:' . $name ] = array( 'src' => $src );
}

function wp_add_inline_style( $name, $code ) {
	return true;
}

function wp_print_inline_script_tag( $code, $attributes = array() ) {
	echo '<script>' . $code . '</script>';
}

function wp_get_inline_script_tag( $code, $attributes = array() ) {
	return '<script>' . $code . '</script>';
}

function wp_print_script_tag( $attributes ) {
	echo '<script src="' . esc_url( $attributes['src'] ) . '"></script>';
}

function register_block_type( $name, $args = array() ) {
	if ( is_string( $name ) && is_readable( $name . '/block.json' ) ) {
		$meta = json_decode( file_get_contents( $name . '/block.json' ), true );
		$name = $meta['name'];
	}
	Fake_Screens::$blocks[ $name ] = $args;
	return (object) array( 'name' => $name );
}

function get_block_wrapper_attributes( $extra = array() ) {
	return 'class="' . esc_attr( $extra['class'] ?? 'wp-block' ) . '"';
}

function add_shortcode( $tag, $callback ) {
	Fake_Screens::$shortcodes[ $tag ] = $callback;
}

function shortcode_exists( $tag ) {
	return isset( Fake_Screens::$shortcodes[ $tag ] );
}

function shortcode_atts( $defaults, $given, $tag = '' ) {
	return array_merge( $defaults, array_intersect_key( (array) $given, $defaults ) );
}

function do_shortcode( $text ) {
	return preg_replace_callback(
		'/\[(\w+)((?:\s+\w+="[^"]*")*)\]/',
		function ( $match ) {
			preg_match_all( '/(\w+)="([^"]*)"/', $match[2], $pairs );
			$args = array_combine( $pairs[1], $pairs[2] );
			return shortcode_exists( $match[1] ) ? call_user_func( Fake_Screens::$shortcodes[ $match[1] ], $args, '', $match[1] ) : $match[0];
		},
		$text
	);
}

function add_rewrite_endpoint( $name, $places, $query_var = true ) {
	Fake_Screens::$endpoints[ $name ] = $places;
}

function add_rewrite_rule( $pattern, $query, $after = 'bottom' ) {
	return true;
}

function flush_rewrite_rules( $hard = true ) {
	return true;
}

function submit_button( $text = 'Save Changes', $type = 'primary', $name = 'submit', $wrap = true, $attributes = null ) {
	echo '<button class="button button-' . esc_attr( $type ) . '" name="' . esc_attr( $name ) . '">' . esc_html( $text ) . '</button>';
}

function get_submit_button( $text = '', $type = 'primary', $name = 'submit', $wrap = true, $attributes = null ) {
	return '<button name="' . esc_attr( $name ) . '">' . esc_html( $text ) . '</button>';
}

function settings_errors( $setting = '' ) {
	return null;
}

function add_settings_error( $setting, $code, $message, $type = 'error' ) {
	return null;
}

function wp_add_privacy_policy_content( $plugin, $text ) {
	$GLOBALS['fake_privacy'] = $text;
}

function wp_admin_notice( $message, $args = array() ) {
	echo '<div class="notice"><p>' . wp_kses_post( $message ) . '</p></div>';
}

function wp_next_scheduled( $hook, $args = array() ) {
	return Fake_Screens::$cron[ $hook ] ?? false;
}

function wp_schedule_event( $at, $every, $hook, $args = array() ) {
	Fake_Screens::$cron[ $hook ] = $at;
	return true;
}

function wp_schedule_single_event( $at, $hook, $args = array() ) {
	Fake_Screens::$cron[ $hook ] = $at;
	return true;
}

function wp_clear_scheduled_hook( $hook, $args = array() ) {
	unset( Fake_Screens::$cron[ $hook ] );
	return 1;
}

function wp_unschedule_hook( $hook ) {
	return wp_clear_scheduled_hook( $hook );
}

function spawn_cron( $at = 0 ) {
	return true;
}
