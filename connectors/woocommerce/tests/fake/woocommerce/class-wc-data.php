<?php
/**
 * What WooCommerce's objects share: an id, properties, and notes (meta data).
 *
 * @package Tributary\Tests
 */

/** A moment in the shop. */
class WC_DateTime extends DateTime {

	public function getOffsetTimestamp() {
		return $this->getTimestamp() + wp_timezone()->getOffset( $this );
	}

	public function date( $format ) {
		return gmdate( $format, $this->getOffsetTimestamp() );
	}

	public function date_i18n( $format = 'Y-m-d' ) {
		return $this->date( $format );
	}
}

/** One note. */
class WC_Meta_Data {

	public $id;
	public $key;
	public $value;

	public function __construct( array $row ) {
		$this->id    = $row['id'];
		$this->key   = $row['key'];
		$this->value = $row['value'];
	}

	public function get_data() {
		return get_object_vars( $this );
	}
}

/**
 * The base of all. Properties stand in PROPS of each class with the value they begin with; `get_x( $context )` and `set_x( $value )` exist for
 * those and for nothing else.
 */
abstract class WC_Data {

	/** Properties of the class; those of its parents count, too. */
	const PROPS = array();

	/** Where all properties lie among the notes. */
	const INSIDE = '_fake_props';

	protected $id       = 0;
	protected $data     = array();
	protected $changes  = array();
	protected $is_read  = false;
	private $meta       = null;
	private $changed    = array();

	public function __construct() {
		$this->data = self::props();
	}

	public static function props(): array {
		$all = array();
		for ( $class = static::class; $class; $class = get_parent_class( $class ) ) {
			$all += constant( $class . '::PROPS' );
		}
		return $all;
	}

	public function __call( $name, $args ) {
		list( $verb, $prop ) = array( substr( $name, 0, 4 ), substr( $name, 4 ) );
		if ( ! array_key_exists( $prop, $this->data ) || ( 'get_' !== $verb && 'set_' !== $verb ) ) {
			throw new BadMethodCallException( static::class . ' has no ' . $name );
		}
		return 'get_' === $verb ? $this->get_prop( $prop ) : $this->set_prop( $prop, $args[0] );
	}

	protected function get_prop( string $name ) {
		$value = $this->data[ $name ];
		if ( 0 === strpos( $name, 'date_' ) && null !== $value && '' !== $value ) {
			$moment = new WC_DateTime( '@' . $value );
			return $moment->setTimezone( wp_timezone() );
		}
		return $value;
	}

	protected function set_prop( string $name, $value ) {
		if ( 0 === strpos( $name, 'date_' ) && null !== $value && '' !== $value ) {
			$value = $value instanceof DateTimeInterface ? $value->getTimestamp() : ( is_numeric( $value ) ? (int) $value : strtotime( $value . ' UTC' ) );
		}
		if ( $this->data[ $name ] !== $value ) {
			$this->changes[ $name ] = $value;
		}
		$this->data[ $name ] = $value;
	}

	public function set_props( $props, $context = 'set' ) {
		foreach ( $props as $name => $value ) {
			$this->{"set_$name"}( $value );
		}
		return true;
	}

	public function get_id() {
		return $this->id;
	}

	public function set_id( $id ) {
		$this->id = absint( $id );
	}

	public function get_data() {
		return array_merge( array( 'id' => $this->id ), $this->data, array( 'meta_data' => $this->get_meta_data() ) );
	}

	public function get_changes() {
		return $this->changes;
	}

	public function get_object_read() {
		return $this->is_read;
	}

	/** The table of the notes, its column of the owner, and the column of its own ids. */
	abstract protected function meta_place(): array;

	private function load_meta(): void {
		global $wpdb;
		if ( null !== $this->meta ) {
			return;
		}
		$this->meta                  = array();
		list( $table, $owner, $own ) = $this->meta_place();
		$rows                        = $this->id ? $wpdb->get_results( $wpdb->prepare( "SELECT $own AS id, meta_key, meta_value FROM $table WHERE $owner = %d ORDER BY $own", $this->id ) ) : array();
		foreach ( $rows as $row ) {
			if ( self::INSIDE !== $row->meta_key && 0 !== strpos( $row->meta_key, '_fake_' ) ) {
				$this->meta[] = new WC_Meta_Data(
					array(
						'id'    => (int) $row->id,
						'key'   => $row->meta_key,
						'value' => maybe_unserialize( $row->meta_value ),
					)
				);
			}
		}
	}

	public function read_meta_data( $force = false ) {
		if ( $force ) {
			$this->meta    = null;
			$this->changed = array();
		}
		$this->load_meta();
	}

	public function get_meta_data() {
		$this->load_meta();
		return array_values( array_filter( $this->meta, array( self::class, 'is_there' ) ) );
	}

	private static function is_there( WC_Meta_Data $one ): bool {
		return null !== $one->value;
	}

	public function get_meta( $key = '', $single = true, $context = 'view' ) {
		$found = array_values(
			array_filter(
				$this->get_meta_data(),
				function ( $one ) use ( $key ) {
					return $one->key === $key;
				}
			)
		);
		return $single ? ( $found[0]->value ?? '' ) : $found;
	}

	public function meta_exists( $key = '' ) {
		return array() !== $this->get_meta( $key, false );
	}

	public function add_meta_data( $key, $value, $unique = false ) {
		if ( $unique ) {
			$this->delete_meta_data( $key );
		}
		$this->load_meta();
		$this->meta[] = new WC_Meta_Data(
			array(
				'id'    => 0,
				'key'   => $key,
				'value' => $value,
			)
		);
	}

	public function update_meta_data( $key, $value, $meta_id = 0 ) {
		$this->load_meta();
		foreach ( $this->meta as $one ) {
			if ( $one->key === $key && null !== $one->value ) {
				$one->value                         = $value;
				$this->changed[ spl_object_id( $one ) ] = true;
				return;
			}
		}
		$this->add_meta_data( $key, $value );
	}

	public function delete_meta_data( $key ) {
		$this->load_meta();
		foreach ( $this->meta as $one ) {
			if ( $one->key === $key ) {
				$one->value = null;
			}
		}
	}

	public function save_meta_data() {
		global $wpdb;
		if ( null === $this->meta || ! $this->id ) {
			return;
		}
		list( $table, $owner, $own ) = $this->meta_place();
		foreach ( $this->meta as $one ) {
			if ( null === $one->value ) {
				$wpdb->delete( $table, array( $own => $one->id ) );
			} elseif ( ! $one->id ) {
				$wpdb->insert( $table, array( $owner => $this->id, 'meta_key' => $one->key, 'meta_value' => maybe_serialize( $one->value ) ) );
				$one->id = $wpdb->insert_id;
			} elseif ( isset( $this->changed[ spl_object_id( $one ) ] ) ) {
				$wpdb->update( $table, array( 'meta_value' => maybe_serialize( $one->value ) ), array( $own => $one->id ) );
			}
		}
		$this->changed = array();
		$this->meta    = array_values( array_filter( $this->meta, array( self::class, 'is_there' ) ) );
	}

	/** Reads the properties from their note. */
	protected function read_props(): void {
		global $wpdb;
		list( $table, $owner ) = $this->meta_place();
		$kept                  = $wpdb->get_var( $wpdb->prepare( "SELECT meta_value FROM $table WHERE $owner = %d AND meta_key = %s", $this->id, self::INSIDE ) );
		$this->data            = array_merge( $this->data, (array) json_decode( (string) $kept, true ) );
		$this->is_read         = true;
	}

	/** Writes the properties into their note. */
	protected function write_props(): void {
		global $wpdb;
		list( $table, $owner ) = $this->meta_place();
		$kept                  = json_encode( $this->data );
		$where                 = array( $owner => $this->id, 'meta_key' => self::INSIDE );
		if ( ! $wpdb->update( $table, array( 'meta_value' => $kept ), $where ) ) {
			$wpdb->insert( $table, $where + array( 'meta_value' => $kept ) );
		}
		$this->changes = array();
		$this->is_read = true;
	}
}
