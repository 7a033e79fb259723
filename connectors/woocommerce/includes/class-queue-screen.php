<?php
/**
 * The queue's screen: what failed and why, what waits, what went out.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Queue.
 */
final class Queue_Screen {

	/**
	 * The screen.
	 */
	public static function show() {
		$counts = Queue_View::counts();
		$views  = array(
			Queue::FAILED  => __( 'Failed', 'tributary' ),
			Queue::WAITING => __( 'Waiting', 'tributary' ),
			Queue::SENT    => __( 'Sent', 'tributary' ),
		);
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- Only what is looked at.
		$view = isset( $_GET['view'] ) ? sanitize_key( wp_unslash( $_GET['view'] ) ) : ( $counts['failed'] > 0 ? Queue::FAILED : Queue::WAITING );
		$page = isset( $_GET['paged'] ) ? max( 1, absint( wp_unslash( $_GET['paged'] ) ) ) : 1;
		// phpcs:enable
		$view   = isset( $views[ $view ] ) ? $view : Queue::WAITING;
		$totals = array(
			Queue::FAILED  => $counts['failed'],
			Queue::WAITING => $counts['waiting'] + $counts['retrying'],
			Queue::SENT    => $counts['sent'],
		);
		echo '<ul class="subsubsub">';
		foreach ( $views as $name => $label ) {
			printf(
				'<li><a href="%1$s"%2$s>%3$s <span class="count">(%4$s)</span></a></li>',
				esc_url( self::url( $name, 1 ) ),
				$name === $view ? ' class="current" aria-current="page"' : '',
				esc_html( $label ),
				esc_html( number_format_i18n( $totals[ $name ] ) )
			);
		}
		echo '</ul><br class="clear">';
		if ( Queue::FAILED === $view && $counts['failed'] > 0 ) {
			Admin_Actions::form( 'retry', __( 'Retry all', 'tributary' ), '<input type="hidden" name="id" value="0">', 'button button-primary' );
		}
		self::show_rows( $view, $page );
		self::show_pages( $view, $page, $totals[ $view ] );
	}

	/**
	 * The table.
	 *
	 * @param string $view Which state.
	 * @param int    $page From 1.
	 */
	private static function show_rows( string $view, int $page ) {
		$rows = Queue_View::rows( $view, $page );
		if ( ! $rows ) {
			echo '<p>' . esc_html__( 'Nothing here.', 'tributary' ) . '</p>';
			return;
		}
		echo '<table class="widefat striped"><thead><tr>';
		foreach ( array( __( 'What', 'tributary' ), __( 'Event', 'tributary' ), __( 'Happened', 'tributary' ), __( 'Attempts', 'tributary' ), __( 'How it stands', 'tributary' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $rows as $row ) {
			echo '<tr><th scope="row">' . esc_html( self::kind( $row->kind ) ) . ' <code dir="ltr">' . esc_html( $row->subject ) . '</code></th>';
			echo '<td>' . esc_html( self::event( $row->event ) ) . '</td>';
			echo '<td>' . esc_html( Moments::written( (int) $row->created_at ) ) . '</td>';
			echo '<td>' . esc_html( number_format_i18n( (int) $row->attempts ) ) . '</td><td>';
			self::show_standing( $row );
			echo '</td></tr>';
		}
		echo '</tbody></table>';
	}

	/**
	 * The last cell.
	 *
	 * @param object $row The row.
	 */
	private static function show_standing( $row ) {
		if ( Queue::SENT === $row->state ) {
			echo esc_html( Moments::written( (int) $row->finished_at ) );
			echo '' === $row->result ? '' : ' <code dir="ltr">' . esc_html( $row->result ) . '</code>';
			return;
		}
		echo '<bdi>' . esc_html( $row->reason ) . '</bdi> ';
		if ( Queue::FAILED === $row->state ) {
			$id = '<input type="hidden" name="id" value="' . esc_attr( (string) $row->id ) . '">';
			Admin_Actions::form( 'retry', __( 'Retry', 'tributary' ), $id, 'button button-small' );
			Admin_Actions::form( 'forget', __( 'Forget', 'tributary' ), $id, 'button-link button-link-delete' );
			return;
		}
		/* translators: %s: a moment, such as "in 3 minutes". */
		echo esc_html( (int) $row->due_at > time() ? sprintf( __( 'Next try: %s.', 'tributary' ), Moments::written( (int) $row->due_at ) ) : __( 'Due now.', 'tributary' ) );
	}

	/**
	 * Links to the pages beside.
	 *
	 * @param string $view  Which state.
	 * @param int    $page  From 1.
	 * @param int    $total How many rows there are.
	 */
	private static function show_pages( string $view, int $page, int $total ) {
		$last = (int) ceil( $total / Queue_View::PER_PAGE );
		if ( $last < 2 ) {
			return;
		}
		echo '<p class="tributary-pages">';
		if ( $page > 1 ) {
			echo '<a class="button" href="' . esc_url( self::url( $view, $page - 1 ) ) . '">' . esc_html__( 'Newer', 'tributary' ) . '</a> ';
		}
		if ( $page < $last ) {
			echo '<a class="button" href="' . esc_url( self::url( $view, $page + 1 ) ) . '">' . esc_html__( 'Older', 'tributary' ) . '</a>';
		}
		echo '</p>';
	}

	/**
	 * The address of a page of rows.
	 *
	 * @param string $view Which state.
	 * @param int    $page From 1.
	 */
	private static function url( string $view, int $page ): string {
		return Admin_Page::url(
			array(
				'tab'   => 'queue',
				'view'  => $view,
				'paged' => $page,
			)
		);
	}

	/**
	 * What a kind is called.
	 *
	 * @param string $kind Its word.
	 */
	private static function kind( string $kind ): string {
		$words = array(
			'order'    => __( 'Order', 'tributary' ),
			'refund'   => __( 'Refund', 'tributary' ),
			'customer' => __( 'Customer', 'tributary' ),
			'click'    => __( 'Click', 'tributary' ),
			'product'  => __( 'Product', 'tributary' ),
			'code'     => __( 'Code', 'tributary' ),
		);
		return isset( $words[ $kind ] ) ? $words[ $kind ] : $kind;
	}

	/**
	 * What an event is called.
	 *
	 * @param string $event Its word.
	 */
	private static function event( string $event ): string {
		$words = array(
			'created'        => __( 'created', 'tributary' ),
			'updated'        => __( 'changed', 'tributary' ),
			'changed'        => __( 'changed', 'tributary' ),
			'refunded'       => __( 'refunded', 'tributary' ),
			'refund_deleted' => __( 'refund deleted', 'tributary' ),
			'trashed'        => __( 'put in the trash', 'tributary' ),
			'restored'       => __( 'taken out of the trash', 'tributary' ),
			'deleted'        => __( 'deleted', 'tributary' ),
			'gone'           => __( 'gone', 'tributary' ),
		);
		return isset( $words[ $event ] ) ? $words[ $event ] : $event;
	}
}
