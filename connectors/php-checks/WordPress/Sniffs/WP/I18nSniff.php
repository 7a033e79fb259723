<?php
/**
 * Texts can be collected for translation: literal, with the plugin's own domain, and with a word to translators where they have places.
 *
 * @package Tributary\Checks
 */

namespace WordPress\Sniffs\WP;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use WordPress\Sniffs\Read;

require_once dirname( __DIR__ ) . '/Read.php';

/** Looks at __(), _n() and their kin. */
final class I18nSniff implements Sniff {

	/**
	 * The domain of the plugin.
	 *
	 * @var string
	 */
	public $domain = 'tributary';

	/** Functions, and how many texts they begin with. */
	const TEXTS = array(
		'__'           => 1,
		'_e'           => 1,
		'esc_html__'   => 1,
		'esc_html_e'   => 1,
		'esc_attr__'   => 1,
		'esc_attr_e'   => 1,
		'_x'           => 2,
		'esc_html_x'   => 2,
		'esc_attr_x'   => 2,
		'_n'           => 2,
		'_nx'          => 2,
	);

	public function register() {
		return array( T_STRING );
	}

	public function process( File $file, $at ) {
		$name = $file->getTokens()[ $at ]['content'];
		if ( ! isset( self::TEXTS[ $name ] ) || ! Read::is_function_call( $file, $at ) ) {
			return;
		}
		$arguments = Read::arguments( $file, $at );
		$texts     = array_slice( $arguments, 0, self::TEXTS[ $name ] );
		foreach ( $texts as $text ) {
			if ( null === $this->literal( $file, $text ) ) {
				$file->addError( '%s() needs a literal, or nobody can translate it', $at, 'NonSingularStringLiteralText', array( $name ) );
			}
		}
		if ( $this->domain !== $this->literal( $file, end( $arguments ) ) ) {
			$file->addError( '%s() needs the domain %s as its last argument', $at, 'TextDomainMismatch', array( $name, $this->domain ) );
		}
		if ( $texts && preg_match( '/%(\d+\$)?[sd]/', (string) $this->literal( $file, $texts[0] ) ) && ! $this->is_explained( $file, $at ) ) {
			$file->addError( 'A text with places needs a comment `translators:` on the line before', $at, 'MissingTranslatorsComment' );
		}
	}

	private function literal( File $file, array $span ): ?string {
		$text = trim( $file->getTokensAsString( $span[0], $span[1] - $span[0] + 1 ) );
		return preg_match( '/^([\'"])(?:(?!\1|\\\\).|\\\\.)*\1$/s', $text ) ? substr( $text, 1, -1 ) : null;
	}

	private function is_explained( File $file, int $at ): bool {
		$tokens  = $file->getTokens();
		$comment = $file->findPrevious( T_COMMENT, $at );
		return false !== $comment && false !== strpos( $tokens[ $comment ]['content'], 'translators:' ) && $tokens[ $at ]['line'] - $tokens[ $comment ]['line'] <= 3;
	}
}
