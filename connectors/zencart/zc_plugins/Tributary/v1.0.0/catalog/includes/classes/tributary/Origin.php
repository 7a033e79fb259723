<?php

/**
 * What the shop noted beside an order when it was placed: where its buyer came from, and the amount that Zen Cart itself calls commissionable.
 */

namespace Tributary\ZenCart;

final class Origin
{
    /** Notes where the buyer of a new order came from. */
    public static function stamp(int $order): void
    {
        Db::run(
            'INSERT IGNORE INTO ' . TABLE_TRIBUTARY_ORDERS . ' (orders_id, click, ref, visit, commissionable) VALUES (:id, :click, :ref, :visit, :none)',
            [
                'id' => $order,
                'click' => Visit::cookie(Visit::CLICK),
                'ref' => Visit::cookie(Visit::REF),
                'visit' => Visit::cookie(Visit::VISIT),
                'none' => '',
            ]
        );
    }

    /** Notes the shop's own commissionable amount, as a decimal text in the store's currency. */
    public static function noteCommissionable(int $order, string $amount): void
    {
        Db::run(
            'UPDATE ' . TABLE_TRIBUTARY_ORDERS . ' SET commissionable = :amount WHERE orders_id = :id',
            ['amount' => $amount, 'id' => $order]
        );
    }

    /** @return array{click: string, ref: string, commissionable: string} */
    public static function of(int $order): array
    {
        $row = Db::row('SELECT * FROM ' . TABLE_TRIBUTARY_ORDERS . ' WHERE orders_id = :id', ['id' => $order]);
        $click = (string) ($row['click'] ?? '');
        if ($click === '' && ($row['visit'] ?? '') !== '') {
            $click = Queue::clickOf((string) $row['visit']);
        }
        return ['click' => $click, 'ref' => (string) ($row['ref'] ?? ''), 'commissionable' => (string) ($row['commissionable'] ?? '')];
    }
}
