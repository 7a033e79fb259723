<?php
/**
 * WordPress's own privacy tools: the text for the policy, and what is exported and erased with an account or an order.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Privacy.
 */
final class Privacy {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'admin_init', array( self::class, 'suggest_text' ) );
		add_filter( 'wp_privacy_personal_data_exporters', array( self::class, 'add_exporter' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( self::class, 'add_eraser' ) );
	}

	/**
	 * A paragraph for the shop's privacy policy.
	 */
	public static function suggest_text() {
		if ( ! function_exists( 'wp_add_privacy_policy_content' ) ) {
			return;
		}
		$days = Settings::cookie_days();
		$text = '<p>' . sprintf(
			/* translators: %d: number of days. */
			esc_html__( 'If you come by a partner\'s or a friend\'s link, we keep the link\'s code and random numbers of the visit and of this browser in cookies for %d days, and write them onto your order, so that whoever sent you can be thanked. Our own server for this keeps the order\'s amounts and products, and your name and e-mail address as far as thanking friends needs them; your network address is hashed at once and not kept. Nothing goes to third parties.', 'tributary' ),
			$days
		) . '</p>';
		wp_add_privacy_policy_content( 'Tributary', wp_kses_post( $text ) );
	}

	/**
	 * An exporter.
	 *
	 * @param array $all As they are.
	 * @return array
	 */
	public static function add_exporter( $all ) {
		$all['tributary'] = array(
			'exporter_friendly_name' => 'Tributary',
			'callback'               => array( self::class, 'export' ),
		);
		return $all;
	}

	/**
	 * An eraser.
	 *
	 * @param array $all As they are.
	 * @return array
	 */
	public static function add_eraser( $all ) {
		$all['tributary'] = array(
			'eraser_friendly_name' => 'Tributary',
			'callback'             => array( self::class, 'erase' ),
		);
		return $all;
	}

	/**
	 * What an account carries of us.
	 *
	 * @param string $email Whose.
	 * @return array
	 */
	public static function export( $email ) {
		$user = get_user_by( 'email', $email );
		$data = array();
		foreach ( $user ? Stamping::ALL : array() as $key ) {
			$value = get_user_meta( $user->ID, $key, true );
			if ( is_string( $value ) && '' !== $value ) {
				$data[] = array(
					'name'  => $key,
					'value' => $value,
				);
			}
		}
		$groups = array();
		if ( $data ) {
			$groups[] = array(
				'group_id'    => 'tributary',
				'group_label' => __( 'Who sent you', 'tributary' ),
				'item_id'     => 'tributary-' . $user->ID,
				'data'        => $data,
			);
		}
		return array(
			'data' => $groups,
			'done' => true,
		);
	}

	/**
	 * Removes what an account carries of us.
	 *
	 * @param string $email Whose.
	 * @return array
	 */
	public static function erase( $email ) {
		$user    = get_user_by( 'email', $email );
		$removed = false;
		foreach ( $user ? Stamping::ALL : array() as $key ) {
			$removed = delete_user_meta( $user->ID, $key ) || $removed;
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => false,
			'messages'       => $removed ? array( __( 'On the Tributary server, forget this customer too: Customers, Forget.', 'tributary' ) ) : array(),
			'done'           => true,
		);
	}
}
