<?php
/**
 * What exists: PHP, the fake of the shop, and the plugin itself, all loaded into this process.
 *
 * @package Tributary\Checks
 */

/** Asks PHP's reflection. */
final class World {

	public function has_function( string $name ): bool {
		return function_exists( $name );
	}

	public function has_class( string $name ): bool {
		return class_exists( $name ) || interface_exists( $name ) || trait_exists( $name );
	}

	/** How many arguments a function takes: at least, at most; null where any number goes. */
	public function arity_of_function( string $name ): ?array {
		return $this->arity( new ReflectionFunction( $name ) );
	}

	/**
	 * The same of a method; null where it cannot be known.
	 *
	 * @param string $class The class.
	 * @param string $name  The method.
	 */
	public function arity_of_method( string $class, string $name ): ?array {
		if ( ! method_exists( $class, $name ) ) {
			return null;
		}
		return $this->arity( new ReflectionMethod( $class, $name ) );
	}

	private function arity( ReflectionFunctionAbstract $function ): ?array {
		return array( $function->getNumberOfRequiredParameters(), $function->isVariadic() ? PHP_INT_MAX : $function->getNumberOfParameters() );
	}

	/**
	 * Whether objects of a class know a method. Classes of the fake list in PROPS what they get and set.
	 *
	 * @param string $class The class.
	 * @param string $name  The method.
	 */
	public function has_method( string $class, string $name ): bool {
		if ( method_exists( $class, $name ) ) {
			return true;
		}
		if ( is_callable( array( $class, 'props' ) ) && preg_match( '/^[gs]et_(.+)$/', $name, $match ) ) {
			return array_key_exists( $match[1], $class::props() );
		}
		return false;
	}

	public function is_static( string $class, string $name ): bool {
		return method_exists( $class, $name ) && ( new ReflectionMethod( $class, $name ) )->isStatic();
	}

	public function is_public( string $class, string $name ): bool {
		return ! method_exists( $class, $name ) || ( new ReflectionMethod( $class, $name ) )->isPublic();
	}

	public function has_property( string $class, string $name ): bool {
		return property_exists( $class, $name ) || is_a( $class, 'stdClass', true ) || in_array( $class, array( 'WP_User', 'WP_Post' ), true );
	}

	public function has_constant( string $class, string $name ): bool {
		return 'class' === $name || defined( "$class::$name" ) || ( new ReflectionClass( $class ) )->hasConstant( $name );
	}
}
