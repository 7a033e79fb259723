<?php
/**
 * Variables that are read and that nobody has written, and private methods that nobody calls.
 *
 * @package Tributary\Checks
 */

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\NodeFinder;
use PhpParser\NodeVisitorAbstract;

/** Walks a file. */
final class Variables extends NodeVisitorAbstract {

	const ALWAYS = array( 'this', '_GET', '_POST', '_REQUEST', '_COOKIE', '_SERVER', '_FILES', '_SESSION', '_ENV', 'GLOBALS', 'argv', 'argc' );

	/**
	 * What was found: line and sentence.
	 *
	 * @var string[]
	 */
	public $found = array();

	public function enterNode( Node $node ) {
		if ( $node instanceof Node\FunctionLike && ! $node instanceof Expr\ArrowFunction ) {
			$this->look( $node );
		} elseif ( $node instanceof Node\Stmt\ClassLike ) {
			$this->unused( $node );
		}
		return null;
	}

	private function look( Node\FunctionLike $function ): void {
		$all     = $this->own_variables( $function );
		$written = array();
		foreach ( $function->getParams() as $param ) {
			$written[ $param->var->name ] = true;
		}
		foreach ( $function instanceof Expr\Closure ? $function->uses : array() as $use ) {
			$written[ $use->var->name ] = true;
		}
		foreach ( $all as $variable ) {
			if ( $this->is_written( $variable ) ) {
				$written[ $variable->name ] = true;
			}
		}
		foreach ( $all as $variable ) {
			if ( ! isset( $written[ $variable->name ] ) && ! in_array( $variable->name, self::ALWAYS, true ) ) {
				$this->found[] = $variable->getStartLine() . ": nothing was ever put into \${$variable->name}";
			}
		}
	}

	// Those of functions within are their own.
	private function own_variables( Node\FunctionLike $function ): array {
		$all = ( new NodeFinder() )->findInstanceOf( (array) $function->getStmts(), Expr\Variable::class );
		return array_filter(
			$all,
			function ( Expr\Variable $variable ) use ( $function ) {
				for ( $node = $variable->getAttribute( 'parent' ); null !== $node && $node !== $function; $node = $node->getAttribute( 'parent' ) ) {
					if ( $node instanceof Node\FunctionLike ) {
						return false;
					}
				}
				return is_string( $variable->name );
			}
		);
	}

	private function is_written( Expr\Variable $variable ): bool {
		$child  = $variable;
		$parent = $variable->getAttribute( 'parent' );
		while ( $parent instanceof Expr\ArrayDimFetch || $parent instanceof Expr\ArrayItem || $parent instanceof Expr\List_ || $parent instanceof Expr\Array_ ) {
			$child  = $parent;
			$parent = $parent->getAttribute( 'parent' );
		}
		if ( $parent instanceof Expr\Assign || $parent instanceof Expr\AssignRef || $parent instanceof Expr\AssignOp ) {
			return $parent->var === $child;
		}
		if ( $parent instanceof Node\Stmt\Foreach_ ) {
			return $parent->valueVar === $child || $parent->keyVar === $child;
		}
		if ( $parent instanceof Node\Arg ) {
			// A function that fills its argument, such as preg_match.
			$call = $parent->getAttribute( 'parent' );
			return $call instanceof Expr\FuncCall && $call->name instanceof Node\Name && $this->fills( $call, $parent );
		}
		return $parent instanceof Node\Stmt\Global_ || $parent instanceof Node\Stmt\StaticVar || $parent instanceof Node\Stmt\Catch_ || $parent instanceof Expr\ClosureUse;
	}

	private function fills( Expr\FuncCall $call, Node\Arg $arg ): bool {
		$name = $call->name->getLast();
		if ( ! function_exists( $name ) ) {
			return false;
		}
		$place  = array_search( $arg, $call->args, true );
		$params = ( new ReflectionFunction( $name ) )->getParameters();
		return isset( $params[ $place ] ) && $params[ $place ]->isPassedByReference();
	}

	private function unused( Node\Stmt\ClassLike $class ): void {
		$finder = new NodeFinder();
		$named  = array();
		foreach ( $finder->findInstanceOf( $class->stmts, Node\Identifier::class ) as $name ) {
			$parent = $name->getAttribute( 'parent' );
			if ( ! $parent instanceof Node\Stmt\ClassMethod ) {
				$named[ strtolower( $name->toString() ) ] = true;
			}
		}
		foreach ( $finder->findInstanceOf( $class->stmts, Node\Scalar\String_::class ) as $text ) {
			$named[ strtolower( $text->value ) ] = true;
		}
		foreach ( $class->getMethods() as $method ) {
			$name = strtolower( $method->name->toString() );
			if ( $method->isPrivate() && '__construct' !== $name && ! isset( $named[ $name ] ) ) {
				$this->found[] = $method->getStartLine() . ": nobody calls {$method->name}()";
			}
		}
	}
}
