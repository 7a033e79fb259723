<?php
/**
 * What comes from outside is cleaned where it is taken.
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use WordPress\Sniffs\Read;

require_once dirname( __DIR__ ) . '/Read.php';

/** Looks for a cleaning function around $_GET, $_POST, $_REQUEST, $_COOKIE and $_SERVER. */
final class ValidatedSanitizedInputSniff implements Sniff {

	const CLEAN = array( 'isset', 'empty', 'unset', 'array_key_exists', 'absint', 'intval', 'wc_clean', 'is_string', 'is_array', 'is_numeric', 'in_array', 'wp_verify_nonce', 'hash_equals', 'esc_url_raw', 'rest_sanitize_boolean', 'wp_kses', 'wp_kses_post', 'preg_match', 'array_keys', 'count' );

	public function register() {
		return array( T_VARIABLE );
	}

	public function process( File $file, $at ) {
		$tokens = $file->getTokens();
		if ( ! in_array( $tokens[ $at ]['content'], array( '$_GET', '$_POST', '$_REQUEST', '$_COOKIE', '$_SERVER', '$_FILES' ), true ) ) {
			return;
		}
		$next = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		if ( T_OPEN_SQUARE_BRACKET !== $tokens[ $next ]['code'] ) {
			return; // All of them at once are handed on to somebody who looks at each.
		}
		foreach ( Read::around( $file, $at ) as $name ) {
			if ( in_array( $name, self::CLEAN, true ) || 0 === strpos( $name, 'sanitize_' ) ) {
				return;
			}
		}
		if ( ! Read::is_cast( $file, $at ) && ! $this->is_compared_or_written( $file, $at ) ) {
			$file->addError( '%s is used as it came: put it through a sanitize_ function', $at, 'InputNotSanitized', array( $tokens[ $at ]['content'] ) );
		}
	}

	// `'POST' === $_SERVER['REQUEST_METHOD']` and `$_COOKIE['a'] = 'b'` take nothing in.
	private function is_compared_or_written( File $file, int $at ): bool {
		$tokens = $file->getTokens();
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		$end    = $at;
		$next   = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		while ( T_OPEN_SQUARE_BRACKET === $tokens[ $next ]['code'] ) {
			$end  = $tokens[ $next ]['bracket_closer'];
			$next = $file->findNext( Tokens::$emptyTokens, $end + 1, null, true );
		}
		$compare = array( T_IS_IDENTICAL, T_IS_NOT_IDENTICAL );
		return in_array( $tokens[ $before ]['code'], $compare, true ) || in_array( $tokens[ $next ]['code'], array_merge( $compare, array( T_EQUAL ) ), true );
	}
}
