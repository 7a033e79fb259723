<?php
/**
 * Decimal texts to minor units, digit by digit: money is never a float here.
 *
 * @package Tributary
 */

namespace Tributary\WooCommerce;

defined( 'ABSPATH' ) || exit;

/**
 * Minor units.
 */
final class Money {

	/**
	 * Decimals of currencies that do not have two (ISO 4217).
	 */
	const DECIMALS = array(
		'BIF' => 0,
		'CLP' => 0,
		'DJF' => 0,
		'GNF' => 0,
		'ISK' => 0,
		'JPY' => 0,
		'KMF' => 0,
		'KRW' => 0,
		'PYG' => 0,
		'RWF' => 0,
		'UGX' => 0,
		'VND' => 0,
		'VUV' => 0,
		'XAF' => 0,
		'XOF' => 0,
		'XPF' => 0,
		'BHD' => 3,
		'IQD' => 3,
		'JOD' => 3,
		'KWD' => 3,
		'LYD' => 3,
		'OMR' => 3,
		'TND' => 3,
	);

	/**
	 * How many decimals a currency has.
	 *
	 * @param string $currency ISO 4217.
	 */
	public static function decimals( string $currency ): int {
		return isset( self::DECIMALS[ $currency ] ) ? self::DECIMALS[ $currency ] : 2;
	}

	/**
	 * `12.505` in a currency of two decimals is 1251; null for what is no number.
	 *
	 * @param string $decimal  Digits with a point.
	 * @param string $currency ISO 4217.
	 * @return int|null
	 */
	public static function minor( string $decimal, string $currency ) {
		if ( 1 !== preg_match( '/\A(-?)([0-9]{1,12})(?:\.([0-9]*))?\z/', trim( $decimal ), $parts ) ) {
			return null;
		}
		$places   = self::decimals( $currency );
		$fraction = str_pad( isset( $parts[3] ) ? $parts[3] : '', $places + 1, '0' );
		$minor    = (int) ( $parts[2] . substr( $fraction, 0, $places ) );
		if ( (int) $fraction[ $places ] >= 5 ) {
			++$minor;
		}
		return '-' === $parts[1] ? -$minor : $minor;
	}

	/**
	 * As people write it: `8.40 SEK`, in the shop's own way where the currency is the shop's.
	 *
	 * @param array $money `amount` and `currency`.
	 */
	public static function written( array $money ): string {
		$currency = isset( $money['currency'] ) ? (string) $money['currency'] : '';
		$amount   = isset( $money['amount'] ) ? (int) $money['amount'] : 0;
		$places   = self::decimals( $currency );
		$digits   = str_pad( (string) abs( $amount ), $places + 1, '0', STR_PAD_LEFT );
		$whole    = substr( $digits, 0, strlen( $digits ) - $places );
		$fraction = $places > 0 ? '.' . substr( $digits, -$places ) : '';
		return ( $amount < 0 ? "\u{2212}" : '' ) . $whole . $fraction . ' ' . $currency;
	}
}
