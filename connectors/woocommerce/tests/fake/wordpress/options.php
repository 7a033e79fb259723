<?php
/**
 * Options and transients, in the options table, so that a test can see what an uninstall left.
 *
 * @package Tributary\Tests
 */

function get_option( $name, $fallback = false ) {
	global $wpdb;
	$early = apply_filters( 'pre_option_' . $name, false, $name, $fallback );
	if ( false !== $early ) {
		return $early;
	}
	$found = $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $name ) );
	return null === $found ? $fallback : apply_filters( 'option_' . $name, maybe_unserialize( $found ), $name );
}

function add_option( $name, $value = '', $deprecated = '', $autoload = 'yes' ) {
	global $wpdb;
	$known = $wpdb->get_var( $wpdb->prepare( "SELECT 1 FROM {$wpdb->options} WHERE option_name = %s", $name ) );
	if ( null !== $known ) {
		return false;
	}
	$row = array(
		'option_name'  => $name,
		'option_value' => maybe_serialize( $value ),
		'autoload'     => true === $autoload || 'yes' === $autoload ? 'yes' : 'no',
	);
	$wpdb->insert( $wpdb->options, $row );
	do_action( 'added_option', $name, $value );
	return true;
}

function update_option( $name, $value, $autoload = null ) {
	global $wpdb;
	$old   = get_option( $name );
	$value = apply_filters( 'pre_update_option_' . $name, $value, $old, $name );
	if ( $value === $old ) {
		return false;
	}
	if ( add_option( $name, $value, '', null === $autoload ? 'yes' : $autoload ) ) {
		return true;
	}
	$wpdb->update( $wpdb->options, array( 'option_value' => maybe_serialize( $value ) ), array( 'option_name' => $name ) );
	do_action( 'update_option_' . $name, $old, $value, $name );
	do_action( 'updated_option', $name, $old, $value );
	return true;
}

function delete_option( $name ) {
	global $wpdb;
	return (bool) $wpdb->delete( $wpdb->options, array( 'option_name' => $name ) );
}

function get_site_option( $name, $fallback = false ) {
	return get_option( $name, $fallback );
}

function update_site_option( $name, $value ) {
	return update_option( $name, $value );
}

function delete_site_option( $name ) {
	return delete_option( $name );
}

function get_transient( $name ) {
	$until = get_option( '_transient_timeout_' . $name );
	if ( false !== $until && (int) $until <= Fake_Clock::now() ) {
		delete_transient( $name );
		return false;
	}
	return get_option( '_transient_' . $name );
}

function set_transient( $name, $value, $seconds = 0 ) {
	if ( $seconds ) {
		update_option( '_transient_timeout_' . $name, Fake_Clock::now() + $seconds, 'no' );
	}
	return update_option( '_transient_' . $name, $value, 'no' );
}

function delete_transient( $name ) {
	delete_option( '_transient_timeout_' . $name );
	return delete_option( '_transient_' . $name );
}

function set_site_transient( $name, $value, $seconds = 0 ) {
	return set_transient( $name, $value, $seconds );
}

function get_site_transient( $name ) {
	return get_transient( $name );
}

function delete_site_transient( $name ) {
	return delete_transient( $name );
}

function wp_cache_get( $key, $group = '' ) {
	return $GLOBALS['fake_cache'][ $group ][ $key ] ?? false;
}

function wp_cache_set( $key, $value, $group = '', $seconds = 0 ) {
	$GLOBALS['fake_cache'][ $group ][ $key ] = $value;
	return true;
}

function wp_cache_add( $key, $value, $group = '', $seconds = 0 ) {
	if ( isset( $GLOBALS['fake_cache'][ $group ][ $key ] ) ) {
		return false;
	}
	return wp_cache_set( $key, $value, $group, $seconds );
}

function wp_cache_delete( $key, $group = '' ) {
	unset( $GLOBALS['fake_cache'][ $group ][ $key ] );
	return true;
}

function wp_cache_flush() {
	$GLOBALS['fake_cache'] = array();
	return true;
}

function register_setting( $group, $name, $args = array() ) {
	$GLOBALS['fake_settings'][ $name ] = $group;
}
