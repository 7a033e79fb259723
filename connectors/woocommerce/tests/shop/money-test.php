<?php
/**
 * Decimal texts become minor units digit by digit, and back.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Money;

/** Money. */
final class Money_Test extends Shop_Test {

	public static function amounts(): array {
		return array(
			'two decimals'            => array( '149.50', 'SEK', 14950 ),
			'no point'                => array( '199', 'SEK', 19900 ),
			'a float that is none'    => array( '1.255', 'SEK', 126 ),
			'more digits than needed' => array( '0.1234567', 'EUR', 12 ),
			'yen have no decimals'    => array( '1360.94', 'JPY', 1361 ),
			'dinars have three'       => array( '4.088', 'KWD', 4088 ),
			'below zero'              => array( '-0.005', 'USD', -1 ),
			'a point at the end'      => array( '5.', 'USD', 500 ),
			'no price'                => array( '', 'SEK', null ),
			'words'                   => array( 'free', 'SEK', null ),
			'a comma'                 => array( '1,50', 'SEK', null ),
		);
	}

	/** @dataProvider amounts */
	public function test_a_price_becomes_minor_units( string $decimal, string $currency, ?int $minor ): void {
		$this->assertSame( $minor, Money::minor( $decimal, $currency ) );
	}

	public function test_minor_units_are_written_with_the_currencys_decimals(): void {
		$written = array();
		foreach ( array( array( 840, 'USD' ), array( 5, 'SEK' ), array( -400, 'SEK' ), array( 1361, 'JPY' ), array( 88, 'KWD' ) ) as list( $amount, $currency ) ) {
			$written[] = Money::written( array( 'amount' => $amount, 'currency' => $currency ) );
		}
		$this->assertSame( array( '8.40 USD', '0.05 SEK', "\u{2212}4.00 SEK", '1361 JPY', '0.088 KWD' ), $written );
	}
}
