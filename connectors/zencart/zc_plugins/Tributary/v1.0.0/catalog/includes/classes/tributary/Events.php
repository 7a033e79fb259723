<?php

/**
 * What Zen Cart's notifiers mean. Each writes a row and returns; nothing here asks the network.
 */

namespace Tributary\ZenCart;

final class Events
{
    /** An order is there with all its products; its totals are, too. */
    public static function ordered(int $order): void
    {
        if ($order > 0 && Settings::isConnected()) {
            Origin::stamp($order);
            self::changed($order);
        }
    }

    /**
     * Zen Cart has reckoned what is commissionable, and offers it to affiliate tools.
     *
     * @param array<string, mixed> $summary `$_SESSION['order_summary']`.
     */
    public static function summed(array $summary): void
    {
        $order = (int) ($summary['order_number'] ?? 0);
        if ($order > 0 && isset($summary['commissionable_order']) && Settings::isConnected()) {
            Origin::noteCommissionable($order, number_format((float) $summary['commissionable_order'], 4, '.', ''));
            self::changed($order);
        }
    }

    /** An order is new or has another status. Its body is built when it is sent, so one row that waits is enough. */
    public static function changed(int $order): void
    {
        if ($order > 0 && Settings::isConnected() && !Queue::isWaiting('order', (string) $order, 'changed')) {
            Queue::add('order', (string) $order, 'changed');
        }
    }

    /** An order is about to be removed: this is the last moment at which it can be read. */
    public static function removed(int $order): void
    {
        $body = $order > 0 && Settings::isConnected() ? OrderBody::of($order) : null;
        if ($body !== null) {
            $now = gmdate('Y-m-d\TH:i:s\Z');
            Queue::add('order', (string) $order, 'removed', array_merge($body, ['status' => 'trash', 'updated_at' => $now]));
        }
    }

    /**
     * An account is new.
     *
     * @param array<int|string, mixed> $record As the notifier gives it.
     */
    public static function registered(array $record): void
    {
        $id = (int) ($record['customer_id'] ?? 0);
        if ($id > 0 && Settings::isConnected() && Settings::get('TRIBUTARY_SEND_CUSTOMERS') === 'true') {
            Queue::add('customer', (string) $id, 'created', array_filter([
                'click' => Visit::cookie(Visit::CLICK),
                'ref' => Visit::cookie(Visit::REF),
                'visit' => Visit::cookie(Visit::VISIT),
            ]));
        }
    }
}
