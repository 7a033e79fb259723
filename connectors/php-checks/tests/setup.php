<?php
/**
 * What the analysis is told when it is tested.
 *
 * @package Tributary\Checks
 */

function add_action( $name, $callback, $priority = 10, $count = 1 ) {}

require_once __DIR__ . '/fixtures/unresolved.php';

return array( 'files' => array( __DIR__ . '/fixtures/unresolved.php' ) );
