<?php
/**
 * The full sync: all products by and by, in the order of their ids, so that nothing is missed while the shop goes on.
 *
 * Where it stands is kept after each batch that the server has taken. Whoever stops it, a restart of PHP or of the server, it goes
 * on from there; a batch that went twice is the same in effect.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * The sync of all products.
 */
final class Product_Sync {

	const OPTION  = 'tributary_product_sync';
	const RUN     = 'tributary_product_sync_run';
	const BATCH   = 50;
	const SECONDS = 20;
	const REST    = 5; // Between two runs, so that other jobs have their turn.
	const SKIPPED = 200; // How many reasons are kept; all are counted.
	const LOCK    = 'tributary_sync_lock';

	/**
	 * Adds hooks.
	 */
	public static function register() {
		add_action( 'tributary_sync', array( self::class, 'run' ) );
		add_action( 'tributary_run', array( self::class, 'run' ), 20 ); // Goes on with what a killed run left.
		Product_Pages::register();
	}

	/**
	 * How the sync stands.
	 *
	 * @return array
	 */
	public static function state(): array {
		$kept = get_option( self::OPTION, array() );
		return array_merge(
			array(
				'state'       => 'never', // Then running, done, stopped.
				'id'          => '',
				'total'       => 0,
				'done'        => 0,
				'skipped'     => 0,
				'cursor'      => 0,
				'reasons'     => array(),
				'started_at'  => 0,
				'finished_at' => 0,
				'error'       => '',
			),
			is_array( $kept ) ? $kept : array()
		);
	}

	/**
	 * Whether all products were sent once, or are being sent.
	 */
	public static function has_run(): bool {
		return '' !== (string) get_option( self::RUN, '' );
	}

	/**
	 * Begins, or goes on with what the server remembers of an earlier one.
	 *
	 * @return string Why not; empty when it runs.
	 */
	public static function start(): string {
		$total  = Product_Pages::count();
		$answer = Client::api(
			'POST',
			'/api/v1/product_syncs',
			array(
				'store' => Settings::connection()['store'],
				'kind'  => 'full',
				'total' => $total,
			)
		);
		if ( ! $answer->is_good() || '' === $answer->text( 'id' ) ) {
			return '' !== $answer->reason ? $answer->reason : __( 'The server did not say how to send products. Update the server.', 'tributary' );
		}
		update_option( self::RUN, 'yes', true );
		self::keep(
			array(
				'state'       => 'running',
				'id'          => $answer->text( 'id' ),
				'total'       => $total,
				'done'        => (int) $answer->text( 'done' ),
				'skipped'     => (int) $answer->text( 'skipped' ),
				'cursor'      => (int) $answer->text( 'after' ),
				'reasons'     => array(),
				'started_at'  => time(),
				'finished_at' => 0,
				'error'       => '',
			)
		);
		Schedule::once( 'tributary_sync', time() );
		return '';
	}

	/**
	 * Stops. It can go on later.
	 */
	public static function stop() {
		self::keep( array( 'state' => 'stopped' ) );
	}

	/**
	 * Sends batches for a while; the timer calls this.
	 */
	public static function run() {
		$end = time() + self::SECONDS;
		while ( time() < $end && self::step() ) {
			continue;
		}
		if ( 'running' === self::state()['state'] ) {
			Schedule::once( 'tributary_sync', max( time() + self::REST, Pause::now()['until'] ) );
		}
	}

	/**
	 * Sends one batch; says whether there is more to do now.
	 */
	public static function step(): bool {
		if ( 'running' !== self::state()['state'] || ! Settings::is_connected() || Pause::is_on( time() ) || get_transient( self::LOCK ) ) {
			return false;
		}
		set_transient( self::LOCK, 1, MINUTE_IN_SECONDS );
		$more = self::send_batch();
		delete_transient( self::LOCK );
		return $more;
	}

	/**
	 * Sends one batch.
	 */
	private static function send_batch(): bool {
		$state    = self::state();
		$products = Product_Pages::after( (int) $state['cursor'], self::BATCH );
		if ( ! $products ) {
			return self::finish( $state );
		}
		$last   = end( $products );
		$told   = array();
		$bodies = self::bodies( $products, $told );
		$answer = Client::api(
			'POST',
			'/api/v1/product_syncs/' . rawurlencode( $state['id'] ) . '/products',
			array(
				'after'    => (string) $last->get_id(),
				'products' => $bodies,
			)
		);
		if ( ! $answer->is_good() ) {
			return self::trouble( $answer );
		}
		$refused = isset( $answer->data['skipped'] ) && is_array( $answer->data['skipped'] ) ? $answer->data['skipped'] : array();
		$told    = array_merge( $told, $refused );
		self::keep(
			array(
				'cursor'  => (int) $last->get_id(),
				'done'    => isset( $answer->data['done'] ) ? (int) $answer->data['done'] : (int) $state['done'] + count( $bodies ) - count( $refused ),
				'skipped' => (int) $state['skipped'] + count( $told ),
				'reasons' => array_slice( array_merge( $state['reasons'], array_map( array( self::class, 'reason' ), $told ) ), 0, self::SKIPPED ),
				'error'   => '',
			)
		);
		return true;
	}

	/**
	 * Products as they are sent. One that another plugin's code cannot read does not hold up the others.
	 *
	 * @param \WC_Product[] $products The products.
	 * @param array         $told     Gets what could not be read, as the server would say it.
	 */
	private static function bodies( array $products, array &$told ): array {
		$bodies = array();
		foreach ( $products as $product ) {
			try {
				if ( Product_Body::is_public( $product ) ) {
					$bodies[] = Product_Body::of( $product );
				}
			} catch ( \Throwable $trouble ) {
				$told[] = array(
					'external_id' => (string) $product->get_id(),
					'detail'      => $trouble->getMessage(),
				);
			}
		}
		return $bodies;
	}

	/**
	 * Tells the server that this were all; what it has not seen is gone.
	 *
	 * @param array $state How it stands.
	 */
	private static function finish( array $state ): bool {
		$answer = Client::api( 'POST', '/api/v1/product_syncs/' . rawurlencode( $state['id'] ) . '/finish', array() );
		if ( ! $answer->is_good() ) {
			return self::trouble( $answer );
		}
		self::keep(
			array(
				'state'       => 'done',
				'total'       => (int) $state['done'] + (int) $state['skipped'], // Hidden products were counted before, but not sent.
				'finished_at' => time(),
				'error'       => '',
			)
		);
		return false;
	}

	/**
	 * A batch did not get through: later, or not at all when the server knows nothing of this sync.
	 *
	 * @param Answer $answer What came back.
	 */
	private static function trouble( Answer $answer ): bool {
		$change = array( 'error' => $answer->reason );
		if ( $answer->is_outage() ) {
			Pause::begin( $answer, time() );
		} else {
			$change['state'] = 'stopped';
		}
		self::keep( $change );
		return false;
	}

	/**
	 * A skipped product in a line.
	 *
	 * @param mixed $told What the server says.
	 */
	private static function reason( $told ): array {
		$told = is_array( $told ) ? $told : array();
		return array(
			'id'     => isset( $told['external_id'] ) ? (string) $told['external_id'] : '',
			'reason' => trim( ( isset( $told['field'] ) ? $told['field'] . ': ' : '' ) . ( isset( $told['detail'] ) ? $told['detail'] : '' ) ),
		);
	}

	/**
	 * Keeps parts of the state.
	 *
	 * @param array $change Names and values.
	 */
	private static function keep( array $change ) {
		update_option( self::OPTION, array_merge( self::state(), $change ), false );
	}
}
