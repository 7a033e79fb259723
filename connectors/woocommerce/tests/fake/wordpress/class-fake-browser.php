<?php
/**
 * What the browser of this request sent and got: cookies, headers, redirects, the end of the page.
 *
 * @package Tributary\Tests
 */

/** One browser. */
final class Fake_Browser {

	/**
	 * Cookies that were set: name to value and attributes.
	 *
	 * @var array<string, array>
	 */
	public static $cookies = array();

	/**
	 * Headers of the answer.
	 *
	 * @var string[]
	 */
	public static $headers = array();

	/**
	 * Whether headers have been sent, so that cookies come too late.
	 *
	 * @var bool
	 */
	public static $late = false;

	public static function reset(): void {
		self::$cookies = array();
		self::$headers = array();
		self::$late    = false;
		$_COOKIE       = array();
		$_GET          = array();
		$_POST         = array();
		$_REQUEST      = array();
		$_SERVER['REQUEST_METHOD']  = 'GET';
		$_SERVER['REQUEST_URI']     = '/';
		$_SERVER['HTTP_HOST']       = 'shop.example';
		$_SERVER['REMOTE_ADDR']     = '203.0.113.7';
		$_SERVER['HTTP_USER_AGENT'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
		unset( $_SERVER['HTTP_REFERER'], $_SERVER['HTTP_SEC_GPC'], $_SERVER['HTTP_DNT'], $_SERVER['HTTP_PURPOSE'], $_SERVER['HTTP_SEC_PURPOSE'] );
	}

	/**
	 * Takes a cookie as PHP's setcookie does, in both of its forms.
	 *
	 * @param string $name  Its name.
	 * @param string $value Its value.
	 * @param mixed  ...$rest Expiry, path, domain, secure, httponly; or the array of options.
	 */
	public static function take( string $name, string $value = '', ...$rest ): bool {
		if ( self::$late ) {
			throw new LogicException( "The cookie $name comes after the headers." );
		}
		$names   = array( 'expires', 'path', 'domain', 'secure', 'httponly' );
		$options = isset( $rest[0] ) && is_array( $rest[0] ) ? $rest[0] : array_combine( array_slice( $names, 0, count( $rest ) ), $rest );
		self::$cookies[ $name ] = array_merge( array( 'value' => $value ), $options );
		return true;
	}

	/** The next page of the same browser sends its cookies along. */
	public static function next(): void {
		foreach ( self::$cookies as $name => $cookie ) {
			if ( ( $cookie['expires'] ?? 0 ) > 0 && $cookie['expires'] <= Fake_Clock::now() ) {
				unset( $_COOKIE[ $name ] );
			} else {
				$_COOKIE[ $name ] = $cookie['value'];
			}
		}
	}

	/**
	 * A visit of a page, from `init` to `template_redirect` and the footer. Gives what was printed into the page.
	 *
	 * @param string $path    Path and query.
	 * @param string $referer The page before.
	 */
	public static function visit( string $path, string $referer = '' ): string {
		self::next();
		$_SERVER['REQUEST_URI'] = $path;
		$query                  = (string) parse_url( $path, PHP_URL_QUERY );
		parse_str( $query, $_GET );
		$_REQUEST = $_GET;
		if ( '' !== $referer ) {
			$_SERVER['HTTP_REFERER'] = $referer;
		}
		Fake_Http::$forbidden = 'out';
		ob_start();
		try {
			do_action( 'init' );
			do_action( 'wp_loaded' );
			do_action( 'wp' );
			do_action( 'template_redirect' );
			do_action( 'wp_enqueue_scripts' );
			do_action( 'wp_head' );
			do_action( 'wp_footer' );
			do_action( 'shutdown' );
		} finally {
			$page                 = ob_get_clean();
			Fake_Http::$forbidden = '';
		}
		return $page;
	}
}

/** Thrown instead of ending the process. */
class Fake_Ended extends RuntimeException {

	/**
	 * Where to, or what was said.
	 *
	 * @var string
	 */
	public $said;

	public function __construct( string $said, int $code = 0 ) {
		$this->said = $said;
		parent::__construct( $said, $code );
	}
}

function wp_redirect( $to, $status = 302, $by = 'WordPress' ) {
	Fake_Browser::$headers[] = "Location: $to";
	throw new Fake_Ended( $to, $status );
}

function wp_safe_redirect( $to, $status = 302, $by = 'WordPress' ) {
	return wp_redirect( wp_validate_redirect( $to, admin_url() ), $status );
}

function wp_validate_redirect( $to, $fallback = '' ) {
	$hosts = apply_filters( 'allowed_redirect_hosts', array( wp_parse_url( home_url(), PHP_URL_HOST ) ), '' );
	$host  = wp_parse_url( $to, PHP_URL_HOST );
	return null === $host || in_array( $host, $hosts, true ) ? $to : $fallback;
}

function wp_get_referer() {
	return $_SERVER['HTTP_REFERER'] ?? false;
}

function wp_die( $message = '', $title = '', $args = array() ) {
	throw new Fake_Ended( is_wp_error( $message ) ? $message->get_error_message() : (string) $message, (int) ( $args['response'] ?? 500 ) );
}

function wp_send_json( $data, $status = null ) {
	throw new Fake_Ended( wp_json_encode( $data ), (int) $status );
}

function wp_send_json_success( $data = null, $status = null ) {
	wp_send_json(
		array(
			'success' => true,
			'data'    => $data,
		),
		$status
	);
}

function wp_send_json_error( $data = null, $status = null ) {
	wp_send_json(
		array(
			'success' => false,
			'data'    => $data,
		),
		$status
	);
}

function wp_create_nonce( $action = -1 ) {
	return substr( wp_hash( $action . '|' . get_current_user_id(), 'nonce' ), -12, 10 );
}

function wp_verify_nonce( $nonce, $action = -1 ) {
	return hash_equals( wp_create_nonce( $action ), (string) $nonce ) ? 1 : false;
}

function wp_nonce_field( $action = -1, $name = '_wpnonce', $referer = true, $echo = true ) {
	$field = '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . wp_create_nonce( $action ) . '" />';
	if ( $echo ) {
		echo $field;
	}
	return $field;
}

function wp_nonce_url( $url, $action = -1, $name = '_wpnonce' ) {
	return esc_html( add_query_arg( $name, wp_create_nonce( $action ), $url ) );
}

function check_admin_referer( $action = -1, $name = '_wpnonce' ) {
	if ( ! wp_verify_nonce( $_REQUEST[ $name ] ?? '', $action ) ) {
		throw new Fake_Ended( 'The link you followed has expired.', 403 );
	}
	return 1;
}

function check_ajax_referer( $action = -1, $name = false, $stop = true ) {
	return check_admin_referer( $action, $name ? $name : '_ajax_nonce' );
}
