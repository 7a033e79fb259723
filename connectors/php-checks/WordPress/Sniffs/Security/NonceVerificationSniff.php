<?php
/**
 * Who reads a form checks first that the shop itself made it.
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs\Security;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use WordPress\Sniffs\Read;

require_once dirname( __DIR__ ) . '/Read.php';

/** Looks for a nonce before $_POST, $_REQUEST and $_FILES in the same function. */
final class NonceVerificationSniff implements Sniff {

	/**
	 * What checks a nonce.
	 *
	 * @var string[]
	 */
	public $checks = array( 'check_admin_referer', 'check_ajax_referer', 'wp_verify_nonce' );

	public function register() {
		return array( T_VARIABLE );
	}

	public function process( File $file, $at ) {
		$name = $file->getTokens()[ $at ]['content'];
		if ( ! in_array( $name, array( '$_POST', '$_REQUEST', '$_FILES', '$_GET' ), true ) || $this->is_checked( $file, $at ) ) {
			return;
		}
		if ( '$_GET' === $name ) {
			$file->addWarning( 'A parameter is read without a nonce: nothing may be changed by it', $at, 'Recommended' );
			return;
		}
		$file->addError( 'A form is read without a nonce: call check_admin_referer() first, in the same function', $at, 'Missing' );
	}

	private function is_checked( File $file, int $at ): bool {
		$tokens       = $file->getTokens();
		list( $from ) = Read::scope( $file, $at );
		// The check itself reads the form, so it counts up to the end of its own parentheses.
		$around = array_intersect( Read::around( $file, $at ), $this->checks );
		for ( $place = $from; $place < $at && ! $around; $place++ ) {
			if ( T_STRING === $tokens[ $place ]['code'] && in_array( $tokens[ $place ]['content'], $this->checks, true ) ) {
				return true;
			}
		}
		return $around || $this->takes_the_nonce( $file, $at );
	}

	// `$nonce = … $_POST['x'] …;` and then `wp_verify_nonce( $nonce, … )`: taking the nonce out is no reading of the form.
	private function takes_the_nonce( File $file, int $at ): bool {
		$tokens = $file->getTokens();
		$before = $file->findPrevious( array( T_SEMICOLON, T_OPEN_CURLY_BRACKET, T_CLOSE_CURLY_BRACKET ), $at );
		$start  = $file->findNext( T_WHITESPACE, $before + 1, null, true );
		if ( T_VARIABLE !== $tokens[ $start ]['code'] ) {
			return false;
		}
		list( , $to ) = Read::scope( $file, $at );
		for ( $place = $at; $place < $to; $place++ ) {
			if ( T_STRING === $tokens[ $place ]['code'] && in_array( $tokens[ $place ]['content'], $this->checks, true ) ) {
				$first = Read::arguments( $file, $place )[0] ?? array( 0, -1 );
				return trim( $file->getTokensAsString( $first[0], $first[1] - $first[0] + 1 ) ) === $tokens[ $start ]['content'];
			}
		}
		return false;
	}
}
