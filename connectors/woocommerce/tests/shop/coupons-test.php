<?php
/**
 * Coupons of partners: made in the shop, credited on their own screen, told to the server.
 *
 * @package Tributary\Tests
 */

use Tributary\WooCommerce\Coupon_Field;
use Tributary\WooCommerce\Coupons;
use Tributary\WooCommerce\Queue_View;

/** Coupons. */
final class Coupons_Test extends Shop_Test {

	const PARTNER = 'par_01k9zjv4c8e1r7t2b5m6n3q0xw';

	public static function refused(): array {
		return array(
			'no code'             => array( array( 'code' => ' ' ), 'code' ),
			'no kind of discount' => array( array( 'discount_type' => 'fixed_product' ), 'discount_type' ),
			'more than all'       => array( array( 'amount' => '101' ), 'amount' ),
			'no number'           => array( array( 'amount' => 'ten' ), 'amount' ),
			'another currency'    => array( array( 'discount_type' => 'fixed_cart', 'currency' => 'USD' ), 'currency' ),
		);
	}

	/** @dataProvider refused */
	public function test_what_is_no_coupon_is_refused_by_its_field( array $wrong, string $field ): void {
		$made = Coupons::make( $wrong + array( 'code' => 'SARA10', 'discount_type' => 'percent', 'amount' => '10' ) );
		$this->assertInstanceOf( WP_Error::class, $made );
		$this->assertSame( $field, $made->get_error_code() );
	}

	private function credit( WC_Coupon $coupon, string $id, string $name, bool $with_nonce = true ): void {
		wp_set_current_user( 1 );
		$_POST = array(
			'tributary_partner'      => $id,
			'tributary_partner_name' => $name,
			'_tributary_coupon'      => $with_nonce ? wp_create_nonce( 'tributary_coupon' ) : 'guessed',
		);
		Coupon_Field::save( $coupon->get_id(), $coupon );
		do_action( 'shutdown' );
	}

	private function coupon(): WC_Coupon {
		return Coupons::make( array( 'code' => 'SARA10', 'discount_type' => 'percent', 'amount' => '10' ) )['coupon'];
	}

	public function test_crediting_a_coupon_tells_the_server_whose_code_it_is(): void {
		$coupon = $this->coupon();
		$told   = array();
		Fake_Http::$answers = function ( string $method, string $url, array $args ) use ( &$told ) {
			$path = (string) wp_parse_url( $url, PHP_URL_PATH );
			if ( 'POST' === $method && '/api/v1/codes' === $path ) {
				$told[] = json_decode( $args['body'], true );
				return Fake_Http::answer( 201, '{"id":"cod_1"}' );
			}
			return Fake_Http::answer( 200, wp_json_encode( array( 'program' => 'prg_1' ) ) );
		};
		$this->credit( $coupon, self::PARTNER, 'Sara Berg (sara@example.test)' );
		$this->assertSame( 'Sara Berg', Coupons::find( 'SARA10' )->get_meta( Coupons::PARTNER_NAME ) );
		$this->assertSame( array(), $told, 'saving a coupon waits for nobody' );
		$this->minute();
		$this->assertSame( array( array( 'partner' => self::PARTNER, 'program' => 'prg_1', 'kind' => 'coupon', 'code' => $coupon->get_code() ) ), $told );
	}

	public function test_without_its_nonce_the_field_changes_nothing(): void {
		$coupon = $this->coupon();
		$this->credit( $coupon, self::PARTNER, 'Sara Berg', false );
		$this->assertSame( '', (string) Coupons::find( 'SARA10' )->get_meta( Coupons::PARTNER ) );
		$this->assertSame( 0, Queue_View::counts()['waiting'] );
	}

	public function test_a_name_that_was_not_chosen_credits_nobody(): void {
		$this->assertSame( '', Coupon_Field::chosen( '', 'Sar' ) );
		$this->assertSame( '', Coupon_Field::chosen( self::PARTNER, '' ) );
		$this->assertSame( self::PARTNER, Coupon_Field::chosen( '', self::PARTNER ) );
	}
}
