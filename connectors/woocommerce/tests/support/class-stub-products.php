<?php
/**
 * The server's side of product syncs.
 *
 * @package Tributary\Tests
 */

/** Products as a server would hold them. */
final class Stub_Products {

	const FULL = 'psy_01k9zjv4c8e1r7t2b5m6n3q0xw';

	/**
	 * By the shop's id.
	 *
	 * @var array<string, array>
	 */
	public $held = array();

	/**
	 * How often each came in a full sync.
	 *
	 * @var array<string, int>
	 */
	public $came = array();

	/**
	 * Ids that were taken out.
	 *
	 * @var string[]
	 */
	public $removed = array();

	/**
	 * How the full sync stands: '', running or done.
	 *
	 * @var string
	 */
	public $state = '';

	/**
	 * The cursor behind the last batch.
	 *
	 * @var string|null
	 */
	public $after = null;

	/**
	 * After how many batches the shop's process dies: before the server's answer arrives. 0 for never.
	 *
	 * @var int
	 */
	public $dies_after = 0;

	/** Batches so far. */
	private $batches = 0;

	public function answer( string $method, string $path, array $said, string $query ) {
		if ( '/api/v1/product_syncs' === $path ) {
			return $this->begin( $said );
		}
		if ( preg_match( '@^/api/v1/product_syncs/([^/]+)/(products|finish)$@', $path, $match ) ) {
			return 'finish' === $match[2] ? $this->finish( $match[1] ) : $this->batch( $match[1], $said );
		}
		if ( '/api/v1/products' === $path && 'DELETE' === $method ) {
			parse_str( $query, $asked );
			$this->removed[] = $asked['external_id'];
			unset( $this->held[ $asked['external_id'] ] );
			return Fake_Http::answer( 204 );
		}
		return null;
	}

	private function begin( array $said ) {
		if ( 'full' !== $said['kind'] ) {
			return Fake_Http::answer( 201, wp_json_encode( array( 'id' => 'psy_incremental', 'state' => 'running', 'done' => 0, 'skipped' => 0, 'after' => null ) ) );
		}
		$goes_on     = 'running' === $this->state;
		$this->state = 'running';
		$standing    = array(
			'id'      => self::FULL,
			'state'   => 'running',
			'done'    => count( $this->came ),
			'skipped' => 0,
			'after'   => $goes_on ? $this->after : null,
		);
		return Fake_Http::answer( $goes_on ? 200 : 201, wp_json_encode( $standing ) );
	}

	private function batch( string $sync, array $said ) {
		if ( count( $said['products'] ) > 100 ) {
			return Fake_Http::answer( 422, wp_json_encode( array( 'detail' => 'At most 100 products.' ) ) );
		}
		$skipped = array();
		foreach ( $said['products'] as $product ) {
			if ( '' === $product['name'] ) {
				$skipped[] = array(
					'external_id' => $product['external_id'],
					'field'       => '/name',
					'detail'      => 'A product needs a name.',
				);
				continue;
			}
			$this->held[ $product['external_id'] ] = $product;
			if ( self::FULL === $sync ) {
				$this->came[ $product['external_id'] ] = 1 + ( $this->came[ $product['external_id'] ] ?? 0 );
			}
		}
		if ( self::FULL === $sync ) {
			$this->after = $said['after'];
			++$this->batches;
		}
		if ( $this->dies_after > 0 && $this->batches === $this->dies_after ) {
			$this->dies_after = 0;
			throw new Fake_Ended( 'killed' );
		}
		// What is done is said of the whole sync, not of this batch.
		$done = self::FULL === $sync ? count( $this->came ) : count( $said['products'] ) - count( $skipped );
		return Fake_Http::answer( 200, wp_json_encode( array( 'done' => $done, 'skipped' => $skipped, 'after' => $said['after'] ) ) );
	}

	private function finish( string $sync ) {
		if ( self::FULL === $sync ) {
			$this->state = 'done';
			$this->held  = array_intersect_key( $this->held, $this->came );
		}
		return Fake_Http::answer( 200, '{}' );
	}
}
