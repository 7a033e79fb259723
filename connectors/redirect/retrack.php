<?php
/**
 * The redirect page of a shop: keeps the click in a cookie and sends the visitor on. MIT.
 * PHP 7.4 or newer, nothing else. Put it on the shop's main domain and write its address into the program's settings.
 * More, and how to test it: docs/redirect-page.md
 */

declare(strict_types=1);

// What to set ---------------------------------------------------------------------------------------------------
/** Hosts that a visitor may be sent on to, in lower case, with a port only where it is not the usual one. */
const HOSTS = ['shop.example', 'www.shop.example'];
/** Where a visitor goes whose address is missing or leads elsewhere. */
const START = '/';
/** How long the click counts. */
const DAYS = 10;
/** Only the shop's server can read the cookie. Set it to false if scripts on your pages are to read it. */
const HTTP_ONLY = true;
// ---------------------------------------------------------------------------------------------------------------

/** Ours, or a UUID as Retrack gives it. */
const CLICK = '/\A(?:clk_[0-9a-z]{26}(?:[0-9a-z]{22})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\z/i';

/** Where to: a path of this host, or a whole address of one of the hosts above; anything else is the start page. */
function destination($deeplink): string
{
    // Whatever a browser would repair (spaces, line breaks, backslashes) is refused instead of understood.
    if (!is_string($deeplink) || strlen($deeplink) > 2048 || preg_match('/\A[\x21-\x5b\x5d-\x7e]+\z/', $deeplink) !== 1) {
        return START;
    }
    if (preg_match('~\A/(?!/)~', $deeplink) === 1) {
        return $deeplink;
    }
    // No user, no address in digits with tricks: after the scheme come letters, digits, dots and hyphens, and a port.
    if (preg_match('~\Ahttps?://([a-z0-9.-]+(?::[0-9]{1,5})?)(?:[/?#]|\z)~i', $deeplink, $found) !== 1) {
        return START;
    }
    return in_array(strtolower($found[1]), HOSTS, true) ? $deeplink : START;
}

$click = $_GET['click'] ?? null;
if (is_string($click) && preg_match(CLICK, $click) === 1) {
    setcookie('retrack_click', $click, [
        'expires' => time() + DAYS * 86400,
        'path' => '/',
        'secure' => true,
        'httponly' => HTTP_ONLY,
        'samesite' => 'Lax',
    ]);
}
header('Cache-Control: no-store');
header('X-Robots-Tag: noindex');
header('Location: ' . destination($_GET['deeplink'] ?? null), true, 302);
