<?php
/**
 * Statements hold only literals and the names of tables; every value goes through prepare().
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs\DB;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use WordPress\Sniffs\Read;

require_once dirname( __DIR__ ) . '/Read.php';

/** Looks at the first argument of what $wpdb asks. */
final class PreparedSQLSniff implements Sniff {

	const ASKS = array( 'query', 'get_var', 'get_row', 'get_col', 'get_results', 'prepare' );

	public function register() {
		return array( T_VARIABLE );
	}

	public function process( File $file, $at ) {
		$tokens = $file->getTokens();
		$arrow  = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		$name   = $file->findNext( Tokens::$emptyTokens, $arrow + 1, null, true );
		if ( '$wpdb' !== $tokens[ $at ]['content'] || T_OBJECT_OPERATOR !== $tokens[ $arrow ]['code'] || ! in_array( $tokens[ $name ]['content'], self::ASKS, true ) ) {
			return;
		}
		$arguments = Read::arguments( $file, $name );
		if ( $arguments ) {
			$this->look( $file, $arguments[0][0], $arguments[0][1] );
		}
	}

	private function look( File $file, int $from, int $to ): void {
		$tokens = $file->getTokens();
		for ( $at = $from; $at <= $to; $at++ ) {
			if ( T_VARIABLE === $tokens[ $at ]['code'] ) {
				if ( '$wpdb' !== $tokens[ $at ]['content'] ) {
					$file->addError( '%s stands in a statement: give it to $wpdb->prepare()', $at, 'NotPrepared', array( $tokens[ $at ]['content'] ) );
					continue;
				}
				// A call within is looked at by itself; the name of a table is fine.
				$open = $file->findNext( Tokens::$emptyTokens, $file->findNext( T_STRING, $at ) + 1, null, true );
				$at   = max( $at, $tokens[ $open ]['parenthesis_closer'] ?? $at );
			} elseif ( in_array( $tokens[ $at ]['code'], array( T_DOUBLE_QUOTED_STRING, T_HEREDOC ), true ) ) {
				$this->interpolated( $file, $at );
			}
		}
	}

	private function interpolated( File $file, int $at ): void {
		$rest = preg_replace( '/\{?\$wpdb->\w+\}?/', '', $file->getTokens()[ $at ]['content'] );
		if ( preg_match( '/(?<!\\\\)\{?\$\{?\w+/', $rest, $match ) ) {
			$file->addError( '%s stands within a statement: give it to $wpdb->prepare()', $at, 'InterpolatedNotPrepared', array( $match[0] ) );
		}
	}
}
