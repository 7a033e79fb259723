<?php
/**
 * What WordPress does to texts: escape, clean, translate.
 *
 * @package Tributary\Tests
 */

function esc_html( $text ) {
	return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8', false );
}

function esc_attr( $text ) {
	return esc_html( $text );
}

function esc_textarea( $text ) {
	return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8' );
}

function esc_js( $text ) {
	return str_replace( array( "\n", "'" ), array( '\\n', "\\'" ), esc_html( $text ) );
}

function esc_url( $url, $protocols = null, $context = 'display' ) {
	$clean = esc_url_raw( $url );
	return 'display' === $context ? str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), $clean ) : $clean;
}

function esc_url_raw( $url ) {
	$url = preg_replace( '/[^a-z0-9\-~+_.?#=!&;,\/:%@$|*\'()\[\]\x80-\xff]/i', '', (string) $url );
	return preg_match( '/^(javascript|data|vbscript):/i', $url ) ? '' : $url;
}

function sanitize_url( $url ) {
	return esc_url_raw( $url );
}

function esc_sql( $text ) {
	return addslashes( $text );
}

function __( $text, $domain = 'default' ) {
	return apply_filters( 'gettext', $text, $text, $domain );
}

function _e( $text, $domain = 'default' ) {
	echo __( $text, $domain );
}

function _x( $text, $context, $domain = 'default' ) {
	return __( $text, $domain );
}

function _n( $one, $many, $count, $domain = 'default' ) {
	return __( 1 === (int) $count ? $one : $many, $domain );
}

function _nx( $one, $many, $count, $context, $domain = 'default' ) {
	return _n( $one, $many, $count, $domain );
}

function esc_html__( $text, $domain = 'default' ) {
	return esc_html( __( $text, $domain ) );
}

function esc_html_x( $text, $context, $domain = 'default' ) {
	return esc_html( __( $text, $domain ) );
}

function esc_attr__( $text, $domain = 'default' ) {
	return esc_attr( __( $text, $domain ) );
}

function esc_attr_x( $text, $context, $domain = 'default' ) {
	return esc_attr( __( $text, $domain ) );
}

function esc_html_e( $text, $domain = 'default' ) {
	echo esc_html__( $text, $domain );
}

function esc_attr_e( $text, $domain = 'default' ) {
	echo esc_attr__( $text, $domain );
}

function load_plugin_textdomain( $domain, $deprecated = false, $path = false ) {
	return true;
}

function get_locale() {
	return get_option( 'WPLANG', '' ) ? get_option( 'WPLANG' ) : 'en_US';
}

function determine_locale() {
	return get_locale();
}

function get_user_locale( $user = 0 ) {
	return get_locale();
}

function is_rtl() {
	return in_array( substr( get_locale(), 0, 2 ), array( 'ar', 'he', 'fa', 'ug' ), true );
}

function wp_kses( $text, $allowed, $protocols = array() ) {
	$tags = is_array( $allowed ) ? array_keys( $allowed ) : array( 'a', 'p', 'strong', 'em', 'code', 'br', 'ul', 'li', 'span' );
	return strip_tags( (string) $text, $tags );
}

function wp_kses_post( $text ) {
	return wp_kses( $text, 'post' );
}

function wp_strip_all_tags( $text, $breaks = false ) {
	$text = preg_replace( '@<(script|style)[^>]*?>.*?</\\1>@si', '', (string) $text );
	$text = strip_tags( $text );
	return trim( $breaks ? preg_replace( '/[\r\n\t ]+/', ' ', $text ) : $text );
}

function sanitize_text_field( $text ) {
	if ( is_array( $text ) || is_object( $text ) ) {
		return '';
	}
	$text = wp_strip_all_tags( $text, true );
	return trim( preg_replace( '/%[a-f0-9]{2}/i', '', $text ) );
}

function sanitize_textarea_field( $text ) {
	return trim( strip_tags( (string) $text ) );
}

function sanitize_key( $key ) {
	return preg_replace( '/[^a-z0-9_\-]/', '', strtolower( (string) $key ) );
}

function sanitize_title( $title ) {
	return trim( preg_replace( '/[^a-z0-9]+/', '-', strtolower( wp_strip_all_tags( $title ) ) ), '-' );
}

function sanitize_html_class( $name, $fallback = '' ) {
	$clean = preg_replace( '/[^A-Za-z0-9_-]/', '', $name );
	return '' === $clean ? $fallback : $clean;
}

function sanitize_email( $email ) {
	return is_email( $email ) ? $email : '';
}

function sanitize_user( $name, $strict = false ) {
	return trim( preg_replace( '/[^A-Za-z0-9 _.\-@]/', '', $name ) );
}

function is_email( $email ) {
	return filter_var( $email, FILTER_VALIDATE_EMAIL ) ? $email : false;
}

function wp_unslash( $value ) {
	return map_deep( $value, 'stripslashes_strings' );
}

function stripslashes_strings( $value ) {
	return is_string( $value ) ? stripslashes( $value ) : $value;
}

function wp_slash( $value ) {
	return map_deep(
		$value,
		function ( $one ) {
			return is_string( $one ) ? addslashes( $one ) : $one;
		}
	);
}

function map_deep( $value, $callback ) {
	if ( is_array( $value ) ) {
		foreach ( $value as $key => $one ) {
			$value[ $key ] = map_deep( $one, $callback );
		}
		return $value;
	}
	return call_user_func( $callback, $value );
}

function absint( $value ) {
	return abs( (int) $value );
}

function wp_json_encode( $value, $options = 0, $depth = 512 ) {
	return json_encode( $value, $options, $depth );
}

function wp_parse_args( $args, $defaults = array() ) {
	if ( is_string( $args ) ) {
		parse_str( $args, $args );
	}
	return array_merge( $defaults, (array) $args );
}

function wp_parse_url( $url, $part = -1 ) {
	return parse_url( $url, $part );
}

function wp_list_pluck( $list, $field, $key = null ) {
	return array_column( json_decode( json_encode( array_values( $list ) ), true ), $field, $key );
}

function untrailingslashit( $text ) {
	return rtrim( $text, '/\\' );
}

function trailingslashit( $text ) {
	return untrailingslashit( $text ) . '/';
}

function wp_normalize_path( $path ) {
	return str_replace( '\\', '/', $path );
}

function wp_specialchars_decode( $text, $quotes = ENT_NOQUOTES ) {
	return htmlspecialchars_decode( $text, $quotes );
}

function wpautop( $text ) {
	return '<p>' . str_replace( "\n\n", "</p>\n<p>", $text ) . '</p>';
}

function wp_trim_words( $text, $count = 55, $more = '…' ) {
	$words = explode( ' ', wp_strip_all_tags( $text ) );
	return count( $words ) > $count ? implode( ' ', array_slice( $words, 0, $count ) ) . $more : implode( ' ', $words );
}

function wptexturize( $text ) {
	return $text;
}

function number_format_i18n( $number, $decimals = 0 ) {
	return number_format( (float) $number, $decimals );
}

function size_format( $bytes, $decimals = 0 ) {
	return number_format( $bytes / 1024, $decimals ) . ' KB';
}

function maybe_serialize( $value ) {
	return is_array( $value ) || is_object( $value ) || is_bool( $value ) ? serialize( $value ) : $value;
}

function is_serialized( $text ) {
	return is_string( $text ) && ( 'b:0;' === $text || ( preg_match( '/^([abdisO]:|N;)/', $text ) && false !== @unserialize( $text ) ) );
}

function maybe_unserialize( $text ) {
	return is_serialized( $text ) ? unserialize( $text ) : $text;
}

function checked( $value, $current = true, $echo = true ) {
	return fake_marked( 'checked', $value, $current, $echo );
}

function selected( $value, $current = true, $echo = true ) {
	return fake_marked( 'selected', $value, $current, $echo );
}

function disabled( $value, $current = true, $echo = true ) {
	return fake_marked( 'disabled', $value, $current, $echo );
}

function fake_marked( string $word, $value, $current, bool $echo ): string {
	$mark = (string) $value === (string) $current ? " $word='$word'" : '';
	if ( $echo ) {
		echo $mark;
	}
	return $mark;
}

function wp_generate_uuid4() {
	$bytes    = random_bytes( 16 );
	$bytes[6] = chr( ( ord( $bytes[6] ) & 0x0f ) | 0x40 );
	$bytes[8] = chr( ( ord( $bytes[8] ) & 0x3f ) | 0x80 );
	return vsprintf( '%s%s-%s-%s-%s-%s%s%s', str_split( bin2hex( $bytes ), 4 ) );
}

function wp_is_uuid( $text, $version = null ) {
	return (bool) preg_match( '/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/', (string) $text );
}

function wp_generate_password( $length = 12, $special = true, $extra = false ) {
	return substr( bin2hex( random_bytes( $length ) ), 0, $length );
}

function wp_rand( $min = 0, $max = 4294967295 ) {
	return random_int( $min, $max );
}

function wp_salt( $scheme = 'auth' ) {
	return 'salt of the fake shop: ' . $scheme;
}

function wp_hash( $data, $scheme = 'auth' ) {
	return hash_hmac( 'md5', $data, wp_salt( $scheme ) );
}

function add_query_arg( ...$args ) {
	if ( is_array( $args[0] ) ) {
		list( $pairs, $url ) = array( $args[0], $args[1] ?? ( $_SERVER['REQUEST_URI'] ?? '/' ) );
	} else {
		list( $pairs, $url ) = array( array( $args[0] => $args[1] ), $args[2] ?? ( $_SERVER['REQUEST_URI'] ?? '/' ) );
	}
	list( $before, $fragment ) = array_pad( explode( '#', $url, 2 ), 2, null );
	list( $path, $query )      = array_pad( explode( '?', $before, 2 ), 2, '' );
	parse_str( $query, $now );
	$now  = array_filter( array_merge( $now, $pairs ), 'is_kept_in_query' );
	$said = array();
	foreach ( $now as $name => $value ) {
		$said[] = is_array( $value ) ? http_build_query( array( $name => $value ) ) : $name . '=' . $value;
	}
	return $path . ( $said ? '?' . implode( '&', $said ) : '' ) . ( null === $fragment ? '' : '#' . $fragment );
}

function is_kept_in_query( $value ) {
	return false !== $value && null !== $value;
}

function remove_query_arg( $names, $url = null ) {
	return add_query_arg( array_fill_keys( (array) $names, false ), null === $url ? ( $_SERVER['REQUEST_URI'] ?? '/' ) : $url );
}

function wp_parse_str( $text, &$into ) {
	parse_str( (string) $text, $into );
}

function strip_shortcodes( $text ) {
	return preg_replace( '/\[[^\]]*\]/', '', $text );
}

function urlencode_deep( $value ) {
	return map_deep( $value, 'urlencode' );
}
