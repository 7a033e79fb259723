<?php
/**
 * The template has all texts, and the compiled translations are those of the .po files.
 *
 * @package Tributary\Tests
 */

use PHPUnit\Framework\TestCase;

/** Languages. */
final class Languages_Test extends TestCase {

	public static function tools(): array {
		return array( 'template' => array( 'pot' ), 'translations' => array( 'mo' ) );
	}

	/** @dataProvider tools */
	public function test_what_is_shipped_is_up_to_date( string $tool ): void {
		exec( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( dirname( __DIR__, 2 ) . "/tools/$tool.php" ) . ' --check 2>&1', $said, $code );
		$this->assertSame( 0, $code, implode( "\n", $said ) );
	}
}
