<?php
/**
 * Compiles languages/*.po to the .mo files that WordPress reads: `php tools/mo.php`. With `--check` it only says whether they are up
 * to date and whether each text still stands in the template, and ends with 1 if not.
 *
 * @package Tributary
 */

// phpcs:disable Generic.PHP.ForbiddenFunctions, WordPress.WP.AlternativeFunctions, WordPress.Security.EscapeOutput, WordPress.NamingConventions.PrefixAllGlobals -- A tool for the command line; WordPress is not there.

if ( 'cli' !== PHP_SAPI ) {
	exit( 1 );
}

/**
 * Texts of a .po file: msgid => msgstr. Plurals are not used there.
 *
 * @param string $source The file.
 * @return array<string,string>
 */
function mo_read( string $source ): array {
	$texts = array();
	$id    = null;
	$at    = '';
	foreach ( explode( "\n", $source ) as $line ) {
		if ( 1 !== preg_match( '/^(msgid |msgstr |)"(.*)"$/', $line, $parts ) ) {
			continue;
		}
		$text = stripcslashes( $parts[2] );
		if ( 'msgid ' === $parts[1] ) {
			$id = $text;
			$at = 'id';
		} elseif ( 'msgstr ' === $parts[1] ) {
			$texts[ (string) $id ] = $text;
			$at                    = 'str';
		} elseif ( 'id' === $at ) {
			$id .= $text;
		} else {
			$texts[ (string) $id ] .= $text;
		}
	}
	ksort( $texts, SORT_STRING );
	return array_filter( $texts, 'strlen' );
}

/**
 * A .mo file.
 *
 * @param array<string,string> $texts Sorted.
 */
function mo_written( array $texts ): string {
	$count   = count( $texts );
	$ids     = '';
	$strings = '';
	$heads   = array( '', '' );
	$from    = 28 + 16 * $count;
	$id_size = array_sum( array_map( 'strlen', array_keys( $texts ) ) ) + $count;
	foreach ( $texts as $id => $text ) {
		$heads[0] .= pack( 'VV', strlen( (string) $id ), $from + strlen( $ids ) );
		$heads[1] .= pack( 'VV', strlen( $text ), $from + $id_size + strlen( $strings ) );
		$ids      .= $id . "\0";
		$strings  .= $text . "\0";
	}
	return pack( 'V7', 0x950412de, 0, $count, 28, 28 + 8 * $count, 0, $from ) . $heads[0] . $heads[1] . $ids . $strings;
}

$folder   = dirname( __DIR__ ) . '/languages';
$template = mo_read( (string) preg_replace( '/^msgstr ""$/m', 'msgstr "x"', (string) file_get_contents( $folder . '/tributary.pot' ) ) );
$bad      = 0;
foreach ( glob( $folder . '/*.po' ) as $path ) {
	$texts   = mo_read( (string) file_get_contents( $path ) );
	$written = mo_written( $texts );
	$target  = substr( $path, 0, -3 ) . '.mo';
	foreach ( array_keys( $texts ) as $id ) {
		if ( '' !== $id && ! isset( $template[ $id ] ) ) {
			fwrite( STDERR, basename( $path ) . ": the plugin says no more: $id\n" );
			$bad = 1;
		}
	}
	if ( ! in_array( '--check', $argv, true ) ) {
		file_put_contents( $target, $written );
	} elseif ( ! is_readable( $target ) || file_get_contents( $target ) !== $written ) {
		fwrite( STDERR, basename( $target ) . " is not up to date: php tools/mo.php\n" );
		$bad = 1;
	}
}
exit( $bad );
