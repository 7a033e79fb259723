<?php
/**
 * What is printed is escaped where it is printed.
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;
use WordPress\Sniffs\Read;

require_once dirname( __DIR__ ) . '/Read.php';

/** Looks at echo, print, printf and short echo tags. */
final class EscapeOutputSniff implements Sniff {

	/**
	 * Functions whose answer may be printed as it is.
	 *
	 * @var string[]
	 */
	public $safe = array( 'absint', 'intval', 'count', 'checked', 'selected', 'disabled', 'number_format_i18n', 'wp_json_encode', 'wp_kses', 'wp_kses_post', 'wc_help_tip', 'wc_price', 'get_submit_button', 'wp_nonce_field', 'paginate_links', 'get_block_wrapper_attributes', 'do_shortcode' );

	/**
	 * Functions that pass on what they are given: their arguments are looked at instead.
	 *
	 * @var string[]
	 */
	private $through = array( 'sprintf', 'implode', 'trim', 'str_repeat', 'ucfirst', 'nl2br' );

	public function register() {
		return array( T_ECHO, T_PRINT, T_OPEN_TAG_WITH_ECHO, T_STRING );
	}

	public function process( File $file, $at ) {
		$tokens = $file->getTokens();
		if ( T_STRING === $tokens[ $at ]['code'] ) {
			if ( in_array( strtolower( $tokens[ $at ]['content'] ), array( 'printf', 'vprintf' ), true ) && Read::is_function_call( $file, $at ) ) {
				$open = $file->findNext( T_OPEN_PARENTHESIS, $at );
				$this->look( $file, $open + 1, $tokens[ $open ]['parenthesis_closer'] );
			}
			return;
		}
		$end = $file->findNext( array( T_SEMICOLON, T_CLOSE_TAG ), $at );
		$this->look( $file, $at + 1, $end );
	}

	private function look( File $file, int $from, int $to ): void {
		$tokens = $file->getTokens();
		for ( $at = $from; $at < $to; $at++ ) {
			$code = $tokens[ $at ]['code'];
			if ( T_OPEN_PARENTHESIS === $code && $this->is_condition( $file, $at ) ) {
				$at = $tokens[ $at ]['parenthesis_closer'];
			} elseif ( in_array( $code, array( T_INT_CAST, T_DOUBLE_CAST, T_BOOL_CAST ), true ) ) {
				$at = $this->behind_expression( $file, $at + 1 );
			} elseif ( T_STRING === $code && Read::is_function_call( $file, $at ) ) {
				$at = $this->call( $file, $at );
			} elseif ( T_VARIABLE === $code || ( T_STRING === $code && $this->is_method( $file, $at ) ) ) {
				if ( $this->is_before_question( $file, $at, $to ) ) {
					$at = $this->question( $file, $at, $to );
					continue;
				}
				$file->addError( 'What is printed here is not escaped: %s', $at, 'OutputNotEscaped', array( $tokens[ $at ]['content'] ) );
				$at = $this->behind_expression( $file, $at );
			} elseif ( T_DOUBLE_QUOTED_STRING === $code && preg_match( '/(?<!\\\\)\$/', $tokens[ $at ]['content'] ) ) {
				$file->addError( 'A variable within a printed text is not escaped', $at, 'OutputNotEscaped' );
			}
		}
	}

	// The place behind a call that is safe, or the call's own place when its arguments are to be looked at.
	private function call( File $file, int $at ): int {
		$tokens = $file->getTokens();
		$name   = strtolower( $tokens[ $at ]['content'] );
		$close  = $tokens[ $file->findNext( T_OPEN_PARENTHESIS, $at ) ]['parenthesis_closer'];
		if ( 0 === strpos( $name, 'esc_' ) || in_array( $name, $this->safe, true ) ) {
			return $close;
		}
		if ( ! in_array( $name, $this->through, true ) ) {
			$file->addError( 'What %s() gives is not escaped', $at, 'OutputNotEscaped', array( $name ) );
			return $close;
		}
		return $at;
	}

	private function is_method( File $file, int $at ): bool {
		$next = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		return T_DOUBLE_COLON === $file->getTokens()[ $next ]['code'];
	}

	private function is_condition( File $file, int $open ): bool {
		$tokens = $file->getTokens();
		$next   = $file->findNext( Tokens::$emptyTokens, $tokens[ $open ]['parenthesis_closer'] + 1, null, true );
		return T_INLINE_THEN === $tokens[ $next ]['code'];
	}

	// Of `$a ? 'x' : 'y'` only the two answers are printed.
	private function question( File $file, int $from, int $to ) {
		$tokens = $file->getTokens();
		for ( $at = $from; $at < $to; $at++ ) {
			if ( T_INLINE_THEN === $tokens[ $at ]['code'] ) {
				return $at;
			}
			if ( in_array( $tokens[ $at ]['code'], array( T_COMMA, T_STRING_CONCAT, T_INLINE_ELSE ), true ) ) {
				return false;
			}
			$at = $tokens[ $at ]['parenthesis_closer'] ?? $tokens[ $at ]['bracket_closer'] ?? $at;
		}
		return false;
	}

	private function is_before_question( File $file, int $at, int $to ): bool {
		return false !== $this->question( $file, $at, $to );
	}

	private function behind_expression( File $file, int $at ): int {
		$tokens = $file->getTokens();
		while ( isset( $tokens[ $at + 1 ] ) && ! in_array( $tokens[ $at + 1 ]['code'], array( T_COMMA, T_STRING_CONCAT, T_SEMICOLON, T_CLOSE_TAG, T_CLOSE_PARENTHESIS, T_INLINE_ELSE, T_INLINE_THEN ), true ) ) {
			++$at;
			$closer = $tokens[ $at ]['parenthesis_closer'] ?? $tokens[ $at ]['bracket_closer'] ?? $at;
			$at     = max( $at, $closer );
		}
		return $at;
	}
}
