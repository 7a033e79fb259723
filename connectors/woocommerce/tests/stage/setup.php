<?php
/**
 * Makes a shop in a folder: `php setup.php FOLDER ADDRESS CURRENCY PRODUCTS`.
 *
 * @package Tributary\Tests
 */

require dirname( __DIR__ ) . '/fake/load.php';

list( , $stage_folder, $stage_address, $stage_currency, $stage_products ) = $argv;
mkdir( "$stage_folder/wp-content/plugins", 0700, true );
$GLOBALS['wpdb'] = new wpdb( "$stage_folder/shop.sqlite" );
$GLOBALS['wpdb']->query( 'PRAGMA journal_mode = WAL' ); // Several of its processes write at once.
$GLOBALS['wpdb']->query( 'START TRANSACTION' );
fake_schema( $GLOBALS['wpdb'] );
update_option( 'home', $stage_address );
update_option( 'blogname', 'Northwind' );
update_option( 'woocommerce_currency', $stage_currency );
wp_insert_user(
	array(
		'user_login' => 'owner',
		'user_email' => 'owner@shop.example',
		'role'       => 'administrator',
	)
);
for ( $i = 1; $i <= (int) $stage_products; $i++ ) {
	$stage_product = new WC_Product_Simple();
	$stage_product->set_props(
		array(
			'name'          => "Mug $i",
			'sku'           => "MUG-$i",
			'price'         => '25.00',
			'regular_price' => '25.00',
			'stock_status'  => 'instock',
			'description'   => 'A mug.',
		)
	);
	$stage_product->save();
}
$GLOBALS['wpdb']->query( 'COMMIT' );
