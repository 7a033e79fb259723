<?php
/**
 * The server's side of the protocol, as far as the plugin sees it, inside the tests' own process.
 *
 * @package Tributary\Tests
 */

/** A server that keeps what it hears. */
final class Stub_Server {

	const ADDRESS = 'https://tributary.example';
	const STORE   = 'sto_01k9zjv4c8e1r7t2b5m6n3q0xw';
	const KEY     = 'trb_live_key';
	const SECRET  = "a & b <c> \"d\" 'e'";

	/**
	 * Whether nobody answers.
	 *
	 * @var bool
	 */
	public $down = false;

	/**
	 * What hooks are answered with.
	 *
	 * @var int
	 */
	public $status = 200;

	/**
	 * Deliveries that were taken, in order: topic, body, delivery.
	 *
	 * @var array<int, array{topic: string, body: array, delivery: string}>
	 */
	public $deliveries = array();

	/**
	 * Clicks by the id that the shop gave them.
	 *
	 * @var array<string, array>
	 */
	public $clicks = array();

	/**
	 * What happened to products.
	 *
	 * @var Stub_Products
	 */
	public $products;

	public function __construct() {
		$this->products = new Stub_Products();
	}

	/**
	 * Answers as wp_remote_request does.
	 *
	 * @param string $method The method.
	 * @param string $url    The address.
	 * @param array  $args   Headers and body.
	 */
	public function answer( string $method, string $url, array $args ) {
		if ( $this->down ) {
			return new WP_Error( 'http_request_failed', 'cURL error 7: Failed to connect' );
		}
		$path = (string) parse_url( $url, PHP_URL_PATH );
		$body = (string) ( $args['body'] ?? '' );
		if ( '/hooks/woocommerce/' . self::STORE === $path ) {
			return $this->hook( $args['headers'], $body );
		}
		if ( ( $args['headers']['Authorization'] ?? '' ) !== 'Bearer ' . self::KEY ) {
			return $this->problem( 401, 'This key is not known.' );
		}
		$said = json_decode( $body, true );
		if ( '/api/v1/clicks' === $path ) {
			return $this->click( $said );
		}
		$answer = $this->products->answer( $method, $path, (array) $said, (string) parse_url( $url, PHP_URL_QUERY ) );
		return $answer ? $answer : $this->problem( 404, "Nothing at $path." );
	}

	private function hook( array $headers, string $body ) {
		$right = base64_encode( hash_hmac( 'sha256', $body, self::SECRET, true ) );
		if ( ! hash_equals( $right, (string) ( $headers['X-WC-Webhook-Signature'] ?? '' ) ) ) {
			return $this->problem( 401, 'The signature is wrong.' );
		}
		if ( 200 !== $this->status ) {
			return $this->problem( $this->status, 'As the test wants.' );
		}
		$this->deliveries[] = array(
			'topic'    => $headers['X-WC-Webhook-Topic'],
			'body'     => json_decode( $body, true ),
			'delivery' => $headers['X-WC-Webhook-Delivery-ID'],
		);
		return Fake_Http::answer( 200, '{}' );
	}

	private function click( array $said ) {
		$id                  = $said['external_id'];
		$known               = $this->clicks[ $id ]['click'] ?? 'clk_' . substr( md5( $id ), 0, 26 );
		$this->clicks[ $id ] = array( 'click' => $known ) + $said;
		$answer              = array(
			'click'       => $known,
			'outcome'     => 'counted',
			'cookie_days' => 30,
		);
		return Fake_Http::answer( 201, wp_json_encode( $answer ) );
	}

	private function problem( int $status, string $detail ) {
		return Fake_Http::answer( $status, wp_json_encode( array( 'detail' => $detail ) ) );
	}

	/** The topics in order; of `tributary.order` with its event. */
	public function heard(): array {
		return array_map(
			function ( array $one ) {
				return 'tributary.order' === $one['topic'] ? $one['topic'] . ':' . $one['body']['event'] : $one['topic'];
			},
			$this->deliveries
		);
	}

	/**
	 * What the server knows of an order after all deliveries: status and refunds, or `deleted`.
	 *
	 * @param int $id The order.
	 */
	public function standing( int $id ): array {
		$now = array( 'status' => 'unknown' );
		foreach ( $this->deliveries as $one ) {
			$body = $one['body'];
			if ( 'tributary.order' === $one['topic'] && $body['order']['id'] === $id ) {
				$now = array(
					'status'  => $body['order']['status'],
					'refunds' => array_column( $body['refunds'], 'amount' ),
				);
			} elseif ( 'order.deleted' === $one['topic'] && $body['id'] === $id ) {
				$now['status'] = 'trash';
			} elseif ( 'action.woocommerce_delete_order' === $one['topic'] && $body['arg'] === $id ) {
				$now['status'] = 'deleted';
			}
		}
		return $now;
	}

	/** The newest body of `tributary.order`. */
	public function last_order(): array {
		$orders = array_filter(
			$this->deliveries,
			function ( array $one ) {
				return 'tributary.order' === $one['topic'];
			}
		);
		return end( $orders )['body'];
	}
}
