<?php
/**
 * Names that nothing stands behind, and calls with too few or too many arguments.
 *
 * @package Tributary\Checks
 */

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\NodeFinder;
use PhpParser\NodeVisitorAbstract;

/** Walks a file. */
final class Finder extends NodeVisitorAbstract {

	/**
	 * What was found: line and sentence.
	 *
	 * @var string[]
	 */
	public $found = array();

	private $world;
	private $types;
	private $guarded = array();

	public function __construct( World $world, Types $types ) {
		$this->world = $world;
		$this->types = $types;
	}

	// `function_exists( 'x' )` anywhere in the file says that its author knows that x may be missing.
	public function beforeTraverse( array $nodes ) {
		$asks = ( new NodeFinder() )->find(
			$nodes,
			function ( Node $node ) {
				return $node instanceof Expr\FuncCall && $node->name instanceof Node\Name
					&& in_array( $node->name->getLast(), array( 'function_exists', 'class_exists', 'is_callable', 'defined' ), true );
			}
		);
		foreach ( ( new NodeFinder() )->findInstanceOf( $nodes, Node\Stmt\Function_::class ) as $own ) {
			$this->guarded[ strtolower( $own->name->toString() ) ] = true;
		}
		foreach ( $asks as $ask ) {
			foreach ( ( new NodeFinder() )->findInstanceOf( $ask->args, Node\Scalar\String_::class ) as $text ) {
				$this->guarded[ strtolower( ltrim( $text->value, '\\' ) ) ] = true;
			}
		}
		return null;
	}

	public function enterNode( Node $node ) {
		if ( $node instanceof Node\Stmt\ClassLike && isset( $node->namespacedName ) ) {
			$this->types->class = $node->namespacedName->toString();
		}
		if ( $node instanceof Node\Stmt\ClassMethod || $node instanceof Node\Stmt\Function_ ) {
			$this->types->begin( $node, ( new NodeFinder() )->find( (array) $node->stmts, '__true' ) );
		}
		if ( $node instanceof Expr\FuncCall && $node->name instanceof Node\Name ) {
			$this->function_call( $node );
		} elseif ( $node instanceof Expr\StaticCall && $node->class instanceof Node\Name && $node->name instanceof Node\Identifier ) {
			$this->static_call( $node );
		} elseif ( $node instanceof Expr\MethodCall && $node->name instanceof Node\Identifier ) {
			$this->method_call( $node );
		} elseif ( $node instanceof Expr\New_ && $node->class instanceof Node\Name ) {
			$this->creation( $node );
		} elseif ( $node instanceof Expr\ClassConstFetch && $node->class instanceof Node\Name && $node->name instanceof Node\Identifier ) {
			$this->class_constant( $node );
		} elseif ( $node instanceof Expr\PropertyFetch && $node->name instanceof Node\Identifier ) {
			$this->property( $node );
		} elseif ( $node instanceof Expr\StaticPropertyFetch && $node->class instanceof Node\Name && $node->name instanceof Node\VarLikeIdentifier ) {
			$this->static_property( $node );
		} elseif ( $node instanceof Expr\Array_ ) {
			$this->callback( $node );
		} elseif ( $node instanceof Expr\Instanceof_ && $node->class instanceof Node\Name ) {
			$this->class_named( $node->class );
		}
		return null;
	}

	private function say( Node $node, string $sentence ): void {
		$this->found[] = $node->getStartLine() . ': ' . $sentence;
	}

	private function function_call( Expr\FuncCall $node ): void {
		$names = array_filter( array( $node->name->hasAttribute( 'namespacedName' ) ? $node->name->getAttribute( 'namespacedName' )->toString() : null, $node->name->toString(), $node->name->getLast() ) );
		foreach ( $names as $name ) {
			if ( $this->world->has_function( $name ) ) {
				$this->count_arguments( $node, "$name()", $this->world->arity_of_function( $name ) );
				$this->hook( $node, strtolower( $node->name->getLast() ) );
				return;
			}
		}
		if ( ! isset( $this->guarded[ strtolower( $node->name->getLast() ) ] ) ) {
			$this->say( $node, "nobody knows the function {$node->name}()" );
		}
	}

	private function static_call( Expr\StaticCall $node ): void {
		foreach ( $this->types->named( $node->class ) as $class ) {
			if ( ! $this->class_named( $node->class ) ) {
				return;
			}
			$name = $node->name->toString();
			if ( ! $this->world->has_method( $class, $name ) ) {
				$this->say( $node, "$class has no method $name()" );
				return;
			}
			$this->count_arguments( $node, "$class::$name()", $this->world->arity_of_method( $class, $name ) );
			if ( 'parent' !== strtolower( $node->class->toString() ) && ! $this->world->is_static( $class, $name ) ) {
				$this->say( $node, "$class::$name() is not static" );
			}
			if ( $class !== $this->types->class && ! $this->world->is_public( $class, $name ) ) {
				$this->say( $node, "$class::$name() is not public" );
			}
		}
	}

	private function method_call( Expr\MethodCall $node ): void {
		$classes = $this->types->of( $node->var );
		$name    = $node->name->toString();
		$having  = array_filter(
			$classes,
			function ( string $class ) use ( $name ) {
				return $this->world->has_method( $class, $name );
			}
		);
		if ( $classes && ! $having ) {
			$this->say( $node, implode( '|', $classes ) . " has no method $name()" );
		} elseif ( 1 === count( $classes ) ) {
			$this->count_arguments( $node, "$classes[0]->$name()", $this->world->arity_of_method( $classes[0], $name ) );
		}
	}

	private function creation( Expr\New_ $node ): void {
		if ( $this->class_named( $node->class ) ) {
			$class = $this->types->named( $node->class )[0] ?? '';
			$this->count_arguments( $node, "new $class", method_exists( $class, '__construct' ) ? $this->world->arity_of_method( $class, '__construct' ) : array( 0, 0 ) );
		}
	}

	private function class_named( Node\Name $name ): bool {
		foreach ( $this->types->named( $name ) as $class ) {
			if ( ! $this->world->has_class( $class ) ) {
				if ( ! isset( $this->guarded[ strtolower( $class ) ] ) ) {
					$this->say( $name, "nobody knows the class $class" );
				}
				return false;
			}
		}
		return true;
	}

	private function class_constant( Expr\ClassConstFetch $node ): void {
		if ( ! $this->class_named( $node->class ) ) {
			return;
		}
		foreach ( $this->types->named( $node->class ) as $class ) {
			if ( ! $this->world->has_constant( $class, $node->name->toString() ) ) {
				$this->say( $node, "$class has no constant {$node->name}" );
			}
		}
	}

	private function property( Expr\PropertyFetch $node ): void {
		$classes = $this->types->of( $node->var );
		foreach ( $classes as $class ) {
			if ( $this->world->has_class( $class ) && $this->world->has_property( $class, $node->name->toString() ) ) {
				return;
			}
		}
		if ( $classes ) {
			$this->say( $node, implode( '|', $classes ) . " has no property {$node->name}" );
		}
	}

	private function static_property( Expr\StaticPropertyFetch $node ): void {
		foreach ( $this->types->named( $node->class ) as $class ) {
			if ( $this->world->has_class( $class ) && ! $this->world->has_property( $class, $node->name->toString() ) ) {
				$this->say( $node, "$class has no property \${$node->name}" );
			}
		}
	}

	// array( self::class, 'name' ) is a callback.
	private function callback( Expr\Array_ $node ): ?array {
		$items = array_values( array_filter( $node->items ) );
		if ( 2 !== count( $items ) || null !== $items[0]->key || ! $items[1]->value instanceof Node\Scalar\String_ ) {
			return null;
		}
		$owner = $items[0]->value;
		$name  = $items[1]->value->value;
		if ( $owner instanceof Expr\ClassConstFetch && $owner->class instanceof Node\Name && 'class' === (string) $owner->name ) {
			$class = $this->types->named( $owner->class )[0] ?? null;
		} elseif ( $owner instanceof Expr\Variable && 'this' === $owner->name ) {
			$class = $this->types->class;
		}
		if ( ! isset( $class ) || ! $this->world->has_class( $class ) ) {
			return null;
		}
		if ( ! $this->world->has_method( $class, $name ) ) {
			$this->say( $node, "$class has no method $name() to be called back" );
			return null;
		}
		return $this->world->arity_of_method( $class, $name );
	}

	// A hook that promises its callback fewer arguments than that needs would end in a fault.
	private function hook( Expr\FuncCall $node, string $function ): void {
		if ( ! in_array( $function, array( 'add_action', 'add_filter' ), true ) || ! isset( $node->args[1] ) || ! $node->args[1]->value instanceof Expr\Array_ ) {
			return;
		}
		$count  = $node->args[3]->value ?? null;
		$given  = $count instanceof Node\Scalar\LNumber ? $count->value : 1;
		$before = count( $this->found );
		$arity  = $this->callback( $node->args[1]->value );
		array_splice( $this->found, $before ); // The array itself is visited later and says it then.
		if ( null !== $arity && $arity[0] > $given ) {
			$this->say( $node, "the callback needs $arity[0] arguments and the hook gives $given" );
		}
	}

	private function count_arguments( Node $node, string $what, ?array $arity ): void {
		foreach ( $node->args as $arg ) {
			if ( ! $arg instanceof Node\Arg || $arg->unpack ) {
				return;
			}
		}
		$count = count( $node->args );
		if ( null !== $arity && ( $count < $arity[0] || $count > $arity[1] ) ) {
			$this->say( $node, "$what takes $arity[0]" . ( $arity[1] > $arity[0] ? ' to ' . ( PHP_INT_MAX === $arity[1] ? 'any number of' : $arity[1] ) : '' ) . " arguments, $count given" );
		}
	}
}

/** For finders that want every node. */
function __true(): bool {
	return true;
}
