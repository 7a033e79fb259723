<?php
/**
 * The owner's choices. What is a matter of the program stands on the server and is only linked.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Settings.
 */
final class Settings_Screen {

	/**
	 * The screen.
	 */
	public static function show() {
		$choices = array(
			'track_links'    => array( __( 'Follow links', 'tributary' ), __( 'Notes visits with ?ref= or a click id, and writes them onto orders. Coupons count either way.', 'tributary' ) ),
			'send_customers' => array( __( 'Tell of new accounts', 'tributary' ), __( 'Needed for refer-a-friend. Sends id, name, e-mail address and the day of the sign-up.', 'tributary' ) ),
			'refer_tab'      => array( __( '"Refer & earn" in My Account', 'tributary' ), __( 'Customers find their link, friends and rewards there.', 'tributary' ) ),
			'thanks_panel'   => array( __( 'Panel after a purchase', 'tributary' ), __( 'On the thank-you page, for buyers with an account.', 'tributary' ) ),
			'sync_products'  => array( __( 'Keep products up to date', 'tributary' ), __( 'After the first sync, changes and deletions go out by themselves.', 'tributary' ) ),
			'remove_meta'    => array( __( 'When the plugin is deleted, remove its notes on orders and accounts, too', 'tributary' ), __( 'Else only the settings and the queue are removed.', 'tributary' ) ),
		);
		$fields  = '<fieldset class="tributary-choices"><legend class="screen-reader-text">' . esc_html__( 'Choices', 'tributary' ) . '</legend>';
		foreach ( $choices as $name => $words ) {
			$fields .= '<p><label><input type="checkbox" name="on[]" value="' . esc_attr( $name ) . '" aria-describedby="tributary-' . esc_attr( $name ) . '"'
				. checked( Settings::is_on( $name ), true, false ) . '> ' . esc_html( $words[0] ) . '</label><br>'
				. '<span class="description" id="tributary-' . esc_attr( $name ) . '">' . esc_html( $words[1] ) . '</span></p>';
		}
		$fields .= '</fieldset>';
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Settings', 'tributary' ) . '</h2>';
		Admin_Actions::form( 'settings', __( 'Save', 'tributary' ), $fields, 'button button-primary' );
		echo '</div><div class="tributary-card"><h2>' . esc_html__( 'On the server', 'tributary' ) . '</h2><p>';
		/* translators: %d: number of days. */
		echo esc_html( sprintf( _n( 'A visit counts for %d day.', 'A visit counts for %d days.', Settings::cookie_days(), 'tributary' ), Settings::cookie_days() ) ) . ' ';
		echo '<a href="' . esc_url( Settings::server_url( '/admin/programs' ) ) . '">' . esc_html__( 'Rates, days, and which order status counts are set in the program.', 'tributary' ) . '</a></p></div>';
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Disconnect', 'tributary' ) . '</h2><p>'
			. esc_html__( 'The server keeps what it has. New events are not kept while the shop is disconnected.', 'tributary' ) . '</p>';
		Admin_Actions::form( 'disconnect', __( 'Disconnect', 'tributary' ) );
		echo '</div>';
	}
}
