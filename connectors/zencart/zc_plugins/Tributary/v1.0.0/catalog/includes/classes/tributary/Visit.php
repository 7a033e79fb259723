<?php

/**
 * A visit by somebody's link: what the address says, and the cookies that remember it. `?coupon_code=` is Zen Cart's own, which puts the
 * coupon into the cart besides.
 */

namespace Tributary\ZenCart;

final class Visit
{
    public const REF = 'tributary_ref';
    public const VISIT = 'tributary_visit';
    public const CLICK = 'tributary_click';
    public const BROWSER = 'tributary_browser';

    private const CLICK_SHAPE = '/\Aclk_[0-9a-z]{26,48}(\.[0-9a-f]{32})?\z/';
    private const UUID_SHAPE = '/\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/';
    private const SAME_VISIT = 1800;

    /**
     * Remembers what the address says and queues the click.
     *
     * @param array<string, mixed> $query The address's parameters.
     */
    public static function take(array $query): void
    {
        if (($_SERVER['REQUEST_METHOD'] ?? 'GET') !== 'GET' || self::isFetchedAhead() || ($_SERVER['HTTP_SEC_GPC'] ?? '') === '1') {
            return;
        }
        $click = self::clickIn($query);
        if ($click !== '') {
            // The redirect has counted this click already.
            self::set(self::CLICK, $click);
            self::forget(self::REF);
            self::forget(self::VISIT);
            return;
        }
        $code = self::codeIn($query);
        if ($code === '' || ($code === self::cookie(self::REF) && self::isFresh(self::cookie(self::VISIT)))) {
            return;
        }
        $visit = self::newId((int) floor(microtime(true) * 1000));
        self::set(self::REF, $code);
        self::set(self::VISIT, $visit);
        self::forget(self::CLICK);
        // All visits of this browser are one visitor's.
        $browser = self::cookie(self::BROWSER) ?: self::newRandomId();
        self::set(self::BROWSER, $browser);
        Queue::add('click', $visit, 'created', self::told($code) + ['browser' => $browser]);
    }

    /** What a browser brings; empty when it has not the right shape. */
    public static function cookie(string $name): string
    {
        $value = isset($_COOKIE[$name]) && is_string($_COOKIE[$name]) ? $_COOKIE[$name] : '';
        if ($name === self::REF) {
            return self::clean($value);
        }
        return preg_match($name === self::CLICK ? self::CLICK_SHAPE : self::UUID_SHAPE, $value) === 1 ? $value : '';
    }

    /** A code without what no code has. */
    public static function clean(string $code): string
    {
        $code = trim((string) preg_replace('/[\x00-\x1f\x7f<>]/', '', $code));
        return function_exists('mb_substr') ? mb_substr($code, 0, 100) : substr($code, 0, 100);
    }

    /** @param array<string, mixed> $query */
    private static function clickIn(array $query): string
    {
        foreach (['click', 'utm_content'] as $name) {
            if (isset($query[$name]) && is_string($query[$name]) && preg_match(self::CLICK_SHAPE, $query[$name]) === 1) {
                return $query[$name];
            }
        }
        return '';
    }

    /** @param array<string, mixed> $query */
    private static function codeIn(array $query): string
    {
        foreach (['ref', 'coupon_code'] as $name) {
            if (isset($query[$name]) && is_string($query[$name]) && self::clean($query[$name]) !== '') {
                return self::clean($query[$name]);
            }
        }
        return '';
    }

    /** @return array<string, string> What the server is told; it hashes the address of the visitor at once. */
    private static function told(string $code): array
    {
        $text = static function (string $name, int $most): string {
            return substr((string) ($_SERVER[$name] ?? ''), 0, $most);
        };
        return array_filter([
            'code' => $code,
            'page' => self::page($text('REQUEST_URI', 1900)),
            'referrer' => $text('HTTP_REFERER', 2000),
            'user_agent' => $text('HTTP_USER_AGENT', 500),
            'ip' => $text('REMOTE_ADDR', 45),
        ]);
    }

    private static function page(string $uri): string
    {
        return (defined('HTTPS_SERVER') ? HTTPS_SERVER : HTTP_SERVER) . $uri;
    }

    private static function isFetchedAhead(): bool
    {
        $purpose = ($_SERVER['HTTP_SEC_PURPOSE'] ?? '') . ($_SERVER['HTTP_PURPOSE'] ?? '') . ($_SERVER['HTTP_X_MOZ'] ?? '');
        return stripos($purpose, 'prefetch') !== false || stripos($purpose, 'preview') !== false;
    }

    private static function set(string $name, string $value): void
    {
        $_COOKIE[$name] = $value; // This very request may go on to a checkout.
        self::send($name, $value, time() + Settings::COOKIE_DAYS * 86400);
    }

    private static function forget(string $name): void
    {
        if (isset($_COOKIE[$name])) {
            unset($_COOKIE[$name]);
            self::send($name, '', time() - 86400);
        }
    }

    private static function send(string $name, string $value, int $expires): void
    {
        if (headers_sent()) {
            return;
        }
        setcookie($name, $value, [
            'expires' => $expires,
            'path' => '/',
            'secure' => defined('ENABLE_SSL') && ENABLE_SSL === 'true',
            'httponly' => true,
            'samesite' => 'Lax',
        ]);
    }

    /** A UUID of version 7: it begins with the time, so that nothing else has to remember it. */
    private static function newId(int $milliseconds): string
    {
        $random = bin2hex(random_bytes(10));
        $time = sprintf('%012x', $milliseconds);
        $mark = dechex((hexdec($random[3]) & 0x3) | 0x8);
        return substr($time, 0, 8) . '-' . substr($time, 8, 4) . '-7' . substr($random, 0, 3) . '-'
            . $mark . substr($random, 4, 3) . '-' . substr($random, 7, 12);
    }

    /** A UUID of version 4: chance alone. */
    private static function newRandomId(): string
    {
        $random = bin2hex(random_bytes(16));
        $mark = dechex((hexdec($random[16]) & 0x3) | 0x8);
        return substr($random, 0, 8) . '-' . substr($random, 8, 4) . '-4' . substr($random, 13, 3) . '-'
            . $mark . substr($random, 17, 3) . '-' . substr($random, 20, 12);
    }

    private static function isFresh(string $visit): bool
    {
        if ($visit === '') {
            return false;
        }
        $began = intdiv((int) hexdec(substr(str_replace('-', '', $visit), 0, 12)), 1000);
        return abs(time() - $began) < self::SAME_VISIT;
    }
}
