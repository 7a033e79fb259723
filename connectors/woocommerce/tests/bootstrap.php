<?php
/**
 * Loads the fake shop, and puts the plugin's own clock and cookies into the hands of the tests.
 *
 * @package Tributary\Tests
 */

namespace {
	error_reporting( E_ALL );
	require_once __DIR__ . '/fake/load.php';
	spl_autoload_register(
		function ( $name ) {
			$path = __DIR__ . '/support/class-' . strtolower( str_replace( '_', '-', $name ) ) . '.php';
			if ( is_readable( $path ) ) {
				require_once $path;
			}
		}
	);
}

// Within its namespace, the plugin finds these before PHP's own.
namespace Tributary\WooCommerce {

	function time(): int {
		return \Fake_Clock::now();
	}

	function microtime( bool $float = false ) {
		return $float ? \Fake_Clock::now() + 0.0 : '0.0 ' . \Fake_Clock::now();
	}

	function gmdate( string $format, ?int $at = null ): string {
		return \gmdate( $format, null === $at ? \Fake_Clock::now() : $at );
	}

	function setcookie( string $name, ...$rest ): bool {
		return \Fake_Browser::take( $name, ...$rest );
	}

	function headers_sent(): bool {
		return \Fake_Browser::$late;
	}

	function header( string $line, bool $replace = true, int $code = 0 ): void {
		\Fake_Browser::$headers[] = $line;
	}
}
