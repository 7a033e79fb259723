<?php
/**
 * Changed products out of the queue: many in one incremental sync, those that are gone one by one.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Sends product rows.
 */
final class Product_Sender {

	/**
	 * Sends rows and settles them; says how many went out.
	 *
	 * @param object[] $rows Rows of kind `product`.
	 */
	public static function send( array $rows ): int {
		$changed = array();
		$bodies  = array();
		$sent    = 0;
		foreach ( $rows as $row ) {
			if ( Pause::is_on( time() ) ) {
				return $sent; // Released by the runner.
			}
			try {
				$product = 'changed' === $row->event ? wc_get_product( (int) $row->subject ) : null;
				$body    = Product_Body::is_public( $product ) ? Product_Body::of( $product ) : array();
			} catch ( \Throwable $trouble ) {
				self::settle( array( $row ), Answer::of_trouble( $trouble->getMessage() ) );
				continue;
			}
			if ( $body ) {
				$changed[] = $row;
				$bodies[]  = $body;
			} else {
				$sent += self::settle( array( $row ), self::remove( $row ) );
			}
		}
		return $changed ? $sent + self::settle( $changed, self::incremental( $bodies ) ) : $sent;
	}

	/**
	 * One incremental sync of them all.
	 *
	 * @param array $bodies Products.
	 */
	private static function incremental( array $bodies ): Answer {
		$begun = Client::api(
			'POST',
			'/api/v1/product_syncs',
			array(
				'store' => Settings::connection()['store'],
				'kind'  => 'incremental',
				'total' => count( $bodies ),
			)
		);
		if ( ! $begun->is_good() ) {
			return $begun;
		}
		$path = '/api/v1/product_syncs/' . rawurlencode( $begun->text( 'id' ) );
		$last = end( $bodies );
		$put  = Client::api(
			'POST',
			$path . '/products',
			array(
				'after'    => (string) $last['external_id'],
				'products' => $bodies,
			)
		);
		return $put->is_good() ? Client::api( 'POST', $path . '/finish', array() ) : $put;
	}

	/**
	 * A product that is gone or hidden. One that the server never knew is gone, too.
	 *
	 * @param object $row The row.
	 */
	private static function remove( $row ): Answer {
		$query  = http_build_query(
			array(
				'store'       => Settings::connection()['store'],
				'external_id' => $row->subject,
			)
		);
		$answer = Client::api( 'DELETE', '/api/v1/products?' . $query );
		if ( 404 === $answer->status ) {
			$answer->status = 204;
		}
		return $answer;
	}

	/**
	 * Settles rows that shared a request.
	 *
	 * @param object[] $rows   The rows.
	 * @param Answer   $answer What came back.
	 */
	private static function settle( array $rows, Answer $answer ): int {
		$sent = 0;
		foreach ( $rows as $row ) {
			$sent += Runner::settle( $row, $answer ) ? 1 : 0;
		}
		return $sent;
	}
}
