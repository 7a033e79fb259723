<?php
/**
 * Writes languages/tributary.pot from the plugin's own files: `php tools/pot.php`. With `--check` it only says whether the file is
 * up to date, and ends with 1 if not.
 *
 * @package Tributary
 */

// phpcs:disable Generic.PHP.ForbiddenFunctions, WordPress.WP.AlternativeFunctions, WordPress.Security.EscapeOutput, WordPress.NamingConventions.PrefixAllGlobals -- A tool for the command line; WordPress is not there.

if ( 'cli' !== PHP_SAPI ) {
	exit( 1 );
}

const POT_FUNCTIONS = array( '__', '_e', '_n', 'esc_html__', 'esc_html_e', 'esc_attr__', 'esc_attr_e' );

/**
 * Texts in a PHP file: array( text, plural or '', line, comment ).
 *
 * @param string $source The file.
 */
function pot_in_php( string $source ): array {
	$found   = array();
	$comment = '';
	$tokens  = array_values(
		array_filter(
			token_get_all( $source ),
			static function ( $token ) {
				return ! is_array( $token ) || T_WHITESPACE !== $token[0];
			}
		)
	);
	foreach ( $tokens as $at => $token ) {
		if ( is_array( $token ) && T_COMMENT === $token[0] && false !== stripos( $token[1], 'translators:' ) ) {
			$comment = trim( $token[1], "/* \t\n" );
			continue;
		}
		if ( ';' === $token ) {
			$comment = '';
		}
		if ( ! is_array( $token ) || T_STRING !== $token[0] || ! in_array( $token[1], POT_FUNCTIONS, true ) || '(' !== $tokens[ $at + 1 ] ) {
			continue;
		}
		$texts = array();
		$next  = $at + 2;
		while ( isset( $tokens[ $next ] ) && is_array( $tokens[ $next ] ) && T_CONSTANT_ENCAPSED_STRING === $tokens[ $next ][0] ) {
			$texts[] = pot_text( $tokens[ $next ][1] );
			$next   += 2; // The comma.
		}
		if ( $texts ) {
			$found[] = array( $texts[0], '_n' === $token[1] && isset( $texts[1] ) ? $texts[1] : '', $token[2], $comment );
		}
	}
	return $found;
}

/**
 * A literal's text. Only single quotes are used here, and double ones without escapes.
 *
 * @param string $literal As in the source.
 */
function pot_text( string $literal ): string {
	return strtr(
		substr( $literal, 1, -1 ),
		array(
			"\\'"  => "'",
			'\\\\' => '\\',
		)
	);
}

/**
 * Texts in a script.
 *
 * @param string $source The file.
 */
function pot_in_js( string $source ): array {
	$found = array();
	preg_match_all( "/\\b__\\(\\s*'((?:[^'\\\\]|\\\\.)*)'/", $source, $hits, PREG_OFFSET_CAPTURE );
	foreach ( $hits[1] as $hit ) {
		$found[] = array( pot_text( "'" . $hit[0] . "'" ), '', substr_count( substr( $source, 0, $hit[1] ), "\n" ) + 1, '' );
	}
	return $found;
}

/**
 * The plugin's own name and description, which WordPress translates, too.
 *
 * @param string $source tributary.php.
 */
function pot_in_header( string $source ): array {
	$found = array();
	foreach ( array( 'Plugin Name', 'Description' ) as $field ) {
		if ( preg_match( '/^ \* ' . $field . ':\s*(.+)$/m', $source, $hit, PREG_OFFSET_CAPTURE ) ) {
			$found[] = array( trim( $hit[1][0] ), '', substr_count( substr( $source, 0, $hit[1][1] ), "\n" ) + 1, 'translators: ' . $field . ' of the plugin.' );
		}
	}
	return $found;
}

/**
 * A text as .pot files quote it.
 *
 * @param string $text The text.
 */
function pot_quoted( string $text ): string {
	return '"' . addcslashes( $text, "\"\\\n\t" ) . '"';
}

/**
 * The file's whole content.
 *
 * @param string $root The plugin's folder.
 */
function pot_written( string $root ): string {
	$files = array_merge( array( $root . '/tributary.php' ), glob( $root . '/includes/*.php' ), glob( $root . '/assets/*.js' ) );
	$all   = array();
	foreach ( $files as $file ) {
		$source = (string) file_get_contents( $file );
		$texts  = '.js' === substr( $file, -3 ) ? pot_in_js( $source ) : pot_in_php( $source );
		if ( 'tributary.php' === basename( $file ) ) {
			$texts = array_merge( pot_in_header( $source ), $texts );
		}
		foreach ( $texts as list( $text, $plural, $line, $comment ) ) {
			$key                      = $text . "\0" . $plural;
			$all[ $key ]['text']      = $text;
			$all[ $key ]['plural']    = $plural;
			$all[ $key ]['places'][]  = substr( $file, strlen( $root ) + 1 ) . ':' . $line;
			$all[ $key ]['comment'][] = $comment;
		}
	}
	$out  = "# Tributary for WooCommerce. This file is under GPL-2.0-or-later, like the plugin. Made by tools/pot.php.\n";
	$out .= "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: Tributary for WooCommerce\\n\"\n\"MIME-Version: 1.0\\n\"\n"
		. "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n"
		. "\"X-Domain: tributary\\n\"\n";
	foreach ( $all as $one ) {
		$out .= "\n";
		foreach ( array_unique( array_filter( $one['comment'] ) ) as $comment ) {
			$out .= '#. ' . $comment . "\n";
		}
		$out .= '#: ' . implode( ' ', array_unique( $one['places'] ) ) . "\n";
		$out .= false !== strpos( $one['text'] . $one['plural'], '%' ) ? "#, php-format\n" : '';
		$out .= 'msgid ' . pot_quoted( $one['text'] ) . "\n";
		$out .= '' === $one['plural'] ? "msgstr \"\"\n" : 'msgid_plural ' . pot_quoted( $one['plural'] ) . "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n";
	}
	return $out;
}

$root    = dirname( __DIR__ );
$path    = $root . '/languages/tributary.pot';
$written = pot_written( $root );
if ( in_array( '--check', $argv, true ) ) {
	if ( ! is_readable( $path ) || file_get_contents( $path ) !== $written ) {
		fwrite( STDERR, "languages/tributary.pot is not up to date: php tools/pot.php\n" );
		exit( 1 );
	}
	exit( 0 );
}
file_put_contents( $path, $written );
echo substr_count( $written, "\nmsgid " ) - 1, " texts\n";
