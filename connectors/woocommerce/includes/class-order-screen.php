<?php
/**
 * Orders in the admin: a column "Referred by" and a box with partner, commission and why. Both storages.
 *
 * The list never waits for the server: it shows what is known, and a script fills in the rest.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The orders' screens.
 */
final class Order_Screen {

	const COLUMN = 'tributary_referred_by';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_filter( 'manage_edit-shop_order_columns', array( self::class, 'add_column' ), 30 );
		add_action( 'manage_shop_order_posts_custom_column', array( self::class, 'show_column' ), 30, 2 );
		add_filter( 'manage_woocommerce_page_wc-orders_columns', array( self::class, 'add_column' ), 30 );
		add_action( 'manage_woocommerce_page_wc-orders_custom_column', array( self::class, 'show_column' ), 30, 2 );
		add_action( 'add_meta_boxes', array( self::class, 'add_box' ), 30 );
	}

	/**
	 * Screens with orders.
	 *
	 * @return string[]
	 */
	public static function screens(): array {
		return array( 'edit-shop_order', 'shop_order', 'woocommerce_page_wc-orders' );
	}

	/**
	 * The column, behind the status.
	 *
	 * @param array $columns As they are.
	 * @return array
	 */
	public static function add_column( $columns ) {
		if ( ! Settings::is_connected() ) {
			return $columns;
		}
		$out = array();
		foreach ( $columns as $name => $label ) {
			$out[ $name ] = $label;
			if ( 'order_status' === $name ) {
				$out[ self::COLUMN ] = __( 'Referred by', 'tributary' );
			}
		}
		$out[ self::COLUMN ] = __( 'Referred by', 'tributary' );
		return $out;
	}

	/**
	 * A cell of it.
	 *
	 * @param string        $column Which column.
	 * @param int|\WC_Order $order  Legacy lists hand over an id.
	 */
	public static function show_column( $column, $order ) {
		if ( self::COLUMN !== $column ) {
			return;
		}
		$id    = $order instanceof \WC_Order ? (int) $order->get_id() : (int) $order;
		$known = Lookup::order( $id, false );
		if ( null !== $known ) {
			echo esc_html( self::partner( $known ) );
			return;
		}
		printf( '<span data-tributary-order="%1$d" aria-live="off">%2$s</span>', absint( $id ), "\u{2026}" );
	}

	/**
	 * Who is credited, for a list.
	 *
	 * @param array $known As `Lookup::order` gives it.
	 */
	public static function partner( array $known ): string {
		return '' !== $known['partner_name'] ? $known['partner_name'] : "\u{2013}";
	}

	/**
	 * The box.
	 */
	public static function add_box() {
		if ( ! Settings::is_connected() ) {
			return;
		}
		$screen = Storage::is_hpos() && function_exists( 'wc_get_page_screen_id' ) ? wc_get_page_screen_id( 'shop-order' ) : 'shop_order';
		add_meta_box( 'tributary-referral', __( 'Referral', 'tributary' ), array( self::class, 'show_box' ), $screen, 'side', 'default' );
	}

	/**
	 * What it shows.
	 *
	 * @param \WP_Post|\WC_Order $shown The order, or its post on legacy storage.
	 */
	public static function show_box( $shown ) {
		$order = $shown instanceof \WC_Order ? $shown : wc_get_order( $shown->ID );
		if ( ! Order_Events::is_ours( $order ) ) {
			return;
		}
		$known = Lookup::order( (int) $order->get_id(), true );
		if ( null === $known ) {
			echo '<p>' . esc_html__( 'The server does not answer just now. Nothing is lost; look again later.', 'tributary' ) . '</p>';
		} elseif ( '' === $known['id'] ) {
			echo '<p>' . esc_html__( 'The server does not know this order yet.', 'tributary' ) . '</p>';
		} else {
			self::show_known( $known );
		}
		self::show_stamps( $order );
	}

	/**
	 * What the server says.
	 *
	 * @param array $known As `Lookup::order` gives it.
	 */
	private static function show_known( array $known ) {
		if ( '' !== $known['partner'] ) {
			echo '<p><strong><bdi>' . esc_html( $known['partner_name'] ) . '</bdi></strong> ' . esc_html( self::via( $known['via'] ) ) . '</p>';
			if ( '' !== $known['commission'] ) {
				echo '<p><bdi class="tributary-money">' . esc_html( $known['commission'] ) . '</bdi> ' . esc_html( self::status( $known['status'] ) ) . '</p>';
			}
		} else {
			echo '<p>' . esc_html__( 'Nobody is credited.', 'tributary' ) . '</p>';
		}
		$verdict = Lookup::verdict( $known['id'] );
		if ( '' !== $verdict ) {
			echo '<p><bdi>' . esc_html( $verdict ) . '</bdi></p>';
		}
		echo '<p><a href="' . esc_url( Lookup::why_url( $known['id'] ) ) . '" target="_blank" rel="noopener">' . esc_html__( 'Why', 'tributary' )
			. ' <span aria-hidden="true">' . "\u{2197}" . '</span><span class="screen-reader-text"> ' . esc_html__( '(opens on the server)', 'tributary' ) . '</span></a></p>';
	}

	/**
	 * What the shop itself wrote onto the order.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function show_stamps( $order ) {
		$ref   = (string) $order->get_meta( Stamping::REF );
		$click = (string) $order->get_meta( Stamping::CLICK );
		if ( '' === $ref && '' === $click ) {
			return;
		}
		echo '<p class="description">' . esc_html__( 'Came by:', 'tributary' ) . ' <code dir="ltr">' . esc_html( '' !== $ref ? $ref : $click ) . '</code></p>';
	}

	/**
	 * By which evidence.
	 *
	 * @param string $via The server's word.
	 */
	private static function via( string $via ): string {
		$words = array(
			'coupon'         => __( 'by coupon', 'tributary' ),
			'click'          => __( 'by link', 'tributary' ),
			'cookie'         => __( 'by link', 'tributary' ),
			'order_evidence' => __( 'by the order\'s origin', 'tributary' ),
			'manual'         => __( 'by hand', 'tributary' ),
		);
		return isset( $words[ $via ] ) ? $words[ $via ] : '';
	}

	/**
	 * How a commission stands.
	 *
	 * @param string $status The server's word.
	 */
	private static function status( string $status ): string {
		$words = array(
			'pending'  => __( 'Pending', 'tributary' ),
			'review'   => __( 'Needs review', 'tributary' ),
			'approved' => __( 'Approved', 'tributary' ),
			'paid'     => __( 'Paid', 'tributary' ),
			'declined' => __( 'Declined', 'tributary' ),
			'reversed' => __( 'Reversed', 'tributary' ),
		);
		return isset( $words[ $status ] ) ? $words[ $status ] : $status;
	}
}
