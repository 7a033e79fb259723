<?php
/**
 * What the page's buttons do. Every one is a plain form with a nonce, and asks for the right to run the shop.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Forms of the admin page.
 */
final class Admin_Actions {

	const TOLD = 'tributary_told_';

	const ACTIONS = array(
		'connect',
		'paste',
		'disconnect',
		'test',
		'settings',
		'retry',
		'forget',
		'send_now',
		'sync_start',
		'sync_stop',
		'coupon',
		'webhook_off',
		'reading_on',
		'reading_off',
	);

	/**
	 * Adds hooks.
	 */
	public static function register() {
		foreach ( self::ACTIONS as $action ) {
			add_action(
				'admin_post_tributary_' . $action,
				static function () use ( $action ) {
					self::check( $action );
					self::$action();
				}
			);
		}
	}

	/**
	 * A form with one button, and whatever stands before it.
	 *
	 * @param string $action One of ACTIONS.
	 * @param string $label  What the button says.
	 * @param string $before Escaped HTML.
	 * @param string $css    Classes of the button.
	 */
	public static function form( string $action, string $label, string $before = '', string $css = 'button' ) {
		echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '" class="tributary-form">';
		echo '<input type="hidden" name="action" value="' . esc_attr( 'tributary_' . $action ) . '">';
		wp_nonce_field( 'tributary_' . $action, '_tributary', false );
		echo $before; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by the caller.
		echo ' <button type="submit" class="' . esc_attr( $css ) . '">' . esc_html( $label ) . '</button></form>';
	}

	/**
	 * Whether this person may, and meant it.
	 *
	 * @param string $action One of ACTIONS.
	 */
	private static function check( string $action ) {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'Only those who run the shop may do this.', 'tributary' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'tributary_' . $action, '_tributary' );
	}

	/**
	 * A text out of the form.
	 *
	 * @param string $name The field.
	 */
	private static function text( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- `check()` has run.
		return isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : '';
	}

	/**
	 * Back to the page, with a word of what was done.
	 *
	 * @param string $tab    Which tab.
	 * @param string $told   A word that `Notices` knows.
	 * @param string $detail A sentence, for troubles.
	 */
	public static function go_back( string $tab, string $told, string $detail = '' ) {
		if ( '' !== $detail ) {
			set_transient( self::TOLD . get_current_user_id(), $detail, MINUTE_IN_SECONDS * 5 );
		}
		wp_safe_redirect(
			Admin_Page::url(
				array(
					'tab'  => $tab,
					'told' => $told,
				)
			)
		);
		exit;
	}

	/**
	 * To the server, to be asked whether this shop may connect.
	 */
	private static function connect() {
		$url = Connection::begin( self::text( 'server' ) );
		if ( is_wp_error( $url ) ) {
			self::go_back( 'status', 'trouble', $url->get_error_message() );
		}
		wp_redirect( $url ); // phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- The owner typed this server's address.
		exit;
	}

	/**
	 * With a pasted key.
	 */
	private static function paste() {
		$done = Connection::paste( self::text( 'server' ), self::text( 'key' ) );
		if ( is_wp_error( $done ) ) {
			self::go_back( 'status', 'trouble', $done->get_error_message() );
		}
		Connection_Test::run();
		self::go_back( 'status', 'connected' );
	}

	/**
	 * Forgets the server. What waits stays in the queue.
	 */
	private static function disconnect() {
		Reading::take_back();
		Settings::forget_connection();
		Schedule::clear();
		self::go_back( 'status', 'disconnected' );
	}

	/**
	 * Makes the checklist.
	 */
	private static function test() {
		Connection_Test::run();
		self::go_back( 'status', 'tested' );
	}

	/**
	 * Keeps the choices.
	 */
	private static function settings() {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- `check()` has run; each is sanitized here.
		$on = isset( $_POST['on'] ) && is_array( $_POST['on'] ) ? array_map( 'sanitize_key', wp_unslash( $_POST['on'] ) ) : array();
		Settings::keep_choices( $on );
		self::go_back( 'settings', 'saved' );
	}

	/**
	 * Tries one failed event again, or all.
	 */
	private static function retry() {
		Queue_View::retry( (int) self::text( 'id' ) );
		Kick::want();
		self::go_back( 'queue', 'retried' );
	}

	/**
	 * Drops a failed event.
	 */
	private static function forget() {
		Queue_View::forget( (int) self::text( 'id' ) );
		self::go_back( 'queue', 'forgotten' );
	}

	/**
	 * Does not wait for the pause to end.
	 */
	private static function send_now() {
		Pause::end();
		Queue_View::hurry();
		Runner::run();
		self::go_back( 'status', 'sent' );
	}

	/**
	 * Begins to synchronize products.
	 */
	private static function sync_start() {
		$trouble = Product_Sync::start();
		if ( '' !== $trouble ) {
			self::go_back( 'products', 'trouble', $trouble );
		}
		self::go_back( 'products', 'sync_started' );
	}

	/**
	 * Stops it.
	 */
	private static function sync_stop() {
		Product_Sync::stop();
		self::go_back( 'products', 'sync_stopped' );
	}

	/**
	 * Makes a coupon and credits it to a partner.
	 */
	private static function coupon() {
		$name    = self::text( 'tributary_partner_name' );
		$partner = Coupon_Field::chosen( self::text( 'tributary_partner' ), $name );
		if ( '' === $partner ) {
			self::go_back( 'coupons', 'trouble', __( 'Choose a partner out of the list.', 'tributary' ) );
		}
		$made = Coupons::make(
			array(
				'code'          => self::text( 'code' ),
				'discount_type' => self::text( 'discount_type' ),
				'amount'        => str_replace( ',', '.', self::text( 'amount' ) ),
				'partner'       => $partner,
				'partner_name'  => Coupon_Field::bare( $name ),
			)
		);
		if ( is_wp_error( $made ) ) {
			self::go_back( 'coupons', 'trouble', $made->get_error_message() );
		}
		if ( ! $made['created'] ) {
			self::go_back( 'coupons', 'trouble', __( 'A coupon with this code is there already. Edit it, and set "Credit to partner".', 'tributary' ) );
		}
		Outbox::note( 'code', (string) $made['coupon']->get_id(), 'created' );
		self::go_back( 'coupons', 'coupon_made' );
	}

	/**
	 * Switches a stock webhook to the same server off.
	 */
	private static function webhook_off() {
		Stock_Webhooks::pause( (int) self::text( 'id' ) );
		self::go_back( 'status', 'webhook_off' );
	}

	/**
	 * Lets the server read the shop.
	 */
	private static function reading_on() {
		$done = Reading::allow();
		if ( is_wp_error( $done ) ) {
			self::go_back( 'status', 'trouble', $done->get_error_message() );
		}
		self::go_back( 'status', 'reading_on' );
	}

	/**
	 * Does so no more.
	 */
	private static function reading_off() {
		Reading::take_back();
		self::go_back( 'status', 'reading_off' );
	}
}
