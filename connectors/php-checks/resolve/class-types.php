<?php
/**
 * Which class an expression is of, as far as the text tells: `new`, type hints, comments (`@param`, `@var`, `@return`), and what functions give.
 *
 * @package Tributary\Checks
 */

use PhpParser\Node;
use PhpParser\Node\Expr;

/** Guesses classes; an empty list means that nothing is known, and then nothing is said. */
final class Types {

	private $returns;
	private $globals;

	/**
	 * The class whose body is read.
	 *
	 * @var string|null
	 */
	public $class = null;

	/**
	 * Variables of the function that is read.
	 *
	 * @var array<string, string[]>
	 */
	private $known = array();

	/**
	 * Begins with what the setup knows.
	 *
	 * @param array $returns Function to class.
	 * @param array $globals Global variable to class.
	 */
	public function __construct( array $returns, array $globals ) {
		$this->returns = $returns;
		$this->globals = $globals;
	}

	/**
	 * A function begins: its parameters, then all its assignments, whatever their order.
	 *
	 * @param Node\FunctionLike $function The function.
	 * @param Node[]            $inside   All nodes of its body.
	 */
	public function begin( Node\FunctionLike $function, array $inside ): void {
		$this->known = array();
		$doc         = $function->getDocComment() ? $function->getDocComment()->getText() : '';
		foreach ( $function->getParams() as $param ) {
			$name = $param->var->name;
			$this->learn( $name, $param->type instanceof Node\Name ? array( $param->type->toString() ) : $this->in_doc( $doc, '@param', $name ) );
		}
		foreach ( $inside as $node ) {
			if ( $node instanceof Expr\Assign && $node->var instanceof Expr\Variable && is_string( $node->var->name ) ) {
				$this->learn( $node->var->name, $this->of( $node->expr ) );
			} elseif ( $node instanceof Node\Stmt\Global_ ) {
				foreach ( $node->vars as $var ) {
					$this->learn( $var->name, isset( $this->globals[ $var->name ] ) ? array( $this->globals[ $var->name ] ) : array() );
				}
			}
		}
	}

	// Two assignments, one of them of something unknown, leave it unknown.
	private function learn( string $name, array $types ): void {
		if ( isset( $this->known[ $name ] ) && ( ! $types || ! $this->known[ $name ] ) ) {
			$this->known[ $name ] = array();
			return;
		}
		$this->known[ $name ] = array_unique( array_merge( $this->known[ $name ] ?? array(), $types ) );
	}

	/**
	 * The classes of an expression.
	 *
	 * @param Node $expr The expression.
	 * @return string[]
	 */
	public function of( Node $expr ): array {
		if ( $expr instanceof Expr\New_ && $expr->class instanceof Node\Name ) {
			return $this->named( $expr->class );
		}
		if ( $expr instanceof Expr\Variable ) {
			if ( 'this' === $expr->name ) {
				return null === $this->class ? array() : array( $this->class );
			}
			return is_string( $expr->name ) ? ( $this->known[ $expr->name ] ?? array() ) : array();
		}
		if ( $expr instanceof Expr\FuncCall && $expr->name instanceof Node\Name ) {
			return $this->given_by_function( $expr->name );
		}
		if ( $expr instanceof Expr\StaticCall && $expr->class instanceof Node\Name && $expr->name instanceof Node\Identifier ) {
			return $this->given_by_method( $this->named( $expr->class )[0] ?? null, $expr->name->toString() );
		}
		if ( $expr instanceof Expr\MethodCall && $expr->name instanceof Node\Identifier ) {
			$owner = $this->of( $expr->var );
			return 1 === count( $owner ) ? $this->given_by_method( $owner[0], $expr->name->toString() ) : array();
		}
		return array();
	}

	/**
	 * A class's name with self, static and parent resolved.
	 *
	 * @param Node\Name $name The name.
	 * @return string[]
	 */
	public function named( Node\Name $name ): array {
		$text = $name->toString();
		if ( in_array( strtolower( $text ), array( 'self', 'static' ), true ) ) {
			return null === $this->class ? array() : array( $this->class );
		}
		if ( 'parent' === strtolower( $text ) ) {
			$parent = null === $this->class ? false : get_parent_class( $this->class );
			return $parent ? array( $parent ) : array();
		}
		return array( $text );
	}

	private function given_by_function( Node\Name $name ): array {
		$found = $this->returns[ strtolower( $name->getLast() ) ] ?? null;
		return null === $found ? array() : (array) $found;
	}

	private function given_by_method( ?string $class, string $method ): array {
		$known = $this->returns[ "$class::$method" ] ?? null;
		if ( null !== $known ) {
			return (array) $known;
		}
		if ( null === $class || ! method_exists( $class, $method ) ) {
			return array();
		}
		$type = ( new ReflectionMethod( $class, $method ) )->getReturnType();
		return $type instanceof ReflectionNamedType && ! $type->isBuiltin() ? array( 'self' === $type->getName() ? $class : $type->getName() ) : array();
	}

	private function in_doc( string $doc, string $tag, string $name ): array {
		if ( ! preg_match( '/' . $tag . '\s+(\S+)\s+\$' . preg_quote( $name, '/' ) . '\b/', $doc, $match ) ) {
			return array();
		}
		$types = array();
		foreach ( explode( '|', $match[1] ) as $one ) {
			$one = ltrim( $one, '\\' );
			if ( in_array( strtolower( $one ), array( 'null', 'false' ), true ) ) {
				continue;
			}
			if ( ! class_exists( $one ) ) {
				return array();
			}
			$types[] = $one;
		}
		return $types;
	}
}
