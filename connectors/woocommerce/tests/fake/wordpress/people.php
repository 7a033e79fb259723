<?php
/**
 * Users, what is noted about them, and what they may do.
 *
 * @package Tributary\Tests
 */

/** A user. */
#[\AllowDynamicProperties]
class WP_User {

	public $ID           = 0;
	public $user_login   = '';
	public $user_email   = '';
	public $display_name = '';
	public $first_name   = '';
	public $last_name    = '';
	public $user_registered = '';
	public $roles        = array();

	public function __construct( array $row = array() ) {
		foreach ( $row as $name => $value ) {
			$this->$name = $value;
		}
	}

	public function exists() {
		return $this->ID > 0;
	}

	public function has_cap( $capability ) {
		return user_can( $this, $capability );
	}

	public function get( $name ) {
		return $this->$name ?? get_user_meta( $this->ID, $name, true );
	}
}

function get_userdata( $id ) {
	global $wpdb;
	$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->users} WHERE ID = %d", $id ), ARRAY_A );
	if ( ! $row ) {
		return false;
	}
	$row['ID']         = (int) $row['ID'];
	$row['roles']      = array( $row['role'] );
	$row['first_name'] = get_user_meta( $id, 'first_name', true );
	$row['last_name']  = get_user_meta( $id, 'last_name', true );
	unset( $row['role'] );
	return new WP_User( $row );
}

function get_user_by( $field, $value ) {
	global $wpdb;
	$columns = array(
		'id'    => 'ID',
		'ID'    => 'ID',
		'email' => 'user_email',
		'login' => 'user_login',
	);
	$id      = $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM {$wpdb->users} WHERE {$columns[ $field ]} = %s", $value ) );
	return $id ? get_userdata( $id ) : false;
}

function wp_insert_user( $data ) {
	global $wpdb;
	$row = array(
		'user_login'      => $data['user_login'],
		'user_email'      => $data['user_email'] ?? '',
		'display_name'    => $data['display_name'] ?? $data['user_login'],
		'user_registered' => gmdate( 'Y-m-d H:i:s', Fake_Clock::now() ),
		'role'            => $data['role'] ?? 'subscriber',
	);
	$wpdb->insert( $wpdb->users, $row );
	$id = $wpdb->insert_id;
	foreach ( array( 'first_name', 'last_name' ) as $name ) {
		update_user_meta( $id, $name, $data[ $name ] ?? '' );
	}
	do_action( 'user_register', $id, $data );
	return $id;
}

function wp_create_user( $login, $password, $email = '' ) {
	return wp_insert_user(
		array(
			'user_login' => $login,
			'user_email' => $email,
		)
	);
}

function wp_delete_user( $id ) {
	global $wpdb;
	do_action( 'delete_user', $id );
	$wpdb->delete( $wpdb->usermeta, array( 'user_id' => $id ) );
	$wpdb->delete( $wpdb->users, array( 'ID' => $id ) );
	do_action( 'deleted_user', $id );
	return true;
}

function wp_set_current_user( $id ) {
	$GLOBALS['fake_user'] = (int) $id;
	return wp_get_current_user();
}

function get_current_user_id() {
	return $GLOBALS['fake_user'] ?? 0;
}

function wp_get_current_user() {
	$user = get_userdata( get_current_user_id() );
	return $user ? $user : new WP_User();
}

function is_user_logged_in() {
	return get_current_user_id() > 0;
}

function user_can( $user, $capability, ...$args ) {
	$user   = is_object( $user ) ? $user : get_userdata( $user );
	$allows = array(
		'administrator' => true,
		'shop_manager'  => 'manage_options' !== $capability,
		'customer'      => 'read' === $capability,
		'subscriber'    => 'read' === $capability,
	);
	return $user && ( $allows[ $user->roles[0] ?? '' ] ?? false );
}

function current_user_can( $capability, ...$args ) {
	return user_can( get_current_user_id(), $capability );
}

function get_user_meta( $id, $key = '', $single = false ) {
	return fake_meta_get( 'usermeta', 'user_id', $id, $key, $single );
}

function update_user_meta( $id, $key, $value, $before = '' ) {
	return fake_meta_set( 'usermeta', 'user_id', $id, $key, $value );
}

function add_user_meta( $id, $key, $value, $unique = false ) {
	return fake_meta_add( 'usermeta', 'user_id', $id, $key, $value );
}

function delete_user_meta( $id, $key, $value = '' ) {
	global $wpdb;
	return (bool) $wpdb->delete(
		$wpdb->usermeta,
		array(
			'user_id'  => (int) $id,
			'meta_key' => $key,
		)
	);
}

function fake_meta_get( string $table, string $owner, $id, string $key, bool $single ) {
	global $wpdb;
	if ( '' === $key ) {
		$all = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->prefix}{$table} WHERE {$owner} = %d", $id ) ) as $row ) {
			$all[ $row->meta_key ][] = $row->meta_value;
		}
		return $all;
	}
	$found = $wpdb->get_col( $wpdb->prepare( "SELECT meta_value FROM {$wpdb->prefix}{$table} WHERE {$owner} = %d AND meta_key = %s ORDER BY 1", $id, $key ) );
	$found = array_map( 'maybe_unserialize', $found );
	return $single ? ( $found[0] ?? '' ) : $found;
}

function fake_meta_add( string $table, string $owner, $id, string $key, $value ) {
	global $wpdb;
	$row = array(
		$owner       => (int) $id,
		'meta_key'   => $key,
		'meta_value' => maybe_serialize( wp_unslash( $value ) ),
	);
	$wpdb->insert( $wpdb->prefix . $table, $row );
	return $wpdb->insert_id;
}

function fake_meta_set( string $table, string $owner, $id, string $key, $value ) {
	global $wpdb;
	$where = array(
		$owner     => (int) $id,
		'meta_key' => $key,
	);
	$done  = $wpdb->update( $wpdb->prefix . $table, array( 'meta_value' => maybe_serialize( wp_unslash( $value ) ) ), $where );
	return $done ? true : (bool) fake_meta_add( $table, $owner, $id, $key, $value );
}

function delete_metadata( $type, $id, $key, $value = '', $all = false ) {
	global $wpdb;
	$where = array( 'meta_key' => $key );
	if ( ! $all ) {
		$where[ $type . '_id' ] = (int) $id;
	}
	return (bool) $wpdb->delete( $wpdb->prefix . $type . 'meta', $where );
}

function get_users( $args = array() ) {
	global $wpdb;
	return array_map( 'get_userdata', $wpdb->get_col( "SELECT ID FROM {$wpdb->users} ORDER BY ID" ) );
}

function get_avatar_url( $who ) {
	return '';
}
