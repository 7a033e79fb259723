<?php
/**
 * The checks find what is wrong, and only that.
 *
 * @package Tributary\Checks
 */

use PHPUnit\Framework\TestCase;

/** Checks of the checks. */
final class Checks_Test extends TestCase {

	const FIXTURES = __DIR__ . '/fixtures/';

	public function test_the_sniffs_find_every_unsafe_line_and_no_other(): void {
		$command = 'phpcs -n -q --report=json --standard=' . escapeshellarg( dirname( __DIR__ ) . '/WordPress' ) . ' --sniffs='
			. 'WordPress.Security.EscapeOutput,WordPress.Security.NonceVerification,WordPress.Security.ValidatedSanitizedInput,WordPress.DB.PreparedSQL,WordPress.WP.I18n '
			. escapeshellarg( self::FIXTURES . 'unsafe.php' );
		$report  = json_decode( (string) shell_exec( $command ), true );
		$found   = array();
		foreach ( reset( $report['files'] )['messages'] as $message ) {
			$found[ $message['line'] ] = implode( '.', array_slice( explode( '.', $message['source'] ), 2 ) );
		}
		ksort( $found );
		$this->assertSame( $this->wanted( 'unsafe.php' ), $found );
	}

	public function test_the_analysis_finds_every_name_without_something_behind_it_and_no_other(): void {
		$command = 'php ' . escapeshellarg( dirname( __DIR__ ) . '/resolve/resolve.php' ) . ' ' . escapeshellarg( __DIR__ . '/setup.php' ) . ' 2>&1';
		$said    = (string) shell_exec( $command );
		$wanted  = $this->wanted( 'unresolved.php' );
		$lines   = array();
		foreach ( explode( "\n", $said ) as $line ) {
			if ( preg_match( '/unresolved\.php:(\d+): (.*)$/', $line, $match ) ) {
				$lines[ (int) $match[1] ][] = $match[2];
			}
		}
		ksort( $lines );
		$this->assertSame( array_keys( $wanted ), array_keys( $lines ), $said );
		foreach ( $wanted as $number => $sentences ) {
			foreach ( explode( ' & ', $sentences ) as $sentence ) {
				$this->assertStringContainsString( $sentence, implode( "\n", $lines[ $number ] ) );
			}
		}
	}

	private function wanted( string $name ): array {
		$wanted = array();
		foreach ( file( self::FIXTURES . $name ) as $index => $line ) {
			if ( preg_match( '#// bad (.*)$#', $line, $match ) ) {
				$wanted[ $index + 1 ] = trim( $match[1] );
			}
		}
		return $wanted;
	}
}
