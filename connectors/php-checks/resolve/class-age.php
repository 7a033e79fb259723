<?php
/**
 * What is newer than PHP 7.4, or than the WordPress that the plugin promises to run on.
 *
 * @package Tributary\Checks
 */

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\NodeFinder;
use PhpParser\NodeVisitorAbstract;

/** Walks a file. */
final class Age extends NodeVisitorAbstract {

	const FUNCTIONS = array( 'str_contains', 'str_starts_with', 'str_ends_with', 'get_debug_type', 'get_resource_id', 'fdiv', 'array_is_list', 'array_find', 'array_any', 'array_all', 'json_validate', 'mb_str_pad' );

	/**
	 * What was found: line and sentence.
	 *
	 * @var string[]
	 */
	public $found = array();

	private $newer;
	private $guarded = array();

	/**
	 * Begins with what the setup knows.
	 *
	 * @param array $newer Function of the shop to the version that brought it.
	 */
	public function __construct( array $newer ) {
		$this->newer = $newer;
	}

	public function beforeTraverse( array $nodes ) {
		foreach ( ( new NodeFinder() )->findInstanceOf( $nodes, Node\Scalar\String_::class ) as $text ) {
			$this->guarded[ $text->value ] = true;
		}
		return null;
	}

	public function enterNode( Node $node ) {
		$new = array(
			Expr\NullsafeMethodCall::class   => '?->',
			Expr\NullsafePropertyFetch::class => '?->',
			Expr\Match_::class               => 'match',
			Expr\Throw_::class               => 'throw as an expression',
			Node\UnionType::class            => 'a union of types',
			Node\IntersectionType::class     => 'an intersection of types',
			Node\Stmt\Enum_::class           => 'enum',
			Node\VariadicPlaceholder::class  => 'f(...)',
		);
		$what = $new[ get_class( $node ) ] ?? $this->of_part( $node );
		if ( null !== $what ) {
			$this->found[] = $node->getStartLine() . ": $what needs PHP 8";
		}
		if ( $node instanceof Expr\FuncCall && $node->name instanceof Node\Name ) {
			$this->called( $node, $node->name->getLast() );
		}
		return null;
	}

	private function of_part( Node $node ): ?string {
		if ( $node instanceof Node\Arg && null !== $node->name ) {
			return 'an argument by name';
		}
		if ( $node instanceof Node\Param && 0 !== $node->flags ) {
			return 'a promoted property';
		}
		if ( $node instanceof Node\Identifier && in_array( $node->toString(), array( 'mixed', 'never' ), true ) && ! $node->getAttribute( 'parent' ) instanceof Expr ) {
			$parent = $node->getAttribute( 'parent' );
			return $parent instanceof Node\Param || $parent instanceof Node\FunctionLike ? 'the type ' . $node : null;
		}
		return null;
	}

	private function called( Node $node, string $name ): void {
		if ( in_array( $name, self::FUNCTIONS, true ) ) {
			$this->found[] = $node->getStartLine() . ": $name() needs PHP 8";
		} elseif ( isset( $this->newer[ $name ] ) && ! isset( $this->guarded[ $name ] ) ) {
			$this->found[] = $node->getStartLine() . ": $name() came with {$this->newer[ $name ]}; ask function_exists() first";
		}
	}
}
