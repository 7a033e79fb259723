<?php
/**
 * Shortcodes for those who want to promote the shop: `[tributary_join program="…"]` and `[tributary_partner_portal]`. Plain links.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Links to the server's pages for partners.
 */
final class Partner_Links {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'init', array( self::class, 'add' ) );
	}

	/**
	 * Makes the shortcodes known.
	 */
	public static function add() {
		add_shortcode( 'tributary_join', array( self::class, 'join' ) );
		add_shortcode( 'tributary_partner_portal', array( self::class, 'portal' ) );
	}

	/**
	 * The public page of a program, where people apply.
	 *
	 * @param array|string $given `program`, as its page's address ends; `text`.
	 */
	public static function join( $given ): string {
		$given = shortcode_atts(
			array(
				'program' => '',
				'text'    => __( 'Become a partner', 'tributary' ),
			),
			is_array( $given ) ? $given : array()
		);
		$slug  = (string) $given['program'];
		return '' === $slug ? '' : self::link( '/join/' . rawurlencode( $slug ), (string) $given['text'] );
	}

	/**
	 * The portal, where partners sign in.
	 *
	 * @param array|string $given `text`.
	 */
	public static function portal( $given ): string {
		$given = shortcode_atts( array( 'text' => __( 'Partners sign in here', 'tributary' ) ), is_array( $given ) ? $given : array() );
		return self::link( '/partner', (string) $given['text'] );
	}

	/**
	 * A link to the server.
	 *
	 * @param string $path Begins with a slash.
	 * @param string $text What it says.
	 */
	private static function link( string $path, string $text ): string {
		if ( ! Settings::is_connected() ) {
			return '';
		}
		return '<a class="tributary-link wp-element-button" href="' . esc_url( Settings::server_url( $path ) ) . '">' . esc_html( $text ) . '</a>';
	}
}
