<?php
/**
 * What came back from the server, or why nothing did.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * One answer.
 */
final class Answer {

	const OWN_TROUBLE = 400; // Tried again later, and stops nothing else.

	/**
	 * The HTTP status; 0 when there was no answer at all.
	 *
	 * @var int
	 */
	public $status = 0;

	/**
	 * The body, read as JSON.
	 *
	 * @var array
	 */
	public $data = array();

	/**
	 * Why not, in a sentence; empty when all is well.
	 *
	 * @var string
	 */
	public $reason = '';

	/**
	 * Seconds that the server asks to wait; 0 when it does not say.
	 *
	 * @var int
	 */
	public $wait = 0;

	/**
	 * Reads what `wp_remote_request` gives.
	 *
	 * @param array|\WP_Error $response As it came.
	 */
	public function __construct( $response ) {
		if ( is_wp_error( $response ) ) {
			/* translators: %s: the reason as the network states it. */
			$this->reason = sprintf( __( 'The server could not be reached: %s', 'tributary' ), $response->get_error_message() );
			return;
		}
		$this->status = (int) wp_remote_retrieve_response_code( $response );
		$this->wait   = max( 0, min( 3600, (int) wp_remote_retrieve_header( $response, 'retry-after' ) ) );
		$data         = json_decode( (string) wp_remote_retrieve_body( $response ), true );
		$this->data   = is_array( $data ) ? $data : array();
		if ( ! $this->is_good() ) {
			$this->reason = $this->told();
		}
	}

	/**
	 * There is nothing to tell; that counts as told.
	 */
	public static function of_nothing(): self {
		$answer         = new self( array() );
		$answer->status = 204;
		$answer->reason = '';
		return $answer;
	}

	/**
	 * The shop itself could not say it.
	 *
	 * @param string $message What PHP says.
	 */
	public static function of_trouble( string $message ): self {
		$answer         = new self( array() );
		$answer->status = self::OWN_TROUBLE;
		/* translators: %s: an error message of PHP. */
		$answer->reason = sprintf( __( 'The shop could not read it: %s', 'tributary' ), $message );
		return $answer;
	}

	/**
	 * Whether the server has taken it.
	 */
	public function is_good(): bool {
		return $this->status >= 200 && $this->status < 300;
	}

	/**
	 * Whether the trouble lies between us and the server, so that nothing else would get through either.
	 */
	public function is_outage(): bool {
		return 0 === $this->status || 429 === $this->status || $this->status >= 500 || ( $this->status >= 300 && $this->status < 400 );
	}

	/**
	 * A text of the answer's body.
	 *
	 * @param string $name The field.
	 */
	public function text( string $name ): string {
		return isset( $this->data[ $name ] ) && is_scalar( $this->data[ $name ] ) ? (string) $this->data[ $name ] : '';
	}

	/**
	 * The server's own sentence where it has one, else the status.
	 */
	private function told(): string {
		$detail = $this->text( 'detail' );
		$fields = isset( $this->data['errors'] ) && is_array( $this->data['errors'] ) ? $this->data['errors'] : array();
		foreach ( $fields as $field ) {
			if ( is_array( $field ) && isset( $field['pointer'], $field['detail'] ) ) {
				$detail = trim( $detail . ' ' . $field['pointer'] . ': ' . $field['detail'] );
				break;
			}
		}
		if ( '' !== $detail ) {
			/* translators: 1: HTTP status, 2: what the server says about it. */
			return sprintf( __( 'The server answered %1$d: %2$s', 'tributary' ), $this->status, $detail );
		}
		if ( $this->status >= 300 && $this->status < 400 ) {
			/* translators: %d: HTTP status. */
			return sprintf( __( 'The server\'s address redirects (%d). Connect again with the address it leads to.', 'tributary' ), $this->status );
		}
		/* translators: %d: HTTP status. */
		return sprintf( __( 'The server answered %d.', 'tributary' ), $this->status );
	}
}
