<?php
/**
 * Reading tokens: what the sniffs beside this file share.
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Util\Tokens;

/** Where a call begins and ends, and what stands around a token. */
final class Read {

	/**
	 * Whether the name at this place is called as a function, and no method or declaration.
	 *
	 * @param File $file The file.
	 * @param int  $at   The place of the name.
	 */
	public static function is_function_call( File $file, int $at ): bool {
		$tokens = $file->getTokens();
		$next   = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		return false !== $next && T_OPEN_PARENTHESIS === $tokens[ $next ]['code']
			&& ! in_array( $tokens[ $before ]['code'], array( T_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_NEW, T_NULLSAFE_OBJECT_OPERATOR ), true );
	}

	/**
	 * The names of the functions in whose parentheses a token stands, innermost last. Casts and language constructs count by their own words.
	 *
	 * @param File $file The file.
	 * @param int  $at   The place.
	 * @return string[]
	 */
	public static function around( File $file, int $at ): array {
		$tokens = $file->getTokens();
		$names  = array();
		foreach ( array_keys( $tokens[ $at ]['nested_parenthesis'] ?? array() ) as $open ) {
			$name = $file->findPrevious( Tokens::$emptyTokens, $open - 1, null, true );
			if ( false !== $name && in_array( $tokens[ $name ]['code'], array( T_STRING, T_ISSET, T_EMPTY, T_UNSET ), true ) ) {
				$names[] = strtolower( $tokens[ $name ]['content'] );
			}
		}
		return $names;
	}

	/**
	 * Whether a cast to a number or a truth stands right before.
	 *
	 * @param File $file The file.
	 * @param int  $at   The place.
	 */
	public static function is_cast( File $file, int $at ): bool {
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		return false !== $before && in_array( $file->getTokens()[ $before ]['code'], array( T_INT_CAST, T_BOOL_CAST, T_DOUBLE_CAST ), true );
	}

	/**
	 * The arguments of a call: places of the first and the last token of each.
	 *
	 * @param File $file The file.
	 * @param int  $name The place of the function's name.
	 * @return array<int, array{0: int, 1: int}>
	 */
	public static function arguments( File $file, int $name ): array {
		$tokens = $file->getTokens();
		$open   = $file->findNext( T_OPEN_PARENTHESIS, $name );
		$close  = $tokens[ $open ]['parenthesis_closer'];
		$start  = $open + 1;
		$found  = array();
		for ( $at = $start; $at <= $close; $at++ ) {
			$inner = $tokens[ $at ]['parenthesis_closer'] ?? $tokens[ $at ]['bracket_closer'] ?? null;
			if ( $at < $close && null !== $inner && $inner > $at ) {
				$at = $inner;
				continue;
			}
			if ( $at === $close || T_COMMA === $tokens[ $at ]['code'] ) {
				if ( false !== $file->findNext( Tokens::$emptyTokens, $start, $at, true ) ) {
					$found[] = array( $start, $at - 1 );
				}
				$start = $at + 1;
			}
		}
		return $found;
	}

	/**
	 * Where the function or closure around a place begins and ends; the whole file outside of any.
	 *
	 * @param File $file The file.
	 * @param int  $at   The place.
	 * @return array{0: int, 1: int}
	 */
	public static function scope( File $file, int $at ): array {
		$tokens = $file->getTokens();
		foreach ( array_reverse( $tokens[ $at ]['conditions'], true ) as $place => $code ) {
			if ( T_FUNCTION === $code || T_CLOSURE === $code ) {
				return array( $tokens[ $place ]['scope_opener'], $tokens[ $place ]['scope_closer'] );
			}
		}
		return array( 0, $file->numTokens - 1 );
	}
}
