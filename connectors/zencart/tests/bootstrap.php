<?php

/**
 * Loads the fake shop and the plugin, and puts the plugin's clock, cookies and calls into the hands of the tests.
 */

namespace {
    error_reporting(E_ALL);
    date_default_timezone_set('Europe/Stockholm');
    const DB_PREFIX = '';
    const DEFAULT_CURRENCY = 'USD';
    const HTTP_SERVER = 'https://shop.example';
    const HTTPS_SERVER = 'https://shop.example';
    const DIR_WS_CATALOG = '/';
    const STORE_NAME = 'Northwind';
    const ENABLE_SSL = 'true';
    foreach (['ORDERS', 'ORDERS_PRODUCTS', 'ORDERS_TOTAL', 'ORDERS_STATUS', 'ORDERS_STATUS_HISTORY', 'COUNTRIES', 'CUSTOMERS', 'CUSTOMERS_INFO', 'CONFIGURATION', 'CONFIGURATION_GROUP'] as $table) {
        define("TABLE_$table", strtolower($table));
    }
    require_once __DIR__ . '/fake/db.php';
    require_once __DIR__ . '/fake/notifier.php';
    require_once __DIR__ . '/fake/installer.php';
    require_once __DIR__ . '/fake/shop.php';
    $plugin = dirname(__DIR__) . '/zc_plugins/Tributary/v1.0.0';
    require_once "$plugin/Installer/ScriptedInstaller.php";
    require_once "$plugin/catalog/includes/classes/observers/auto.tributary.php";
    require_once "$plugin/admin/includes/classes/observers/auto.tributary_admin.php";
}

// Within its namespace, the plugin finds these before PHP's own.
namespace Tributary\ZenCart {

    function time(): int
    {
        return \Fake_Time::$now;
    }

    function microtime(bool $float = false)
    {
        return \Fake_Time::$now + 0.0;
    }

    function gmdate(string $format, ?int $at = null): string
    {
        return \gmdate($format, $at ?? \Fake_Time::$now);
    }

    function headers_sent(): bool
    {
        return false;
    }

    function setcookie(string $name, string $value, array $options): bool
    {
        if ($options['expires'] < \Fake_Time::$now) {
            unset(\Fake_Zen::$cookies[$name]);
        } else {
            \Fake_Zen::$cookies[$name] = ['value' => $value] + $options;
        }
        return true;
    }

    /** Zen Cart makes constants of its configuration; here a test may change it. */
    function defined(string $name): bool
    {
        return isset(\Fake_Zen::$settings[$name]) || \defined($name);
    }

    function constant(string $name)
    {
        return \Fake_Zen::$settings[$name] ?? \constant($name);
    }

    function curl_setopt_array($handle, array $options): bool
    {
        \Fake_Zen::$asked = $options;
        return \curl_setopt_array($handle, $options);
    }

    /** A call: refused while a buyer waits (but for the knock, of which nobody hears an answer), answered by the test or by the network. */
    function curl_exec($handle)
    {
        $url = \curl_getinfo($handle, CURLINFO_EFFECTIVE_URL);
        $body = json_decode((string) (\Fake_Zen::$asked[CURLOPT_POSTFIELDS] ?? ''), true);
        $call = ['method' => \Fake_Zen::$asked[CURLOPT_CUSTOMREQUEST] ?? 'GET', 'url' => $url, 'body' => $body, 'headers' => \Fake_Zen::$asked[CURLOPT_HTTPHEADER] ?? []];
        \Fake_Zen::$calls[] = $call;
        if (strpos($url, HTTP_SERVER) === 0) {
            return '';
        }
        if (\Fake_Zen::$waiting) {
            throw new \LogicException("A call to $url while a buyer waits.");
        }
        if (\Fake_Zen::$answers === null) {
            \Fake_Zen::$status = null;
            return \curl_exec($handle);
        }
        [\Fake_Zen::$status, $said] = (\Fake_Zen::$answers)($call);
        return \Fake_Zen::$status === 0 ? false : $said;
    }

    function curl_getinfo($handle, int $what)
    {
        return \Fake_Zen::$status ?? \curl_getinfo($handle, $what);
    }

    function curl_error($handle): string
    {
        return \Fake_Zen::$status === 0 ? 'Failed to connect' : \curl_error($handle);
    }
}
