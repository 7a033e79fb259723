<?php

/**
 * What the owner set, in Zen Cart's own configuration: where the server is, the key, the store there.
 */

namespace Tributary\ZenCart;

final class Settings
{
    public const COOKIE_DAYS = 30;

    /** Names and what they begin with. */
    public const DEFAULTS = [
        'TRIBUTARY_SERVER' => '',
        'TRIBUTARY_STORE' => '',
        'TRIBUTARY_API_KEY' => '',
        'TRIBUTARY_STATUSES' => '1=pending, 2=processing, 3=completed, 4=processing',
        'TRIBUTARY_SEND_CUSTOMERS' => 'true',
    ];

    public static function get(string $name): string
    {
        return defined($name) ? trim((string) constant($name)) : self::DEFAULTS[$name];
    }

    public static function isConnected(): bool
    {
        return self::get('TRIBUTARY_SERVER') !== '' && self::get('TRIBUTARY_STORE') !== '' && self::get('TRIBUTARY_API_KEY') !== '';
    }

    public static function url(string $path): string
    {
        return rtrim(self::get('TRIBUTARY_SERVER'), '/') . $path;
    }

    /** Keeps one; it counts from the next request on, as all of Zen Cart's configuration does. */
    public static function keep(string $name, string $value): void
    {
        Db::run(
            'UPDATE ' . TABLE_CONFIGURATION . ' SET configuration_value = :value WHERE configuration_key = :name',
            ['value' => $value, 'name' => $name]
        );
    }
}
