<?php

/**
 * The admin page's file, by which Zen Cart's menus know it.
 */

if (!defined('FILENAME_TRIBUTARY')) {
    define('FILENAME_TRIBUTARY', 'tributary');
}
