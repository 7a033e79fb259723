<?php
/**
 * WooCommerce's own webhooks that lead to the same server, from before the plugin was there.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Finds them and pauses them.
 */
final class Stock_Webhooks {

	const MOST = 100;

	/**
	 * Those that lead to our server.
	 *
	 * @return \WC_Webhook[]
	 */
	public static function to_our_server(): array {
		if ( ! class_exists( 'WC_Data_Store' ) || ! Settings::is_connected() ) {
			return array();
		}
		$ids   = \WC_Data_Store::load( 'webhook' )->search_webhooks( array( 'limit' => self::MOST ) );
		$found = array();
		foreach ( (array) $ids as $id ) {
			$hook = wc_get_webhook( $id );
			if ( $hook && 0 === strpos( (string) $hook->get_delivery_url(), Settings::server_url( '/hooks/' ) ) ) {
				$found[] = $hook;
			}
		}
		return $found;
	}

	/**
	 * Pauses one of them; another's webhook is left alone.
	 *
	 * @param int $id Its id.
	 */
	public static function pause( int $id ) {
		foreach ( self::to_our_server() as $hook ) {
			if ( (int) $hook->get_id() === $id ) {
				$hook->set_status( 'paused' );
				$hook->save();
			}
		}
	}
}
