<?php
/**
 * Coupons of partners: make one, and see which there are.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Coupons.
 */
final class Coupons_Screen {

	const MOST = 100;

	/**
	 * The screen.
	 */
	public static function show() {
		echo '<div class="tributary-card"><h2>' . esc_html__( 'A coupon for a partner', 'tributary' ) . '</h2>';
		echo '<p>' . esc_html__( 'Orders with this coupon are credited to the partner, whichever link was clicked, as your program says. Limits and dates can be set on the coupon afterwards.', 'tributary' ) . '</p>';
		Admin_Actions::form( 'coupon', __( 'Make coupon', 'tributary' ), self::fields(), 'button button-primary' );
		echo '</div>';
		self::show_all();
	}

	/**
	 * The form's fields.
	 */
	private static function fields(): string {
		return '<p><label for="tributary-partner">' . esc_html__( 'Partner', 'tributary' ) . '</label><br>'
			. Coupon_Field::partner_input( '', '' )
			. '<br><span class="description" id="tributary-partner-help" aria-live="polite">' . esc_html__( 'Write a part of the name, then choose.', 'tributary' ) . '</span></p>'
			. '<p><label for="tributary-code">' . esc_html__( 'Code', 'tributary' ) . '</label><br>'
			. '<input required type="text" id="tributary-code" name="code" maxlength="100" dir="ltr" autocomplete="off"></p>'
			. '<p><label for="tributary-amount">' . esc_html__( 'Takes off', 'tributary' ) . '</label><br>'
			. '<input required type="text" inputmode="decimal" id="tributary-amount" name="amount" value="10" size="6" dir="ltr"> '
			. '<label class="screen-reader-text" for="tributary-type">' . esc_html__( 'Percent or amount', 'tributary' ) . '</label>'
			. '<select id="tributary-type" name="discount_type"><option value="percent">' . esc_html__( 'percent', 'tributary' ) . '</option>'
			. '<option value="fixed_cart">' . esc_html( get_woocommerce_currency() ) . '</option></select></p>';
	}

	/**
	 * Those that are there.
	 */
	private static function show_all() {
		$ids = get_posts(
			array(
				'post_type'      => 'shop_coupon',
				'post_status'    => 'any',
				'posts_per_page' => self::MOST,
				'fields'         => 'ids',
				'meta_key'       => Coupons::PARTNER, // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- On this screen only.
				'meta_compare'   => '!=',
				'meta_value'     => '', // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_value -- On this screen only.
			)
		);
		if ( ! $ids ) {
			echo '<p>' . esc_html__( 'No coupon is credited to a partner yet.', 'tributary' ) . '</p>';
			return;
		}
		echo '<table class="widefat striped"><thead><tr>';
		foreach ( array( __( 'Code', 'tributary' ), __( 'Credited to', 'tributary' ), __( 'Uses', 'tributary' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $ids as $id ) {
			$coupon = new \WC_Coupon( (int) $id );
			$name   = (string) $coupon->get_meta( Coupons::PARTNER_NAME );
			echo '<tr><th scope="row"><a href="' . esc_url( (string) get_edit_post_link( (int) $id ) ) . '"><bdi>' . esc_html( $coupon->get_code() ) . '</bdi></a></th>';
			echo '<td><bdi>' . esc_html( '' !== $name ? $name : (string) $coupon->get_meta( Coupons::PARTNER ) ) . '</bdi></td>';
			echo '<td>' . esc_html( number_format_i18n( (int) $coupon->get_usage_count() ) ) . '</td></tr>';
		}
		echo '</tbody></table>';
	}
}
