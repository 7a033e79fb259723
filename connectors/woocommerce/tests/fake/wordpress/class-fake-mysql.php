<?php
/**
 * Says in SQLite's words what a plugin says in MySQL's.
 *
 * @package Tributary\Tests
 */

/** Only what plugins really say; everything else goes on as it is, and fails loudly where SQLite does not know it. */
final class Fake_Mysql {

	/**
	 * One statement as one or several of SQLite.
	 *
	 * @param string $query What was said.
	 * @param PDO    $pdo   For questions about unique columns.
	 * @return string[]
	 */
	public static function spoken( string $query, PDO $pdo ): array {
		$query = trim( $query, " \t\n\r;" );
		if ( preg_match( '/^CREATE TABLE/i', $query ) ) {
			return self::create( $query );
		}
		if ( preg_match( '/^SHOW TABLES LIKE (\'.*\')$/i', $query, $match ) ) {
			return array( "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE $match[1] ESCAPE '\\'" );
		}
		if ( preg_match( '/^TRUNCATE (?:TABLE )?(.+)$/i', $query, $match ) ) {
			return array( 'DELETE FROM ' . $match[1] );
		}
		// In MySQL a backslash escapes within LIKE by itself.
		$query = preg_replace( "/\\bLIKE ('(?:[^']|'')*')/i", "LIKE \$1 ESCAPE '\\\\'", $query );
		$query = preg_replace( '/^INSERT IGNORE\b/i', 'INSERT OR IGNORE', $query );
		$query = preg_replace( '/\bFOR UPDATE(\s+SKIP LOCKED)?$/i', '', $query );
		$query = preg_replace( '/\bSTART TRANSACTION$/i', 'BEGIN', $query );
		$query = preg_replace( '/\bLIMIT (\d+)\s*,\s*(\d+)/i', 'LIMIT $2 OFFSET $1', $query );
		return array( self::limited( self::on_duplicate( $query, $pdo ), $pdo ) );
	}

	// UPDATE and DELETE with ORDER BY and LIMIT, which SQLite mostly is built without.
	private static function limited( string $query, PDO $pdo ): string {
		$shape = '/^(UPDATE|DELETE FROM)\s+(`?\w+`?)(.*?)\s+WHERE\s+(.*?)((?:\s+ORDER BY\s+[^()]*?)?\s+LIMIT\s+\d+)$/is';
		if ( ! preg_match( $shape, $query, $match ) ) {
			return $query;
		}
		return "$match[1] $match[2]$match[3] WHERE rowid IN (SELECT rowid FROM $match[2] WHERE $match[4]$match[5])";
	}

	private static function on_duplicate( string $query, PDO $pdo ): string {
		$shape = '/^(INSERT INTO\s+(`?\w+`?).*)\bON DUPLICATE KEY UPDATE\b(.*)$/is';
		if ( ! preg_match( $shape, $query, $match ) ) {
			return $query;
		}
		$sets   = preg_replace( '/VALUES\(\s*(`?\w+`?)\s*\)/i', 'excluded.$1', $match[3] );
		$unique = self::unique_columns( trim( $match[2], '`' ), $match[1], $pdo );
		return "$match[1] ON CONFLICT ($unique) DO UPDATE SET $sets";
	}

	private static function unique_columns( string $table, string $insert, PDO $pdo ): string {
		foreach ( $pdo->query( "PRAGMA index_list(`$table`)" )->fetchAll( PDO::FETCH_ASSOC ) as $index ) {
			$columns = array_column( $pdo->query( "PRAGMA index_info(`{$index['name']}`)" )->fetchAll( PDO::FETCH_ASSOC ), 'name' );
			$named   = function ( $column ) use ( $insert ) {
				return (bool) preg_match( '/\b' . preg_quote( $column, '/' ) . '\b/', $insert );
			};
			if ( $index['unique'] && count( array_filter( $columns, $named ) ) === count( $columns ) ) {
				return implode( ', ', $columns );
			}
		}
		return $pdo->query( "SELECT name FROM pragma_table_info('$table') WHERE pk = 1" )->fetchColumn();
	}

	// Columns keep their names and defaults; types become SQLite's; keys become indexes.
	private static function create( string $query ): array {
		preg_match( '/^CREATE TABLE\s+(?:IF NOT EXISTS\s+)?`?(\w+)`?\s*\((.*)\)[^()]*$/is', $query, $match );
		list( , $table, $body ) = $match;
		$columns                = array();
		$indexes                = array();
		foreach ( self::parts( $body ) as $part ) {
			if ( preg_match( '/^PRIMARY KEY\s*\((.*)\)$/is', $part, $key ) ) {
				$primary = self::names( $key[1] );
			} elseif ( preg_match( '/^(UNIQUE )?(?:KEY|INDEX)\s+`?(\w+)`?\s*\((.*)\)$/is', $part, $key ) ) {
				$indexes[] = 'CREATE ' . strtoupper( $key[1] ) . "INDEX IF NOT EXISTS `{$table}_$key[2]` ON `$table` (" . self::names( $key[3] ) . ')';
			} else {
				$columns[] = self::column( $part );
			}
		}
		$whole = implode( ', ', $columns );
		if ( isset( $primary ) && false === stripos( $whole, 'PRIMARY KEY' ) ) {
			$whole .= ", PRIMARY KEY ($primary)";
		}
		return array_merge( array( "CREATE TABLE IF NOT EXISTS `$table` ($whole)" ), $indexes );
	}

	private static function names( string $list ): string {
		return preg_replace( '/\(\d+\)/', '', $list );
	}

	private static function parts( string $body ): array {
		$parts = preg_split( '/,(?![^()]*\))/', $body );
		return array_values( array_filter( array_map( 'trim', $parts ) ) );
	}

	private static function column( string $text ): string {
		if ( preg_match( '/^(`?\w+`?)\s.*AUTO_INCREMENT/is', $text, $match ) ) {
			return $match[1] . ' INTEGER PRIMARY KEY AUTOINCREMENT';
		}
		$text = preg_replace( '/\b(UNSIGNED|ON UPDATE CURRENT_TIMESTAMP)\b/i', '', $text );
		$text = preg_replace( '/\b(CHARACTER SET|COLLATE|COMMENT)\s+(\w+|\'[^\']*\')/i', '', $text );
		$text = preg_replace( '/\b(big|small|tiny|medium)?int(\s*\(\d+\))?/i', 'INTEGER', $text );
		return preg_replace( '/\b(varchar|char|(?:long|medium|tiny)?text|datetime)\b(\s*\(\d+\))?/i', 'TEXT', $text );
	}
}
