<?php

/**
 * Connecting the shop with one click: its owner says yes on the server, which gives a code that only this shop can use (PKCE).
 */

namespace Tributary\ZenCart;

final class Connection
{
    private const SECONDS = 900;

    /** Where the owner goes to say yes; what is needed afterwards lies in the admin's session. */
    public static function begin(string $server, string $return): string
    {
        $verifier = self::random();
        $_SESSION['tributary_connecting'] = ['server' => rtrim($server, '/'), 'state' => self::random(), 'verifier' => $verifier, 'at' => time()];
        $asked = [
            'shop' => HTTP_SERVER . DIR_WS_CATALOG,
            'name' => STORE_NAME,
            'platform' => 'zencart',
            'currency' => DEFAULT_CURRENCY,
            'timezone' => date_default_timezone_get(),
            'return' => $return,
            'state' => $_SESSION['tributary_connecting']['state'],
            'challenge' => self::url64(hash('sha256', $verifier, true)),
        ];
        return rtrim($server, '/') . '/admin/connect?' . http_build_query($asked, '', '&', PHP_QUERY_RFC3986);
    }

    /** Exchanges the code for a key; gives a sentence when that does not work, nothing when it does. */
    public static function finish(string $state, string $code): string
    {
        $begun = $_SESSION['tributary_connecting'] ?? null;
        unset($_SESSION['tributary_connecting']);
        if (!is_array($begun) || !hash_equals($begun['state'], $state) || time() - $begun['at'] > self::SECONDS) {
            return 'This connection was not begun here, or more than 15 minutes ago. Press Connect again.';
        }
        $asked = ['code' => $code, 'verifier' => $begun['verifier']];
        $answer = Http::send('POST', $begun['server'] . '/api/v1/connections', $asked, '');
        if (!$answer->isGood() || $answer->text('api_key') === '') {
            return $answer->reason !== '' ? $answer->reason : 'The server answered, but gave no key. Update the server, then connect again.';
        }
        Settings::keep('TRIBUTARY_SERVER', $begun['server']);
        Settings::keep('TRIBUTARY_STORE', $answer->text('store'));
        Settings::keep('TRIBUTARY_API_KEY', $answer->text('api_key'));
        return '';
    }

    /**
     * The plugin that the server brings along, where it is newer than this one.
     *
     * @return array{version: string, url: string}|null
     */
    public static function newer(): ?array
    {
        $plugin = Http::api('GET', '/api/v1/connection')->data['plugin'] ?? null;
        $known = is_array($plugin) && isset($plugin['version'], $plugin['url']);
        return $known && version_compare((string) $plugin['version'], Http::VERSION, '>') ? $plugin : null;
    }

    private static function random(): string
    {
        return self::url64(random_bytes(48));
    }

    private static function url64(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
