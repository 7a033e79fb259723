<?php
/**
 * What the server says about an order, for screens in the shop. Answers are kept for a while; a slow server slows no list.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Cached lookups.
 */
final class Lookup {

	const SECONDS         = 5 * MINUTE_IN_SECONDS;
	const TOLD_SECONDS    = 5; // Of an order that the server has just heard of: it judges behind its answer.
	const PARTNER_SECONDS = DAY_IN_SECONDS;
	const EPOCH           = 'tributary_lookup_epoch';

	/**
	 * An order as it stands on the server.
	 *
	 * @param int  $order_id The shop's id.
	 * @param bool $ask      Whether the server may be asked; else only what is known.
	 * @return array|null Null: not known. An empty `id`: the server has no such order.
	 */
	public static function order( int $order_id, bool $ask ) {
		$key   = self::key( 'o', (string) $order_id );
		$known = get_transient( $key );
		if ( is_array( $known ) || ! $ask || ! Settings::can_send() || Pause::is_on( time() ) ) {
			return is_array( $known ) ? $known : null;
		}
		$query  = http_build_query(
			array(
				'store'       => Settings::connection()['store'],
				'external_id' => $order_id,
			)
		);
		$answer = Client::api( 'GET', '/api/v1/orders?' . $query, null, Client::SCREEN_SECONDS );
		if ( ! $answer->is_good() ) {
			return null;
		}
		$found = isset( $answer->data['data'][0] ) && is_array( $answer->data['data'][0] ) ? $answer->data['data'][0] : array();
		$order = self::short( $found );
		delete_transient( self::key( 'v', $order['id'] ) ); // The verdict is asked for as anew as the order.
		set_transient( $key, $order, get_transient( self::key( 't', (string) $order_id ) ) ? self::TOLD_SECONDS : self::SECONDS );
		return $order;
	}

	/**
	 * The parts of an order that screens show.
	 *
	 * @param array $found As the API gives it.
	 */
	private static function short( array $found ): array {
		$text        = static function ( $from, $name ) {
			return isset( $from[ $name ] ) && is_scalar( $from[ $name ] ) ? (string) $from[ $name ] : '';
		};
		$attribution = isset( $found['attribution'] ) && is_array( $found['attribution'] ) ? $found['attribution'] : array();
		$commissions = isset( $found['commissions'] ) && is_array( $found['commissions'] ) ? $found['commissions'] : array();
		$own         = array();
		foreach ( $commissions as $one ) {
			if ( is_array( $one ) && 'partner' === $text( $one, 'party' ) ) {
				$own = $one;
				break;
			}
		}
		$partner = $text( $attribution, 'partner' );
		return array(
			'id'           => $text( $found, 'id' ),
			'partner'      => $partner,
			'partner_name' => '' === $partner ? '' : self::partner_name( $partner ),
			'via'          => $text( $attribution, 'via' ),
			'nobody'       => $text( $found, 'nobody' ),
			'commission'   => isset( $own['amount'] ) && is_array( $own['amount'] ) ? Money::written( $own['amount'] ) : '',
			'status'       => $text( $own, 'status' ),
			'payable_at'   => $text( $found, 'payable_at' ),
		);
	}

	/**
	 * The server's sentence about an order: who is credited and why nobody else is.
	 *
	 * @param string $id The server's id of it.
	 */
	public static function verdict( string $id ): string {
		$key   = self::key( 'v', $id );
		$known = get_transient( $key );
		if ( is_string( $known ) ) {
			return $known;
		}
		$answer  = Client::api( 'GET', '/api/v1/orders/' . rawurlencode( $id ) . '/explanation', null, Client::SCREEN_SECONDS );
		$verdict = $answer->text( 'verdict' );
		if ( $answer->is_good() ) {
			set_transient( $key, $verdict, self::SECONDS );
		}
		return $verdict;
	}

	/**
	 * A partner's name; the id where the name cannot be had.
	 *
	 * @param string $id The server's id.
	 */
	public static function partner_name( string $id ): string {
		$key   = self::key( 'p', $id );
		$known = get_transient( $key );
		if ( is_string( $known ) ) {
			return $known;
		}
		$answer = Client::api( 'GET', '/api/v1/partners/' . rawurlencode( $id ), null, Client::SCREEN_SECONDS );
		if ( ! $answer->is_good() || '' === $answer->text( 'name' ) ) {
			return $id;
		}
		set_transient( $key, $answer->text( 'name' ), self::PARTNER_SECONDS );
		return $answer->text( 'name' );
	}

	/**
	 * Partners whose name or address has these letters.
	 *
	 * @param string $letters What was typed.
	 * @return array[] Each has `id`, `name` and `email`.
	 */
	public static function partners( string $letters ): array {
		$query  = http_build_query(
			array(
				'q'     => $letters,
				'limit' => 10,
			)
		);
		$answer = Client::api( 'GET', '/api/v1/partners?' . $query, null, Client::SCREEN_SECONDS );
		$found  = array();
		$rows   = isset( $answer->data['data'] ) && is_array( $answer->data['data'] ) ? $answer->data['data'] : array();
		foreach ( $rows as $row ) {
			if ( is_array( $row ) && isset( $row['id'], $row['name'] ) ) {
				$found[] = array(
					'id'    => (string) $row['id'],
					'name'  => (string) $row['name'],
					'email' => isset( $row['email'] ) ? (string) $row['email'] : '',
				);
			}
		}
		return $found;
	}

	/**
	 * The plugin that the server brings along, where it is newer than this one: its version and address; else nothing.
	 *
	 * @return string[]
	 */
	public static function newer(): array {
		$key   = self::key( 'n', VERSION );
		$known = get_transient( $key );
		if ( ! is_array( $known ) ) {
			if ( ! Settings::can_send() || Pause::is_on( time() ) ) {
				return array();
			}
			$answer = Client::api( 'GET', '/api/v1/connection', null, Client::SCREEN_SECONDS );
			$known  = isset( $answer->data['plugin'] ) && is_array( $answer->data['plugin'] ) ? $answer->data['plugin'] : array();
			set_transient( $key, $known, $answer->is_good() ? self::PARTNER_SECONDS : self::SECONDS );
		}
		$is_newer = isset( $known['version'], $known['url'] ) && version_compare( (string) $known['version'], VERSION, '>' );
		return $is_newer ? array( (string) $known['version'], (string) $known['url'] ) : array();
	}

	/**
	 * Where the owner reads why.
	 *
	 * @param string $id The server's id of an order.
	 */
	public static function why_url( string $id ): string {
		return Settings::server_url( '/admin/orders/' . rawurlencode( $id ) );
	}

	/**
	 * Lets an order be asked anew: the server has just heard of it.
	 *
	 * @param int $order_id The shop's id.
	 */
	public static function forget_order( int $order_id ) {
		$key   = self::key( 'o', (string) $order_id );
		$known = get_transient( $key );
		if ( is_array( $known ) ) {
			delete_transient( $key );
			delete_transient( self::key( 'v', (string) $known['id'] ) );
		}
		set_transient( self::key( 't', (string) $order_id ), 1, MINUTE_IN_SECONDS );
	}

	/**
	 * The program in which this shop's orders are judged; empty when it cannot be had.
	 */
	public static function program(): string {
		$key   = self::key( 's', Settings::connection()['store'] );
		$known = get_transient( $key );
		if ( is_string( $known ) && '' !== $known ) {
			return $known;
		}
		$answer  = Client::api( 'GET', '/api/v1/stores/' . rawurlencode( Settings::connection()['store'] ), null, Client::SCREEN_SECONDS );
		$program = $answer->is_good() ? $answer->text( 'program' ) : '';
		set_transient( $key, $program, self::SECONDS );
		return $program;
	}

	/**
	 * Lets all answers be asked anew, for instance of another server.
	 */
	public static function forget() {
		update_option( self::EPOCH, (string) time(), true );
	}

	/**
	 * The name of a transient.
	 *
	 * @param string $kind One letter.
	 * @param string $id   Of what.
	 */
	private static function key( string $kind, string $id ): string {
		return 'tributary_' . $kind . '_' . md5( get_option( self::EPOCH, '' ) . '|' . $id );
	}
}
