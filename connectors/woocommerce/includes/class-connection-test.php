<?php
/**
 * Test connection: what this shop can see for itself, then what the server sees of the shop.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The checklist.
 */
final class Connection_Test {

	const RESULT  = 'tributary_test';
	const STATES  = array( 'ok', 'warn', 'bad' );
	const SECONDS = 30;

	/**
	 * Makes the test and keeps its result for the screen and the report.
	 *
	 * @return array[] Each has `name`, `state` and `detail`.
	 */
	public static function run(): array {
		self::send_trial();
		$checks = array_merge( array( self::tls() ), self::asked_of_server(), array( self::table(), self::own_call(), self::timer() ) );
		set_transient( self::RESULT, $checks, DAY_IN_SECONDS );
		Settings::change_connection( array( 'tested_at' => time() ) );
		return $checks;
	}

	/**
	 * The last result.
	 *
	 * @return array[]
	 */
	public static function last(): array {
		$kept = get_transient( self::RESULT );
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * What each check is called.
	 *
	 * @param string $name Its name in the protocol.
	 */
	public static function label( string $name ): string {
		$labels = array(
			'tls'           => __( 'The server is reached over TLS', 'tributary' ),
			'server'        => __( 'The server answers', 'tributary' ),
			'key'           => __( 'The key is good', 'tributary' ),
			'clock'         => __( 'The clocks agree', 'tributary' ),
			'signature'     => __( 'The server can check our signature', 'tributary' ),
			'store_address' => __( 'The server knows this shop\'s address', 'tributary' ),
			'webhook'       => __( 'Events arrive at the server', 'tributary' ),
			'rest'          => __( 'The server reaches this shop', 'tributary' ),
			'cookie'        => __( 'A visit is remembered, behind a cache too', 'tributary' ),
			'table'         => __( 'The queue can be written', 'tributary' ),
			'own_call'      => __( 'The shop can call itself, so events go at once', 'tributary' ),
			'timer'         => __( 'The timers run', 'tributary' ),
		);
		return isset( $labels[ $name ] ) ? $labels[ $name ] : $name;
	}

	/**
	 * TLS between us and the server.
	 */
	private static function tls(): array {
		if ( 0 === strpos( Settings::server_url(), 'https://' ) ) {
			return self::check( 'tls', 'ok', __( 'Certificates are checked by WordPress.', 'tributary' ) );
		}
		if ( Connection::is_here( (string) wp_parse_url( Settings::server_url(), PHP_URL_HOST ) ) ) {
			return self::check( 'tls', 'ok', __( 'The server is on this machine, so nothing travels.', 'tributary' ) );
		}
		return self::check( 'tls', 'warn', __( 'Keys travel in the open. Put TLS before the server and connect again with https://.', 'tributary' ) );
	}

	/**
	 * Sends what WooCommerce sends when a webhook is saved, so that the server has something to say of what arrives.
	 */
	private static function send_trial() {
		Client::deliver( 'tributary.ping', '{"webhook_id":1}', wp_generate_uuid4() );
	}

	/**
	 * What the server finds.
	 *
	 * @return array[]
	 */
	private static function asked_of_server(): array {
		$body   = (string) wp_json_encode( array( 'test' => wp_generate_uuid4() ) );
		$asked  = array(
			'now'    => Sender::moment( time() ),
			'shop'   => Storage::facts(),
			'signed' => array(
				'body'      => $body,
				'signature' => Client::signature( $body, Settings::secret( 'webhook_secret' ) ),
			),
			'look'   => add_query_arg( 'ref', Visit::TEST_CODE, home_url( '/' ) ),
		);
		$answer = Client::api( 'POST', '/api/v1/connection/test', $asked, self::SECONDS );
		if ( ! $answer->is_good() ) {
			$name = in_array( $answer->status, array( 401, 403 ), true ) ? 'key' : 'server';
			return array( self::check( $name, 'bad', $answer->reason ) );
		}
		$checks = array( self::check( 'server', 'ok', Settings::server_url() ) );
		$told   = isset( $answer->data['checks'] ) && is_array( $answer->data['checks'] ) ? $answer->data['checks'] : array();
		foreach ( $told as $one ) {
			if ( is_array( $one ) && isset( $one['name'], $one['state'] ) && in_array( $one['state'], self::STATES, true ) ) {
				$checks[] = self::check( (string) $one['name'], $one['state'], isset( $one['detail'] ) ? (string) $one['detail'] : '' );
			}
		}
		return $checks;
	}

	/**
	 * Our table.
	 */
	private static function table(): array {
		$counts = Queue_View::counts();
		$broken = '' !== self::table_error();
		/* translators: 1: number of events that wait, 2: number of events that failed. */
		$fine = sprintf( __( '%1$d waiting, %2$d failed.', 'tributary' ), $counts['waiting'] + $counts['retrying'], $counts['failed'] );
		return self::check( 'table', $broken ? 'bad' : 'ok', $broken ? self::table_error() : $fine );
	}

	/**
	 * What the database said last about our table.
	 */
	private static function table_error(): string {
		global $wpdb;
		return (string) $wpdb->last_error;
	}

	/**
	 * Whether the shop reaches its own address.
	 */
	private static function own_call(): array {
		$response = wp_remote_get(
			rest_url( Routes::SPACE . Coupon_Route::HELLO ),
			array(
				'timeout'   => 8,
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress's own, as for its timers.
			)
		);
		$status   = is_wp_error( $response ) ? 0 : (int) wp_remote_retrieve_response_code( $response );
		if ( 200 === $status ) {
			return self::check( 'own_call', 'ok', __( 'Events go out within a second.', 'tributary' ) );
		}
		$why = is_wp_error( $response ) ? $response->get_error_message() : (string) $status;
		/* translators: %s: what the shop answered itself. */
		return self::check( 'own_call', 'warn', sprintf( __( 'It answered itself with: %s. Timers send within a minute instead. Allow the server\'s own address in the firewall to have events at once.', 'tributary' ), $why ) );
	}

	/**
	 * Whether timers run.
	 */
	private static function timer(): array {
		$oldest = Queue_View::oldest_waiting();
		$late   = $oldest > 0 && time() - $oldest > 15 * MINUTE_IN_SECONDS && ! Pause::is_on( time() );
		if ( $late ) {
			return self::check( 'timer', 'warn', __( 'An event has been waiting for more than 15 minutes. Let the system\'s cron call wp-cron.php every minute.', 'tributary' ) );
		}
		$how = function_exists( 'as_next_scheduled_action' ) ? __( 'Action Scheduler.', 'tributary' ) : __( 'WP-Cron.', 'tributary' );
		return self::check( 'timer', 'ok', $how );
	}

	/**
	 * One line of the list.
	 *
	 * @param string $name   Its name.
	 * @param string $state  `ok`, `warn` or `bad`.
	 * @param string $detail A sentence with the fix.
	 */
	private static function check( string $name, string $state, string $detail ): array {
		return array(
			'name'   => $name,
			'state'  => $state,
			'detail' => $detail,
		);
	}
}
