<?php
/**
 * Plugins › Add New › Upload Plugin, and the list of plugins.
 *
 * @package Tributary\Tests
 */

/** Plugins. */
final class Stage_Plugins {

	public static function answer(): void {
		$action = sanitize_key( $_REQUEST['action'] ?? '' );
		if ( 'upload-plugin' === $action ) {
			self::install();
		} elseif ( 'activate' === $action ) {
			self::activate( (string) wp_unslash( $_GET['plugin'] ) );
		} elseif ( '/wp-admin/plugin-install.php' === Stage::path() ) {
			Stage_Page::admin( 'Add Plugins', 'plugin-install', array( self::class, 'show_form' ) );
		} else {
			Stage_Page::admin( 'Plugins', 'plugins', array( self::class, 'show_list' ) );
		}
	}

	public static function show_form(): void {
		echo '<h1>Add Plugins</h1><form method="post" enctype="multipart/form-data" action="', esc_url( admin_url( 'update.php?action=upload-plugin' ) ), '">';
		wp_nonce_field( 'plugin-upload' );
		echo '<label for="pluginzip">Plugin zip file</label> <input type="file" id="pluginzip" name="pluginzip" accept=".zip"> <button>Install Now</button></form>';
	}

	public static function show_list(): void {
		echo '<h1>Plugins</h1><ul>';
		foreach ( get_option( 'active_plugins', array() ) as $plugin ) {
			echo '<li>', esc_html( $plugin ), ' ', implode( ' | ', apply_filters( "plugin_action_links_$plugin", array() ) ), '</li>';
		}
		echo '</ul>';
	}

	/** As WordPress: the zip holds one folder, and one file in it has the head of a plugin. */
	private static function install(): void {
		check_admin_referer( 'plugin-upload' );
		$zip = Stage::folder() . '/' . wp_generate_uuid4() . '.zip';
		move_uploaded_file( $_FILES['pluginzip']['tmp_name'], $zip );
		$archive = new PharData( $zip );
		$folders = array();
		foreach ( $archive as $entry ) {
			$folders[] = $entry->getFilename();
		}
		if ( 1 !== count( $folders ) ) {
			wp_die( 'The package could not be installed: it holds ' . implode( ', ', $folders ) . '.' );
		}
		$plugins = Stage::folder() . '/wp-content/plugins';
		$archive->extractTo( $plugins, null, true );
		$mains = array_filter( glob( "$plugins/$folders[0]/*.php" ), array( self::class, 'has_head' ) );
		if ( 1 !== count( $mains ) ) {
			wp_die( 'The package could not be installed: no valid plugins were found.' );
		}
		$main = $folders[0] . '/' . basename( reset( $mains ) );
		$to   = wp_nonce_url( admin_url( 'plugins.php?action=activate&plugin=' . rawurlencode( $main ) ), 'activate-plugin_' . $main );
		Stage_Page::admin(
			'Install Plugin',
			'update',
			function () use ( $to ) {
				echo '<h1>Installing plugin from uploaded file</h1><p>Plugin installed successfully.</p><a href="', $to, '">Activate Plugin</a>';
			}
		);
	}

	/**
	 * Whether a file begins as a plugin does, for this PHP and this WordPress.
	 *
	 * @param string $file Its path.
	 */
	public static function has_head( string $file ): bool {
		$head = (string) file_get_contents( $file, false, null, 0, 8192 );
		$says = function ( string $name ) use ( $head ): string {
			return preg_match( "/^[ *]*$name:\\s*(\\S.*)$/m", $head, $match ) ? trim( $match[1] ) : '';
		};
		return '' !== $says( 'Plugin Name' ) && '' !== $says( 'Version' ) && version_compare( PHP_VERSION, $says( 'Requires PHP' ), '>=' )
			&& version_compare( get_bloginfo( 'version' ), $says( 'Requires at least' ), '>=' );
	}

	private static function activate( string $plugin ): void {
		check_admin_referer( 'activate-plugin_' . $plugin );
		require_once Stage::folder() . "/wp-content/plugins/$plugin";
		do_action( 'activate_plugin', $plugin, false );
		do_action( 'activate_' . $plugin );
		update_option( 'active_plugins', array( $plugin ) );
		do_action( 'activated_plugin', $plugin, false );
		wp_redirect( admin_url( 'plugins.php?activate=true' ) );
	}
}
