<?php
/**
 * How the connection stands: what went out last, what waits, the checklist, other webhooks, and a report to copy.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Status.
 */
final class Status_Screen {

	/**
	 * The screen.
	 */
	public static function show() {
		self::show_newer();
		self::show_connection();
		self::show_products();
		self::show_sending();
		self::show_checks();
		self::show_reading();
		self::show_webhooks();
		self::show_report();
	}

	/**
	 * Whether the server may read the shop.
	 */
	private static function show_reading() {
		$reading = Reading::state();
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Reading and coupons', 'tributary' ) . '</h2>';
		if ( $reading['key_id'] > 0 ) {
			/* translators: %s: a moment. */
			echo '<p>' . esc_html( sprintf( __( 'The server may read orders and products, and make coupons here. Allowed %s.', 'tributary' ), Moments::written( (int) $reading['since'] ) ) ) . '</p>';
			Admin_Actions::form( 'reading_off', __( 'Take back', 'tributary' ) );
		} else {
			echo '<p>' . esc_html__( 'Partners\' coupons and friends\' welcome coupons can be made here by the server, and it can fetch orders from before today. For that it needs a REST key of WooCommerce, which this button makes and sends.', 'tributary' ) . '</p>';
			Admin_Actions::form( 'reading_on', __( 'Allow', 'tributary' ) );
		}
		echo '</div>';
	}

	/**
	 * Whether the server brings a newer plugin along.
	 */
	private static function show_newer() {
		$newer = Lookup::newer();
		if ( ! $newer ) {
			return;
		}
		echo '<div class="notice notice-info inline"><p>';
		/* translators: 1: version that the server has, 2: version that is here. */
		echo esc_html( sprintf( __( 'Your server has version %1$s of this plugin; here is %2$s. Download it, then choose it under Plugins, Add New, Upload Plugin.', 'tributary' ), $newer[0], VERSION ) );
		echo ' <a href="' . esc_url( $newer[1] ) . '">' . esc_html__( 'Download', 'tributary' ) . '</a></p></div>';
	}

	/**
	 * What is left to do after connecting, until it was done once.
	 */
	private static function show_products() {
		if ( Product_Sync::has_run() ) {
			return;
		}
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Products for partners', 'tributary' ) . '</h2>';
		echo '<p>' . esc_html__( 'Partners find these products in their portal, with ready links. After the first time, changes go out by themselves.', 'tributary' ) . '</p>';
		Admin_Actions::form( 'sync_start', __( 'Sync all products', 'tributary' ) );
		echo '</div>';
	}

	/**
	 * Which server and which store.
	 */
	private static function show_connection() {
		$connection = Settings::connection();
		$state      = '' === $connection['lost'] ? __( 'Connected', 'tributary' ) : __( 'Disconnected by the server', 'tributary' );
		echo '<div class="tributary-card"><h2>' . esc_html( $state ) . '</h2><dl class="tributary-list">';
		self::line( __( 'Server', 'tributary' ), '<a dir="ltr" href="' . esc_url( $connection['server'] . '/admin' ) . '">' . esc_html( $connection['server'] ) . '</a>' );
		self::line( __( 'Store', 'tributary' ), '<bdi>' . esc_html( $connection['name'] ) . '</bdi> <code dir="ltr">' . esc_html( $connection['store'] ) . '</code>' );
		self::line( __( 'Since', 'tributary' ), esc_html( Moments::written( $connection['connected_at'] ) ) );
		/* translators: %d: number of days. */
		self::line( __( 'A visit counts for', 'tributary' ), esc_html( sprintf( _n( '%d day', '%d days', Settings::cookie_days(), 'tributary' ), Settings::cookie_days() ) ) );
		echo '</dl>';
		if ( '' !== $connection['lost'] ) {
			echo '<p class="tributary-bad">' . esc_html( $connection['lost'] ) . '</p>';
			$field = '<input type="hidden" name="server" value="' . esc_attr( $connection['server'] ) . '">';
			Admin_Actions::form( 'connect', __( 'Connect again', 'tributary' ), $field, 'button button-primary' );
		}
		echo '</div>';
	}

	/**
	 * What went out, and what did not.
	 */
	private static function show_sending() {
		$counts = Queue_View::counts();
		$last   = Queue_View::last_sent();
		$pause  = Pause::now();
		$labels = array(
			'click'    => __( 'Last click sent', 'tributary' ),
			'order'    => __( 'Last order sent', 'tributary' ),
			'refund'   => __( 'Last refund sent', 'tributary' ),
			'customer' => __( 'Last customer sent', 'tributary' ),
			'product'  => __( 'Last product sent', 'tributary' ),
		);
		echo '<div class="tributary-card"><h2>' . esc_html__( 'Sending', 'tributary' ) . '</h2><dl class="tributary-list">';
		foreach ( $labels as $kind => $label ) {
			self::line( $label, esc_html( isset( $last[ $kind ] ) ? Moments::written( $last[ $kind ] ) : __( 'none yet', 'tributary' ) ) );
		}
		self::line( __( 'Waiting', 'tributary' ), esc_html( number_format_i18n( $counts['waiting'] ) ) );
		self::line( __( 'Being tried again', 'tributary' ), esc_html( number_format_i18n( $counts['retrying'] ) ) );
		$failed = esc_html( number_format_i18n( $counts['failed'] ) );
		if ( $counts['failed'] > 0 ) {
			$failed .= ' <a href="' . esc_url( Admin_Page::url( array( 'tab' => 'queue' ) ) ) . '">' . esc_html__( 'See why', 'tributary' ) . '</a>';
		}
		self::line( __( 'Failed', 'tributary' ), $failed );
		echo '</dl>';
		if ( $pause['until'] > time() ) {
			/* translators: 1: when it began, 2: the reason, 3: when it is tried again. */
			echo '<p class="tributary-bad" role="status">' . esc_html( sprintf( __( 'Nothing gets through since %1$s. %2$s Next try: %3$s.', 'tributary' ), Moments::written( $pause['since'] ), $pause['reason'], Moments::written( $pause['until'] ) ) ) . '</p>';
		}
		Admin_Actions::form( 'send_now', __( 'Send now', 'tributary' ) );
		echo '</div>';
	}

	/**
	 * The checklist.
	 */
	private static function show_checks() {
		$checks = Connection_Test::last();
		$marks  = array(
			'ok'   => array( "\u{2713}", __( 'Good', 'tributary' ) ),
			'warn' => array( '!', __( 'Could be better', 'tributary' ) ),
			'bad'  => array( "\u{2717}", __( 'Must be mended', 'tributary' ) ),
		);
		echo '<div class="tributary-card" id="tributary-test"><h2>' . esc_html__( 'Test connection', 'tributary' ) . '</h2>';
		if ( $checks ) {
			echo '<ul class="tributary-checks">';
			foreach ( $checks as $check ) {
				printf(
					'<li class="is-%1$s"><span class="tributary-mark" aria-hidden="true">%2$s</span> <strong>%3$s</strong> <span class="screen-reader-text">%4$s.</span> <bdi class="tributary-detail">%5$s</bdi></li>',
					esc_attr( $check['state'] ),
					esc_html( $marks[ $check['state'] ][0] ),
					esc_html( Connection_Test::label( $check['name'] ) ),
					esc_html( $marks[ $check['state'] ][1] ),
					esc_html( $check['detail'] )
				);
			}
			/* translators: %s: a moment. */
			echo '</ul><p class="description">' . esc_html( sprintf( __( 'Tested %s.', 'tributary' ), Moments::written( Settings::connection()['tested_at'] ) ) ) . '</p>';
		}
		Admin_Actions::form( 'test', __( 'Test connection', 'tributary' ) );
		$caches = Storage::caches();
		if ( '' !== $caches ) {
			/* translators: %s: names of cache plugins. */
			echo '<p>' . esc_html( sprintf( __( 'Page cache found: %s. Visits on cached pages are noted by a small script. Leave cart, checkout and My Account out of the cache, and do not let it drop the cookies that begin with tributary_.', 'tributary' ), $caches ) ) . '</p>';
		}
		echo '</div>';
	}

	/**
	 * Older webhooks to the same server.
	 */
	private static function show_webhooks() {
		$hooks = Stock_Webhooks::to_our_server();
		if ( ! $hooks ) {
			return;
		}
		echo '<div class="tributary-card"><h2>' . esc_html__( 'WooCommerce\'s own webhooks to this server', 'tributary' ) . '</h2>';
		echo '<p>' . esc_html__( 'The plugin tells more, and tells it again until it arrives. Telling twice does no harm, but these are not needed any more.', 'tributary' ) . '</p><ul>';
		foreach ( $hooks as $hook ) {
			echo '<li><bdi>' . esc_html( $hook->get_name() ) . '</bdi> <code dir="ltr">' . esc_html( $hook->get_topic() ) . '</code> ' . esc_html( $hook->get_status() );
			if ( 'active' === $hook->get_status() ) {
				$id = '<input type="hidden" name="id" value="' . esc_attr( (string) $hook->get_id() ) . '">';
				Admin_Actions::form( 'webhook_off', __( 'Pause', 'tributary' ), $id, 'button button-small' );
			}
			echo '</li>';
		}
		echo '</ul></div>';
	}

	/**
	 * The report.
	 */
	private static function show_report() {
		echo '<div class="tributary-card"><h2><label for="tributary-report">' . esc_html__( 'Status report', 'tributary' ) . '</label></h2>';
		echo '<p>' . esc_html__( 'For whoever helps you. It holds no keys and no customers.', 'tributary' ) . '</p>';
		echo '<textarea id="tributary-report" readonly rows="10" class="large-text code" dir="ltr">' . esc_textarea( Report::text() ) . '</textarea>';
		echo '<p><button type="button" class="button" data-tributary-copy="tributary-report" hidden>' . esc_html__( 'Copy status report', 'tributary' ) . '</button> ';
		echo '<a href="' . esc_url( admin_url( 'admin.php?page=wc-status&tab=logs' ) ) . '">' . esc_html__( 'WooCommerce\'s logs', 'tributary' ) . '</a></p></div>';
	}

	/**
	 * A line of a list.
	 *
	 * @param string $name  What.
	 * @param string $value Escaped HTML.
	 */
	private static function line( string $name, string $value ) {
		echo '<div><dt>' . esc_html( $name ) . '</dt><dd>' . $value . '</dd></div>'; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by the caller.
	}
}
