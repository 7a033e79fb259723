<?php
/**
 * Static analysis of a plugin without running it: every function, class, method, constant and property that is named must exist, calls must
 * have as many arguments as are taken, hooks must name what can be called, and nothing may be newer than the oldest PHP and WordPress
 * that the plugin promises. `php resolve.php SETUP`, where SETUP answers with an array (see `connectors/woocommerce/tests/resolve.php`).
 *
 * @package Tributary\Checks
 */

require_once 'PhpParser/autoload.php'; // In PHP's include path, where Debian's phpunit brings it.
require_once __DIR__ . '/class-world.php';
require_once __DIR__ . '/class-types.php';
require_once __DIR__ . '/class-finder.php';
require_once __DIR__ . '/class-age.php';
require_once __DIR__ . '/class-variables.php';

use PhpParser\NodeTraverser;
use PhpParser\NodeVisitor\NameResolver;
use PhpParser\NodeVisitor\ParentConnectingVisitor;
use PhpParser\ParserFactory;

/**
 * All findings in a file, as lines.
 *
 * @param string               $path  The file.
 * @param array<string, mixed> $setup What the setup says.
 * @return string[]
 */
function findings_in( string $path, array $setup ): array {
	$tree    = ( new ParserFactory() )->create( ParserFactory::ONLY_PHP7 )->parse( file_get_contents( $path ) );
	$names   = new NodeTraverser();
	$names->addVisitor( new NameResolver( null, array( 'preserveOriginalNames' => true ) ) );
	$names->addVisitor( new ParentConnectingVisitor() );
	$tree    = $names->traverse( $tree );
	$finders = array(
		new Finder( new World(), new Types( $setup['returns'] ?? array(), $setup['globals'] ?? array() ) ),
		new Age( $setup['newer'] ?? array() ),
		new Variables(),
	);
	$walk = new NodeTraverser();
	foreach ( $finders as $finder ) {
		$walk->addVisitor( $finder );
	}
	$walk->traverse( $tree );
	$lines = array();
	foreach ( $finders as $finder ) {
		foreach ( $finder->found as $one ) {
			$lines[] = "$path:$one";
		}
	}
	return $lines;
}

$setup = require $argv[1];
$count = 0;
$bad   = array();
foreach ( $setup['files'] as $path ) {
	++$count;
	$bad = array_merge( $bad, findings_in( $path, $setup ) );
}
foreach ( $bad as $line ) {
	fwrite( STDERR, $line . "\n" );
}
echo "resolve: $count files, " . count( $bad ) . " findings\n";
exit( $bad ? 1 : 0 );
