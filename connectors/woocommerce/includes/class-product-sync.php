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
		add_filter( 'woocommerce_product_data_store_cpt_get_products_query', array( self::class, 'pass_on_after' ), 10, 2 );
		add_filter( 'posts_where', array( self::class, 'only_after' ), 10, 2 );
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
		$total  = self::count();
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
		$products = self::next( (int) $state['cursor'] );
		if ( ! $products ) {
			return self::finish( $state );
		}
		$last   = end( $products );
		$bodies = array();
		foreach ( $products as $product ) {
			if ( Product_Body::is_public( $product ) ) {
				$bodies[] = Product_Body::of( $product );
			}
		}
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
		$told = isset( $answer->data['skipped'] ) && is_array( $answer->data['skipped'] ) ? $answer->data['skipped'] : array();
		self::keep(
			array(
				'cursor'  => (int) $last->get_id(),
				'done'    => isset( $answer->data['done'] ) ? (int) $answer->data['done'] : (int) $state['done'] + count( $bodies ) - count( $told ),
				'skipped' => (int) $state['skipped'] + count( $told ),
				'reasons' => array_slice( array_merge( $state['reasons'], array_map( array( self::class, 'reason' ), $told ) ), 0, self::SKIPPED ),
				'error'   => '',
			)
		);
		return true;
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

	/**
	 * How many products there are.
	 */
	private static function count(): int {
		$found = wc_get_products(
			array(
				'status'   => 'publish',
				'limit'    => 1,
				'paginate' => true,
				'return'   => 'ids',
			)
		);
		return is_object( $found ) ? (int) $found->total : 0;
	}

	/**
	 * The next products by id.
	 *
	 * @param int $after The last id that was sent.
	 * @return \WC_Product[]
	 */
	private static function next( int $after ): array {
		return (array) wc_get_products(
			array(
				'status'          => 'publish',
				'limit'           => self::BATCH,
				'orderby'         => 'ID',
				'order'           => 'ASC',
				'tributary_after' => $after,
			)
		);
	}

	/**
	 * Hands our own condition on to the query of posts.
	 *
	 * @param array $query What goes to WP_Query.
	 * @param array $wanted What was asked of `wc_get_products`.
	 * @return array
	 */
	public static function pass_on_after( $query, $wanted ) {
		if ( isset( $wanted['tributary_after'] ) ) {
			$query['tributary_after'] = (int) $wanted['tributary_after'];
		}
		return $query;
	}

	/**
	 * Only ids beyond. Pages by number would miss products when others are deleted meanwhile.
	 *
	 * @param string    $where SQL.
	 * @param \WP_Query $query The query.
	 * @return string
	 */
	public static function only_after( $where, $query ) {
		$after = $query->get( 'tributary_after' );
		if ( '' === $after || null === $after ) {
			return $where;
		}
		global $wpdb;
		return $where . $wpdb->prepare( " AND {$wpdb->posts}.ID > %d", (int) $after );
	}
}
