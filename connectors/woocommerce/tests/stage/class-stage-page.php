<?php
/**
 * What a page is made of: the frame of the admin, the frame of the shop, and the scripts and styles that were asked for.
 *
 * @package Tributary\Tests
 */

/** Frames. */
final class Stage_Page {

	/**
	 * A page of the admin.
	 *
	 * @param string   $title Its name.
	 * @param string   $hook  As WordPress calls the screen.
	 * @param callable $body  Prints it.
	 */
	public static function admin( string $title, string $hook, callable $body ): void {
		Fake_Screens::$open = (object) array( 'id' => $hook );
		do_action( 'current_screen', Fake_Screens::$open );
		do_action( 'admin_enqueue_scripts', $hook );
		self::begin( $title . ' ‹ Northwind' );
		echo '<nav aria-label="Main menu"><a href="', esc_url( admin_url( 'plugins.php' ) ), '">Plugins</a> <a href="', esc_url( admin_url( 'admin.php?page=wc-orders' ) ), '">Orders</a>';
		foreach ( array_keys( Fake_Screens::$pages ) as $slug ) {
			echo ' <a href="', esc_url( admin_url( "admin.php?page=$slug" ) ), '">', esc_html( ucfirst( $slug ) ), '</a>';
		}
		echo '</nav><main id="wpbody">';
		do_action( 'admin_notices' );
		call_user_func( $body );
		echo '</main>';
		self::finish();
	}

	/**
	 * A page of the shop.
	 *
	 * @param string   $title Its name.
	 * @param callable $body  Prints it.
	 */
	public static function shop( string $title, callable $body ): void {
		foreach ( array( 'wp', 'template_redirect', 'wp_enqueue_scripts' ) as $hook ) {
			do_action( $hook );
		}
		self::begin( $title . ' – Northwind' );
		do_action( 'wp_head' );
		echo '<main><h1>', esc_html( $title ), '</h1>';
		call_user_func( $body );
		echo '</main>';
		do_action( 'wp_footer' );
		self::finish();
	}

	private static function begin( string $title ): void {
		header( 'Content-Type: text/html; charset=UTF-8' );
		echo '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">';
		echo '<title>', esc_html( $title ), '</title>';
		echo '<style>.screen-reader-text{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}</style>';
		foreach ( Fake_Screens::$scripts as $name => $style ) {
			if ( 0 === strpos( $name, 'style:' ) ) {
				echo '<link rel="stylesheet" href="', esc_url( $style['src'] ), '">';
			}
		}
		echo '</head><body>';
	}

	private static function finish(): void {
		foreach ( Fake_Screens::$scripts as $name => $script ) {
			if ( empty( $script['on'] ) ) {
				continue;
			}
			foreach ( $script['before'] ?? array() as $code ) {
				echo '<script id="', esc_attr( $name ), '-js-before">', $code, '</script>';
			}
			echo '<script src="', esc_url( $script['src'] ), '" id="', esc_attr( $name ), '-js"></script>';
		}
		echo '</body></html>';
	}
}
