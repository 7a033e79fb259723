<?php
/**
 * What the owner has to know: on our own page what was just done, elsewhere only that the shop is cut off.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Notices.
 */
final class Notices {

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'admin_notices', array( self::class, 'show_cut_off' ) );
	}

	/**
	 * What a word of `Admin_Actions::go_back` says.
	 *
	 * @return array<string,string>
	 */
	private static function words(): array {
		return array(
			'connected'     => __( 'Connected. The checklist below says how well.', 'tributary' ),
			'not_connected' => __( 'Not connected. Nothing was changed.', 'tributary' ),
			'disconnected'  => __( 'Disconnected. New events are not kept any more; those that waited are still here.', 'tributary' ),
			'tested'        => __( 'Tested just now.', 'tributary' ),
			'saved'         => __( 'Settings saved.', 'tributary' ),
			'retried'       => __( 'Trying again now.', 'tributary' ),
			'forgotten'     => __( 'Forgotten. The order itself, if it changes again, is told again.', 'tributary' ),
			'sent'          => __( 'The queue was worked just now.', 'tributary' ),
			'sync_started'  => __( 'Products are being sent. You may leave this page.', 'tributary' ),
			'sync_stopped'  => __( 'Stopped. It goes on from here when you start again.', 'tributary' ),
			'coupon_made'   => __( 'The coupon is there, and the server is being told whose it is.', 'tributary' ),
			'reading_on'    => __( 'The server may read this shop and make coupons.', 'tributary' ),
			'reading_off'   => __( 'The server\'s REST key is deleted.', 'tributary' ),
			'webhook_off'   => __( 'The webhook is paused. The plugin tells the server all it told, and more.', 'tributary' ),
		);
	}

	/**
	 * What was just done.
	 */
	public static function show_told() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- A word out of a list.
		$told = isset( $_GET['told'] ) ? sanitize_key( wp_unslash( $_GET['told'] ) ) : '';
		if ( 'trouble' === $told ) {
			$key    = Admin_Actions::TOLD . get_current_user_id();
			$detail = get_transient( $key );
			delete_transient( $key );
			if ( is_string( $detail ) ) {
				self::show( 'error', $detail );
			}
			return;
		}
		$words = self::words();
		if ( isset( $words[ $told ] ) ) {
			self::show( 'success', $words[ $told ] );
		}
	}

	/**
	 * The server says that the store or the key is no more: on WooCommerce's pages, for those who can mend it.
	 */
	public static function show_cut_off() {
		$connection = Settings::connection();
		$reason     = '' !== $connection['lost'] ? $connection['lost'] : $connection['key_refused'];
		$screen     = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
		$ours       = $screen && ( false !== strpos( $screen->id, 'woocommerce' ) || 'dashboard' === $screen->id );
		if ( '' === $reason || ! $ours || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		$text = '' !== $connection['lost']
			/* translators: %s: what the server said. */
			? sprintf( __( 'Tributary is disconnected. %s Events are kept until you connect again.', 'tributary' ), $reason )
			/* translators: %s: what the server said. */
			: sprintf( __( 'Tributary refuses the key. %s Orders still go out; clicks and products wait until you connect again.', 'tributary' ), $reason );
		echo '<div class="notice notice-error is-dismissible"><p>' . esc_html( $text ) . ' <a href="' . esc_url( Admin_Page::url() ) . '">'
			. esc_html__( 'Connect again', 'tributary' ) . '</a></p></div>';
	}

	/**
	 * One notice.
	 *
	 * @param string $kind `success`, `warning` or `error`.
	 * @param string $text A sentence.
	 */
	private static function show( string $kind, string $text ) {
		printf(
			'<div class="notice notice-%1$s inline" role="%2$s"><p>%3$s</p></div>',
			esc_attr( $kind ),
			'error' === $kind ? 'alert' : 'status',
			esc_html( $text )
		);
	}
}
