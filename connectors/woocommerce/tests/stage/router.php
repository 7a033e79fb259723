<?php
/**
 * A shop for a browser: the fake WordPress and WooCommerce of these tests behind PHP's own web server. It is started by
 * `STAGE_FOLDER=… PHP_CLI_SERVER_WORKERS=6 php -S 127.0.0.1:PORT router.php`, after `setup.php` has made the folder. The plugin is
 * not there until somebody uploads its zip: nothing of it is ever read from where it is developed.
 *
 * @package Tributary\Tests
 */

require dirname( __DIR__ ) . '/fake/load.php';
foreach ( array( 'stage', 'stage-page', 'stage-plugins', 'stage-orders', 'stage-front', 'stage-rest' ) as $stage_part ) {
	require __DIR__ . "/class-$stage_part.php";
}

Stage::answer();
