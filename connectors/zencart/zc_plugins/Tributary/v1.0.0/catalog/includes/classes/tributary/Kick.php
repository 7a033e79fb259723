<?php

/**
 * Makes the queue go soon: Zen Cart has no timers, so pages that people look at anyway start it, behind their backs. A checkout never does.
 */

namespace Tributary\ZenCart;

final class Kick
{
    private const EVERY = 60;
    private const MARK = 'kick';

    /** At the end of a page. */
    public static function afterPage(string $page): void
    {
        if (!Settings::isConnected() || self::isCheckout($page) || !Queue::hasDue(time()) || !self::isMyTurn(time())) {
            return;
        }
        if (function_exists('fastcgi_finish_request')) {
            register_shutdown_function(static function (): void {
                fastcgi_finish_request(); // The page has left; what follows nobody waits for.
                Runner::run();
            });
            return;
        }
        Http::knock(self::url());
    }

    /** Where the queue can be started from outside, by a timer of the host for instance. */
    public static function url(): string
    {
        $at = (string) time();
        return zen_href_link('tributary_run', 'at=' . $at . '&sign=' . self::sign($at), 'SSL', false);
    }

    /** Only this shop can sign, and only for five minutes. */
    public static function isOwn(string $at, string $sign): bool
    {
        return ctype_digit($at) && abs(time() - (int) $at) < 300 && hash_equals(self::sign($at), $sign);
    }

    private static function sign(string $at): string
    {
        return hash_hmac('sha256', 'tributary_run|' . $at, Settings::get('TRIBUTARY_API_KEY'));
    }

    // The page that says thank you comes after the checkout, and may.
    private static function isCheckout(string $page): bool
    {
        return strpos($page, 'checkout') === 0 && $page !== 'checkout_success';
    }

    // At most one page a minute; the mark lies in the table of orders' notes, under the order that never is.
    private static function isMyTurn(int $now): bool
    {
        Db::run(
            'INSERT IGNORE INTO ' . TABLE_TRIBUTARY_ORDERS . ' (orders_id, click, ref, visit, commissionable) VALUES (0, :none, :mark, :none, :zero)',
            ['none' => '', 'mark' => self::MARK, 'zero' => '0']
        );
        Db::run(
            'UPDATE ' . TABLE_TRIBUTARY_ORDERS . ' SET commissionable = :now WHERE orders_id = 0 AND CAST(commissionable AS UNSIGNED) <= :before',
            ['now' => (string) $now, 'before' => $now - self::EVERY]
        );
        return Db::changed() === 1;
    }
}
