<?php
/**
 * New accounts and changed ones, for the server's refer-a-friend program. The owner can switch them off.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Customers.
 */
final class Customer_Events {

	const ROLES = array( 'customer', 'subscriber' );

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'user_register', array( self::class, 'on_register' ), 20 );
		add_action( 'woocommerce_created_customer', array( self::class, 'on_register' ), 20 );
		add_action( 'profile_update', array( self::class, 'on_change' ), 20 );
		add_action( 'woocommerce_update_customer', array( self::class, 'on_change' ), 20 );
	}

	/**
	 * An account is new.
	 *
	 * @param int $id User id.
	 */
	public static function on_register( $id ) {
		if ( self::is_customer( (int) $id ) ) {
			Stamping::stamp_customer( (int) $id );
			self::note( (int) $id, 'created' );
		}
	}

	/**
	 * An account was changed. A checkout saves its buyer each time; that is no news, for the order says the same.
	 *
	 * @param int $id User id.
	 */
	public static function on_change( $id ) {
		if ( ! Outbox::is_checkout() && self::is_customer( (int) $id ) ) {
			self::note( (int) $id, 'updated' );
		}
	}

	/**
	 * Notes it, if the owner wants it told.
	 *
	 * @param int    $id    User id.
	 * @param string $event `created` or `updated`.
	 */
	private static function note( int $id, string $event ) {
		if ( Settings::is_on( 'send_customers' ) ) {
			Outbox::note( 'customer', (string) $id, $event );
		}
	}

	/**
	 * Whether it is a buyer's account and not an editor's.
	 *
	 * @param int $id User id.
	 */
	private static function is_customer( int $id ): bool {
		$user  = get_userdata( $id );
		$roles = $user ? (array) $user->roles : array();
		return (bool) array_intersect( self::ROLES, $roles );
	}

	/**
	 * An account as WooCommerce's REST API v3 writes it, as far as the server needs it.
	 *
	 * @param \WP_User $user The account.
	 */
	public static function body( $user ): array {
		$meta = array();
		foreach ( Stamping::ALL as $key ) {
			$value = get_user_meta( $user->ID, $key, true );
			if ( is_string( $value ) && '' !== $value ) {
				$meta[] = array(
					'key'   => $key,
					'value' => $value,
				);
			}
		}
		$body = array(
			'id'               => (int) $user->ID,
			'date_created_gmt' => str_replace( ' ', 'T', (string) $user->user_registered ),
			'email'            => (string) $user->user_email,
			'first_name'       => (string) $user->first_name,
			'last_name'        => (string) $user->last_name,
			'role'             => (string) current( (array) $user->roles ),
			'username'         => (string) $user->user_login,
			'meta_data'        => $meta,
		);
		/**
		 * An account's body before it is sent.
		 *
		 * @param array    $body The body.
		 * @param \WP_User $user The account.
		 */
		return (array) apply_filters( 'tributary_customer_body', $body, $user );
	}
}
