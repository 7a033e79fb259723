<?php
/**
 * What the plugin keeps in options: the connection, its secrets, and the owner's choices.
 *
 * Secrets lie in an option of their own that is not loaded with every page and is in no report.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and writes the plugin's options.
 */
final class Settings {

	const CONNECTION = 'tributary_connection';
	const SECRETS    = 'tributary_secrets';
	const CHOICES    = 'tributary_choices';

	/**
	 * The choices as they are before the owner changes one.
	 */
	const DEFAULTS = array(
		'track_links'    => 'yes',
		'send_customers' => 'yes',
		'refer_tab'      => 'no',
		'thanks_panel'   => 'no',
		'sync_products'  => 'yes',
		'remove_meta'    => 'no',
	);

	const COOKIE_DAYS = 30;

	/**
	 * Whether the shop knows a server and a store there.
	 */
	public static function is_connected(): bool {
		$connection = self::connection();
		return '' !== $connection['server'] && '' !== $connection['store'];
	}

	/**
	 * Whether something can be sent now: connected, and the server has not said that the store is gone.
	 */
	public static function can_send(): bool {
		return self::is_connected() && '' === self::connection()['lost'];
	}

	/**
	 * The connection, without its secrets.
	 *
	 * @return array{server:string,store:string,name:string,script:string,version:string,cookie_days:int,connected_at:int,lost:string,key_refused:string,tested_at:int}
	 */
	public static function connection(): array {
		$kept = get_option( self::CONNECTION, array() );
		return array_merge(
			array(
				'server'       => '',
				'store'        => '',
				'name'         => '',
				'script'       => '',
				'version'      => '',
				'cookie_days'  => self::COOKIE_DAYS,
				'connected_at' => 0,
				'lost'         => '',
				'key_refused'  => '',
				'tested_at'    => 0,
			),
			is_array( $kept ) ? $kept : array()
		);
	}

	/**
	 * Changes parts of the connection.
	 *
	 * @param array $change Names and values.
	 */
	public static function change_connection( array $change ) {
		$before = self::connection();
		$after  = array_merge( $before, $change );
		if ( $after !== $before ) {
			update_option( self::CONNECTION, $after, true );
		}
	}

	/**
	 * One secret; empty when there is none.
	 *
	 * @param string $name `api_key`, `webhook_secret` or `customer_secret`.
	 */
	public static function secret( string $name ): string {
		$kept = get_option( self::SECRETS, array() );
		return is_array( $kept ) && isset( $kept[ $name ] ) ? (string) $kept[ $name ] : '';
	}

	/**
	 * Keeps secrets; those that are not named stay.
	 *
	 * @param array $secrets Names and values.
	 */
	public static function keep_secrets( array $secrets ) {
		$kept = get_option( self::SECRETS, array() );
		update_option( self::SECRETS, array_merge( is_array( $kept ) ? $kept : array(), $secrets ), false );
	}

	/**
	 * Forgets the connection and its secrets. The queue and the choices stay.
	 */
	public static function forget_connection() {
		delete_option( self::CONNECTION );
		delete_option( self::SECRETS );
	}

	/**
	 * Whether a choice is on.
	 *
	 * @param string $name A key of DEFAULTS.
	 */
	public static function is_on( string $name ): bool {
		$kept = get_option( self::CHOICES, array() );
		$all  = array_merge( self::DEFAULTS, is_array( $kept ) ? $kept : array() );
		return isset( $all[ $name ] ) && 'yes' === $all[ $name ];
	}

	/**
	 * Keeps the choices; what is not on is off.
	 *
	 * @param string[] $on The names that are on.
	 */
	public static function keep_choices( array $on ) {
		$choices = array();
		foreach ( array_keys( self::DEFAULTS ) as $name ) {
			$choices[ $name ] = in_array( $name, $on, true ) ? 'yes' : 'no';
		}
		update_option( self::CHOICES, $choices, true );
	}

	/**
	 * How long a visit counts, as the server says.
	 */
	public static function cookie_days(): int {
		return max( 1, min( 400, (int) self::connection()['cookie_days'] ) );
	}

	/**
	 * An address of the server.
	 *
	 * @param string $path Begins with a slash.
	 */
	public static function server_url( string $path = '' ): string {
		return rtrim( self::connection()['server'], '/' ) . $path;
	}
}
