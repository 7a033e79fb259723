<?php
/**
 * Posts and what is noted about them. Under legacy storage, orders are posts too.
 *
 * @package Tributary\Tests
 */

/** A post. */
#[\AllowDynamicProperties]
class WP_Post {

	public $ID          = 0;
	public $post_type   = 'post';
	public $post_status = 'publish';
	public $post_title  = '';
	public $post_name   = '';
	public $post_parent = 0;
	public $post_content = '';
	public $post_excerpt = '';
	public $post_date_gmt     = '';
	public $post_modified_gmt = '';

	public function __construct( array $row ) {
		foreach ( $row as $name => $value ) {
			$this->$name = in_array( $name, array( 'ID', 'post_parent' ), true ) ? (int) $value : $value;
		}
	}
}

function get_post( $post = null ) {
	global $wpdb;
	if ( is_object( $post ) ) {
		return $post;
	}
	$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->posts} WHERE ID = %d", $post ), ARRAY_A );
	return $row ? new WP_Post( $row ) : null;
}

function get_post_type( $post = null ) {
	$post = get_post( $post );
	return $post ? $post->post_type : false;
}

function get_post_status( $post = null ) {
	$post = get_post( $post );
	return $post ? $post->post_status : false;
}

function wp_insert_post( $data, $wp_error = false ) {
	global $wpdb;
	$now = gmdate( 'Y-m-d H:i:s', Fake_Clock::now() );
	$row = array(
		'post_type'         => $data['post_type'] ?? 'post',
		'post_status'       => $data['post_status'] ?? 'draft',
		'post_title'        => $data['post_title'] ?? '',
		'post_name'         => $data['post_name'] ?? sanitize_title( $data['post_title'] ?? '' ),
		'post_parent'       => $data['post_parent'] ?? 0,
		'post_content'      => $data['post_content'] ?? '',
		'post_excerpt'      => $data['post_excerpt'] ?? '',
		'post_date_gmt'     => $now,
		'post_modified_gmt' => $now,
	);
	if ( ! empty( $data['import_id'] ) ) {
		$row['ID'] = $data['import_id'];
	}
	$wpdb->insert( $wpdb->posts, $row );
	$id = $wpdb->insert_id;
	do_action( 'save_post_' . $row['post_type'], $id, get_post( $id ), false );
	do_action( 'save_post', $id, get_post( $id ), false );
	do_action( 'wp_insert_post', $id, get_post( $id ), false );
	return $id;
}

function wp_update_post( $data, $wp_error = false ) {
	global $wpdb;
	$data['post_modified_gmt'] = gmdate( 'Y-m-d H:i:s', Fake_Clock::now() );
	$before                    = get_post( $data['ID'] );
	$wpdb->update( $wpdb->posts, array_diff_key( $data, array( 'ID' => 0 ) ), array( 'ID' => (int) $data['ID'] ) );
	$after = get_post( $data['ID'] );
	if ( $before->post_status !== $after->post_status ) {
		do_action( 'transition_post_status', $after->post_status, $before->post_status, $after );
	}
	do_action( 'post_updated', $after->ID, $after, $before );
	do_action( 'save_post_' . $after->post_type, $after->ID, $after, true );
	do_action( 'save_post', $after->ID, $after, true );
	return $after->ID;
}

function wp_trash_post( $id = 0 ) {
	$post = get_post( $id );
	if ( ! $post || 'trash' === $post->post_status ) {
		return false;
	}
	do_action( 'wp_trash_post', $post->ID );
	add_post_meta( $post->ID, '_wp_trash_meta_status', $post->post_status );
	wp_update_post(
		array(
			'ID'          => $post->ID,
			'post_status' => 'trash',
		)
	);
	do_action( 'trashed_post', $post->ID );
	return $post;
}

function wp_untrash_post( $id = 0 ) {
	$post = get_post( $id );
	if ( ! $post || 'trash' !== $post->post_status ) {
		return false;
	}
	do_action( 'untrash_post', $post->ID );
	$before = get_post_meta( $post->ID, '_wp_trash_meta_status', true );
	delete_post_meta( $post->ID, '_wp_trash_meta_status' );
	wp_update_post(
		array(
			'ID'          => $post->ID,
			'post_status' => $before,
		)
	);
	do_action( 'untrashed_post', $post->ID );
	return $post;
}

function wp_delete_post( $id = 0, $force = false ) {
	global $wpdb;
	$post = get_post( $id );
	if ( ! $post ) {
		return false;
	}
	do_action( 'before_delete_post', $post->ID, $post );
	do_action( 'delete_post', $post->ID, $post );
	$wpdb->delete( $wpdb->postmeta, array( 'post_id' => $post->ID ) );
	$wpdb->delete( $wpdb->posts, array( 'ID' => $post->ID ) );
	do_action( 'deleted_post', $post->ID, $post );
	do_action( 'after_delete_post', $post->ID, $post );
	return $post;
}

function get_post_meta( $id, $key = '', $single = false ) {
	return fake_meta_get( 'postmeta', 'post_id', $id, $key, $single );
}

function update_post_meta( $id, $key, $value, $before = '' ) {
	return fake_meta_set( 'postmeta', 'post_id', $id, $key, $value );
}

function add_post_meta( $id, $key, $value, $unique = false ) {
	return fake_meta_add( 'postmeta', 'post_id', $id, $key, $value );
}

function delete_post_meta( $id, $key, $value = '' ) {
	return delete_metadata( 'post', $id, $key );
}

function delete_post_meta_by_key( $key ) {
	return delete_metadata( 'post', 0, $key, '', true );
}

function get_the_title( $post = 0 ) {
	return get_post( $post )->post_title ?? '';
}

function get_permalink( $post = 0 ) {
	$post = get_post( $post );
	return $post ? home_url( '/' . $post->post_type . '/' . $post->post_name . '/' ) : false;
}

function get_edit_post_link( $id = 0, $context = 'display' ) {
	return admin_url( 'post.php?post=' . $id . '&action=edit' );
}

function wp_get_post_parent_id( $post ) {
	$post = get_post( $post );
	return $post ? $post->post_parent : false;
}

function get_posts( $args = array() ) {
	global $wpdb;
	$ids = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE post_type = %s ORDER BY ID LIMIT %d", $args['post_type'] ?? 'post', max( 1, (int) ( $args['numberposts'] ?? 5 ) ) ) );
	return array_map( 'ids' === ( $args['fields'] ?? '' ) ? 'intval' : 'get_post', $ids );
}

function wp_attachment_is_image( $id ) {
	return 'attachment' === get_post_type( $id );
}

function wp_get_attachment_url( $id ) {
	return $id ? home_url( "/wp-content/uploads/$id.jpg" ) : false;
}

function wp_get_attachment_image_url( $id, $size = 'thumbnail' ) {
	return wp_get_attachment_url( $id );
}

function get_the_terms( $post, $taxonomy ) {
	$terms = get_post_meta( is_object( $post ) ? $post->ID : $post, '_fake_terms_' . $taxonomy, true );
	return $terms ? $terms : false;
}

function wp_get_post_terms( $post, $taxonomy, $args = array() ) {
	$terms = get_the_terms( $post, $taxonomy );
	return $terms ? $terms : array();
}

function get_term( $id, $taxonomy = '' ) {
	return $GLOBALS['fake_terms'][ $id ] ?? null;
}

function has_block( $name, $post = null ) {
	$post = get_post( $post );
	return $post && false !== strpos( $post->post_content, '<!-- wp:' . $name );
}

function has_shortcode( $content, $tag ) {
	return false !== strpos( $content, '[' . $tag );
}
