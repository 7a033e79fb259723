<?php
/**
 * Lets the server read the shop and make coupons there, by a REST key of WooCommerce that is made here and given to it.
 *
 * Only when the owner presses the button. The key stands among WooCommerce's own keys, under Settings, Advanced, REST API.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- WooCommerce has no function that makes or deletes a REST key.

/**
 * The server's REST key.
 */
final class Reading {

	const OPTION = 'tributary_reading';

	/**
	 * The key's id among WooCommerce's, and since when; zeros where there is none.
	 *
	 * @return array{key_id:int,since:int}
	 */
	public static function state(): array {
		$kept = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'key_id' => 0,
				'since'  => 0,
			),
			is_array( $kept ) ? $kept : array()
		);
	}

	/**
	 * Makes a key and gives it to the server.
	 *
	 * @return true|\WP_Error
	 */
	public static function allow() {
		self::take_back();
		$key    = 'ck_' . bin2hex( random_bytes( 20 ) );
		$secret = 'cs_' . bin2hex( random_bytes( 20 ) );
		$id     = self::insert( $key, $secret );
		if ( 0 === $id ) {
			return new \WP_Error( 'database', __( 'WooCommerce\'s table of REST keys could not be written.', 'tributary' ) );
		}
		$path   = '/api/v1/stores/' . rawurlencode( Settings::connection()['store'] ) . '/rest_key';
		$answer = Client::api(
			'PUT',
			$path,
			array(
				'key'    => $key,
				'secret' => $secret,
			)
		);
		if ( ! $answer->is_good() ) {
			self::delete( $id );
			return new \WP_Error( 'refused', $answer->reason );
		}
		update_option(
			self::OPTION,
			array(
				'key_id' => $id,
				'since'  => time(),
			),
			false
		);
		return true;
	}

	/**
	 * Deletes the key; the server can read no more.
	 */
	public static function take_back() {
		$id = self::state()['key_id'];
		if ( $id > 0 ) {
			self::delete( $id );
			delete_option( self::OPTION );
		}
	}

	/**
	 * Writes a key as WooCommerce does.
	 *
	 * @param string $key    Consumer key.
	 * @param string $secret Consumer secret.
	 */
	private static function insert( string $key, string $secret ): int {
		global $wpdb;
		$done = $wpdb->insert(
			"{$wpdb->prefix}woocommerce_api_keys",
			array(
				'user_id'         => get_current_user_id(),
				'description'     => 'Tributary',
				'permissions'     => 'read_write',
				'consumer_key'    => wc_api_hash( $key ),
				'consumer_secret' => $secret,
				'truncated_key'   => substr( $key, -7 ),
			)
		);
		return $done ? (int) $wpdb->insert_id : 0;
	}

	/**
	 * Deletes a key.
	 *
	 * @param int $id Its id.
	 */
	private static function delete( int $id ) {
		global $wpdb;
		$wpdb->delete( "{$wpdb->prefix}woocommerce_api_keys", array( 'key_id' => $id ) );
	}
}
