<?php
/**
 * `/wp-json/…`, and the files of plugins.
 *
 * @package Tributary\Tests
 */

/** REST and files. */
final class Stage_Rest {

	const BASE  = '/wp-json/';
	const FILES = '/wp-content/plugins/';
	const KINDS = array(
		'css' => 'text/css',
		'js'  => 'text/javascript',
	);

	/** Sends a file of a plugin, if one is asked for. */
	public static function is_file(): bool {
		$path = Stage::path();
		if ( '/favicon.ico' === $path ) {
			http_response_code( 204 );
			return true;
		}
		$kind = self::KINDS[ pathinfo( $path, PATHINFO_EXTENSION ) ] ?? '';
		if ( 0 !== strpos( $path, self::FILES ) || '' === $kind || false !== strpos( $path, '..' ) ) {
			return false;
		}
		header( "Content-Type: $kind; charset=UTF-8" );
		readfile( Stage::folder() . $path );
		return true;
	}

	public static function is_asked(): bool {
		return 0 === strpos( Stage::path(), self::BASE );
	}

	/** The cookie alone says nobody here: a script of another site has it, too. */
	public static function know_who(): void {
		if ( ! wp_verify_nonce( $_SERVER['HTTP_X_WP_NONCE'] ?? '', 'wp_rest' ) ) {
			wp_set_current_user( 0 );
		}
	}

	public static function answer(): void {
		$request = new WP_REST_Request( $_SERVER['REQUEST_METHOD'], '/' . substr( Stage::path(), strlen( self::BASE ) ) );
		foreach ( getallheaders() as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_query_params( wp_unslash( $_GET ) );
		$request->set_body( (string) file_get_contents( 'php://input' ) );
		$answer = rest_do_request( $request );
		http_response_code( $answer->get_status() );
		header( 'Content-Type: application/json; charset=UTF-8' );
		foreach ( $answer->get_headers() as $name => $value ) {
			header( "$name: $value" );
		}
		echo wp_json_encode( $answer->get_data() );
	}
}
