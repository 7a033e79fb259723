<?php

/**
 * Finds the plugin's classes, for the storefront and for the admin alike. Nothing of Zen Cart's own files is changed.
 */

if (!defined('TABLE_TRIBUTARY_QUEUE')) {
    define('TABLE_TRIBUTARY_QUEUE', DB_PREFIX . 'tributary_queue');
    define('TABLE_TRIBUTARY_ORDERS', DB_PREFIX . 'tributary_orders');
}

spl_autoload_register(static function (string $name): void {
    $space = 'Tributary\\ZenCart\\';
    if (strpos($name, $space) !== 0) {
        return;
    }
    $path = __DIR__ . '/' . substr($name, strlen($space)) . '.php';
    if (is_readable($path)) {
        require_once $path;
    }
});
