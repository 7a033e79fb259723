<?php
/**
 * The database of the shop: SQLite behind the words of wpdb, which are MySQL's.
 *
 * @package Tributary\Tests
 */

/** As much of wpdb as plugins use. A wrong statement fails the test instead of being noted in silence. */
class wpdb { // phpcs:ignore -- WordPress's own name.

	public $prefix     = 'wp_';
	public $base_prefix = 'wp_';
	public $options    = 'wp_options';
	public $posts      = 'wp_posts';
	public $postmeta   = 'wp_postmeta';
	public $users      = 'wp_users';
	public $usermeta   = 'wp_usermeta';
	public $insert_id  = 0;
	public $rows_affected = 0;
	public $last_error = '';
	public $last_query = '';
	private $suppressed = false;

	/**
	 * All statements since a test cleared them.
	 *
	 * @var string[]
	 */
	public $statements = array();

	/**
	 * The file that stands behind.
	 *
	 * @var PDO
	 */
	private $pdo;

	public function __construct( string $path = ':memory:' ) {
		$this->pdo = new PDO( 'sqlite:' . $path, null, null, array( PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION ) );
		$this->pdo->sqliteCreateFunction( 'NOW', array( self::class, 'now' ), 0 );
		$this->pdo->sqliteCreateFunction( 'UTC_TIMESTAMP', array( self::class, 'now' ), 0 );
		$this->pdo->sqliteCreateFunction( 'UNIX_TIMESTAMP', array( Fake_Clock::class, 'now' ), 0 );
		$this->pdo->sqliteCreateFunction( 'CONCAT', array( self::class, 'concat' ), -1 );
		$this->pdo->sqliteCreateFunction( 'GET_LOCK', array( self::class, 'one' ), 2 );
		$this->pdo->sqliteCreateFunction( 'RELEASE_LOCK', array( self::class, 'one' ), 1 );
		$this->pdo->exec( 'PRAGMA synchronous = OFF' );
	}

	public static function now(): string {
		return gmdate( 'Y-m-d H:i:s', Fake_Clock::now() );
	}

	public static function concat( ...$parts ): string {
		return implode( '', $parts );
	}

	public static function one(): int {
		return 1;
	}

	public function get_charset_collate() {
		return 'DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci';
	}

	public function hide_errors() {
		return true;
	}

	public function show_errors() {
		return true;
	}

	public function suppress_errors( $suppress = true ) {
		$before           = $this->suppressed;
		$this->suppressed = (bool) $suppress;
		return $before;
	}

	public function esc_like( $text ) {
		return addcslashes( $text, '_%\\' );
	}

	/**
	 * Fills %s, %d, %f and %i in, as WordPress does.
	 *
	 * @param string $query The statement with its places.
	 * @param mixed  ...$args What goes into them, one by one or as one list.
	 */
	public function prepare( $query, ...$args ) {
		if ( isset( $args[0] ) && is_array( $args[0] ) && 1 === count( $args ) ) {
			$args = array_values( $args[0] );
		}
		$places = preg_match_all( '/(?<!%)%[sdfi]/', $query );
		if ( count( $args ) !== $places ) {
			throw new LogicException( "prepare: $places places and " . count( $args ) . " values in: $query" );
		}
		$query = preg_replace( "/'(%[sdf])'|\"(%[sdf])\"/", '$1$2', $query );
		$fill  = function ( $match ) use ( &$args ) {
			return '%%' === $match[0] ? '%' : $this->quoted( $match[0], array_shift( $args ) );
		};
		return preg_replace_callback( '/%[sdfi%]/', $fill, $query );
	}

	private function quoted( string $place, $value ): string {
		switch ( $place ) {
			case '%d':
				return (string) (int) $value;
			case '%f':
				return sprintf( '%F', $value );
			case '%i':
				return '`' . str_replace( '`', '``', (string) $value ) . '`';
			default:
				return $this->pdo->quote( (string) $value );
		}
	}

	public function query( $query ) {
		$this->last_query   = $query;
		$this->statements[] = $query;
		$this->last_error   = '';
		foreach ( Fake_Mysql::spoken( $query, $this->pdo ) as $part ) {
			try {
				$done = $this->pdo->query( $part );
			} catch ( PDOException $error ) {
				return $this->failed( $error, $part );
			}
		}
		$this->rows_affected = isset( $done ) ? $done->rowCount() : 0;
		$this->insert_id     = (int) $this->pdo->lastInsertId();
		$rows                = preg_match( '/^\s*(SELECT|SHOW|PRAGMA|DESCRIBE)/i', $query );
		return $rows ? count( $done->fetchAll() ) : ( preg_match( '/^\s*(CREATE|DROP|ALTER|TRUNCATE)/i', $query ) ? true : $this->rows_affected );
	}

	// A row that is there already is an answer, as in MySQL; any other fault is the plugin's.
	private function failed( PDOException $error, string $query ) {
		if ( false === strpos( $error->getMessage(), 'UNIQUE constraint' ) && ! $this->suppressed ) {
			throw new LogicException( $error->getMessage() . ' in: ' . $query );
		}
		$this->last_error = 'Duplicate entry: ' . $error->getMessage();
		return false;
	}

	private function rows( string $query ): array {
		$this->last_query   = $query;
		$this->statements[] = $query;
		$answer             = array();
		foreach ( Fake_Mysql::spoken( $query, $this->pdo ) as $part ) {
			try {
				$answer = $this->pdo->query( $part )->fetchAll( PDO::FETCH_ASSOC );
			} catch ( PDOException $error ) {
				throw new LogicException( $error->getMessage() . ' in: ' . $part );
			}
		}
		// MySQL's driver gives every value as a text.
		$texts = function ( array $row ) {
			return array_map(
				function ( $value ) {
					return null === $value ? null : (string) $value;
				},
				$row
			);
		};
		return array_map( $texts, $answer );
	}

	public function get_results( $query = null, $output = OBJECT ) {
		$shaped = array_map(
			function ( array $row ) use ( $output ) {
				return $this->shaped( $row, $output );
			},
			$this->rows( $query )
		);
		return $shaped;
	}

	private function shaped( array $row, $output ) {
		if ( ARRAY_A === $output ) {
			return $row;
		}
		return ARRAY_N === $output ? array_values( $row ) : (object) $row;
	}

	public function get_row( $query = null, $output = OBJECT, $place = 0 ) {
		$rows = $this->rows( $query );
		return isset( $rows[ $place ] ) ? $this->shaped( $rows[ $place ], $output ) : null;
	}

	public function get_var( $query = null, $x = 0, $y = 0 ) {
		$rows = $this->rows( $query );
		return isset( $rows[ $y ] ) ? ( array_values( $rows[ $y ] )[ $x ] ?? null ) : null;
	}

	public function get_col( $query = null, $x = 0 ) {
		$column = function ( array $row ) use ( $x ) {
			return array_values( $row )[ $x ];
		};
		return array_map( $column, $this->rows( $query ) );
	}

	public function insert( $table, $row, $format = null ) {
		return $this->query( 'INSERT INTO ' . $this->into( $table, $row ) );
	}

	public function replace( $table, $row, $format = null ) {
		return $this->query( 'REPLACE INTO ' . $this->into( $table, $row ) );
	}

	private function into( string $table, array $row ): string {
		return "`$table` (`" . implode( '`, `', array_keys( $row ) ) . '`) VALUES (' . implode( ', ', array_map( array( $this, 'literal' ), $row ) ) . ')';
	}

	private function literal( $value ): string {
		if ( null === $value ) {
			return 'NULL';
		}
		return is_int( $value ) || is_bool( $value ) ? (string) (int) $value : $this->pdo->quote( (string) $value );
	}

	public function update( $table, $row, $where, $format = null, $where_format = null ) {
		return $this->query( "UPDATE `$table` SET " . $this->pairs( $row, ', ', ' = ' ) . ' WHERE ' . $this->pairs( $where, ' AND ', ' IS ' ) );
	}

	public function delete( $table, $where, $where_format = null ) {
		return $this->query( "DELETE FROM `$table` WHERE " . $this->pairs( $where, ' AND ', ' IS ' ) );
	}

	private function pairs( array $row, string $between, string $is ): string {
		$pairs = array();
		foreach ( $row as $column => $value ) {
			$pairs[] = "`$column`" . ( null === $value ? $is : ' = ' ) . $this->literal( $value );
		}
		return implode( $between, $pairs );
	}
}
