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
		return (bool) $around;
	}
}
