<?php
/**
 * WP_Error.
 *
 * @package Tributary\Tests
 */

/** What went wrong, by code. */
class WP_Error {

	private $codes = array();
	private $about = array();

	public function __construct( $code = '', $message = '', $data = '' ) {
		if ( '' !== $code ) {
			$this->add( $code, $message, $data );
		}
	}

	public function add( $code, $message, $data = '' ) {
		$this->codes[ $code ][] = $message;
		if ( '' !== $data ) {
			$this->about[ $code ] = $data;
		}
	}

	public function get_error_code() {
		$codes = array_keys( $this->codes );
		return $codes[0] ?? '';
	}

	public function get_error_codes() {
		return array_keys( $this->codes );
	}

	public function get_error_message( $code = '' ) {
		$code = '' === $code ? $this->get_error_code() : $code;
		return $this->codes[ $code ][0] ?? '';
	}

	public function get_error_messages( $code = '' ) {
		return '' === $code ? array_merge( array(), ...array_values( $this->codes ) ) : ( $this->codes[ $code ] ?? array() );
	}

	public function get_error_data( $code = '' ) {
		$code = '' === $code ? $this->get_error_code() : $code;
		return $this->about[ $code ] ?? null;
	}

	public function has_errors() {
		return (bool) $this->codes;
	}
}

function is_wp_error( $thing ) {
	return $thing instanceof WP_Error;
}
