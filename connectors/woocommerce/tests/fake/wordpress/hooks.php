<?php
/**
 * Actions and filters, in order of priority, then of being added.
 *
 * @package Tributary\Tests
 */

/** All hooks of the shop. */
final class Fake_Hooks {

	/**
	 * By name, then priority: who wants to know, and with how many arguments.
	 *
	 * @var array<string, array<int, array<int, array{0: callable, 1: int}>>>
	 */
	public static $all = array();

	/**
	 * How often each has been fired.
	 *
	 * @var array<string, int>
	 */
	public static $fired = array();

	/**
	 * The names of those that run, innermost last.
	 *
	 * @var string[]
	 */
	public static $running = array();

	/**
	 * Runs all who want to know.
	 *
	 * @param string $name   The hook.
	 * @param array  $args   Its arguments; a filter's first is its value.
	 * @param bool   $filter Whether what is answered goes on as the first argument.
	 */
	public static function run( string $name, array $args, bool $filter ) {
		self::$running[] = $name;
		$done            = array();
		// Asked anew each time, because a hook may add others to itself while it runs.
		while ( null !== ( $next = self::next( $name, $done ) ) ) {
			list( $key, $callback, $count ) = $next;
			$done[ $key ]                   = true;
			$answer                         = call_user_func_array( $callback, array_slice( $args, 0, $count ) );
			if ( $filter ) {
				$args[0] = $answer;
			}
		}
		array_pop( self::$running );
		return $args[0] ?? null;
	}

	private static function next( string $name, array $done ) {
		$levels = self::$all[ $name ] ?? array();
		ksort( $levels );
		foreach ( $levels as $priority => $level ) {
			foreach ( $level as $place => $one ) {
				$key = $priority . ':' . $place;
				if ( ! isset( $done[ $key ] ) ) {
					return array( $key, $one[0], $one[1] );
				}
			}
		}
		return null;
	}
}

function add_filter( $name, $callback, $priority = 10, $count = 1 ) {
	if ( ! is_callable( $callback, true ) ) {
		throw new LogicException( "A hook on $name that cannot be called." );
	}
	Fake_Hooks::$all[ $name ][ $priority ][] = array( $callback, $count );
	return true;
}

function add_action( $name, $callback, $priority = 10, $count = 1 ) {
	return add_filter( $name, $callback, $priority, $count );
}

function remove_filter( $name, $callback, $priority = 10 ) {
	foreach ( Fake_Hooks::$all[ $name ][ $priority ] ?? array() as $place => $one ) {
		if ( $one[0] === $callback ) {
			unset( Fake_Hooks::$all[ $name ][ $priority ][ $place ] );
			return true;
		}
	}
	return false;
}

function remove_action( $name, $callback, $priority = 10 ) {
	return remove_filter( $name, $callback, $priority );
}

function remove_all_filters( $name ) {
	unset( Fake_Hooks::$all[ $name ] );
	return true;
}

function remove_all_actions( $name ) {
	return remove_all_filters( $name );
}

function has_filter( $name, $callback = false ) {
	foreach ( Fake_Hooks::$all[ $name ] ?? array() as $priority => $level ) {
		foreach ( $level as $one ) {
			if ( false === $callback ) {
				return true;
			}
			if ( $one[0] === $callback ) {
				return $priority;
			}
		}
	}
	return false;
}

function has_action( $name, $callback = false ) {
	return has_filter( $name, $callback );
}

function apply_filters( $name, $value, ...$args ) {
	return Fake_Hooks::run( $name, array_merge( array( $value ), $args ), true );
}

function apply_filters_ref_array( $name, $args ) {
	return Fake_Hooks::run( $name, $args, true );
}

function do_action( $name, ...$args ) {
	Fake_Hooks::$fired[ $name ] = 1 + ( Fake_Hooks::$fired[ $name ] ?? 0 );
	Fake_Hooks::run( $name, $args ? $args : array( '' ), false );
}

function do_action_ref_array( $name, $args ) {
	do_action( $name, ...$args );
}

function did_action( $name ) {
	return Fake_Hooks::$fired[ $name ] ?? 0;
}

function doing_action( $name = null ) {
	return null === $name ? (bool) Fake_Hooks::$running : in_array( $name, Fake_Hooks::$running, true );
}

function doing_filter( $name = null ) {
	return doing_action( $name );
}

function current_filter() {
	return end( Fake_Hooks::$running );
}

function current_action() {
	return current_filter();
}

function register_activation_hook( $file, $callback ) {
	add_action( 'activate_' . plugin_basename( $file ), $callback );
}

function register_deactivation_hook( $file, $callback ) {
	add_action( 'deactivate_' . plugin_basename( $file ), $callback );
}

function register_uninstall_hook( $file, $callback ) {
	add_action( 'uninstall_' . plugin_basename( $file ), $callback );
}

function __return_true() {
	return true;
}

function __return_false() {
	return false;
}

function __return_empty_array() {
	return array();
}
