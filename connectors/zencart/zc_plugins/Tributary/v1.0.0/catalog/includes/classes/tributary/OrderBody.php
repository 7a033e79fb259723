<?php

/**
 * An order as the server's API takes it, read from the shop's tables when it is sent, so that a late delivery tells the newest state.
 *
 * Amounts are in the store's own currency, in which Zen Cart keeps them whatever the buyer paid in. The lines add up to the amount that
 * Zen Cart calls commissionable: subtotal less coupons, gift vouchers and group discounts.
 */

namespace Tributary\ZenCart;

final class OrderBody
{
    /** @return array<string, mixed>|null Null when there is no such order. */
    public static function of(int $id): ?array
    {
        $order = Db::row('SELECT * FROM ' . TABLE_ORDERS . ' WHERE orders_id = :id', ['id' => $id]);
        if ($order === null) {
            return null;
        }
        $currency = DEFAULT_CURRENCY;
        $totals = self::totals($id);
        $origin = Origin::of($id);
        $base = Money::minor($origin['commissionable'] !== '' ? $origin['commissionable'] : self::commissionable($totals), $currency);
        $placed = self::moment((string) $order['date_purchased']);
        return array_filter([
            'store' => Settings::get('TRIBUTARY_STORE'),
            'external_id' => (string) $id,
            'status' => Status::word((int) $order['orders_status']),
            'currency' => $currency,
            'placed_at' => $placed,
            'updated_at' => self::changed($id, $order) ?? $placed,
            'total' => self::money((string) $order['order_total'], $currency),
            'lines' => self::lines($id, max(0, $base), $currency),
            'shipping' => self::money($totals['ot_shipping'] ?? '0', $currency),
            'tax' => self::money((string) $order['order_tax'], $currency),
            'coupons' => trim((string) $order['coupon_code']) === '' ? [] : [trim((string) $order['coupon_code'])],
            'click' => $origin['click'],
            // A code beside its click would count as one more visit, of the order's own moment.
            'cookie' => $origin['click'] !== '' ? $origin['click'] : $origin['ref'],
            'customer' => self::customer($order),
            'billing' => self::billing($order),
        ], static function ($value): bool {
            return $value !== '' && $value !== null;
        });
    }

    /**
     * The totals below the order, by their class; several of a class added up.
     *
     * @return array<string, string>
     */
    private static function totals(int $id): array
    {
        $totals = [];
        foreach (Db::rows('SELECT class, value FROM ' . TABLE_ORDERS_TOTAL . ' WHERE orders_id = :id', ['id' => $id]) as $row) {
            $class = (string) $row['class'];
            $totals[$class] = number_format((float) ($totals[$class] ?? 0) + (float) $row['value'], 4, '.', '');
        }
        return $totals;
    }

    /**
     * As Zen Cart reckons it where it left no figure (an order made by a payment's own message, or in the admin).
     *
     * @param array<string, string> $totals
     */
    private static function commissionable(array $totals): string
    {
        $credits = 0.0;
        foreach ($totals as $class => $value) {
            // Credits are the classes that take something off; they are stored as what they take.
            if (in_array($class, ['ot_coupon', 'ot_gv', 'ot_group_pricing', 'ot_sc'], true)) {
                $credits += abs((float) $value);
            }
        }
        return number_format(max(0.0, (float) ($totals['ot_subtotal'] ?? 0) - $credits), 4, '.', '');
    }

    /** @return array<int, array<string, mixed>> */
    private static function lines(int $id, int $base, string $currency): array
    {
        $rows = Db::rows('SELECT * FROM ' . TABLE_ORDERS_PRODUCTS . ' WHERE orders_id = :id ORDER BY orders_products_id', ['id' => $id]);
        $weights = [];
        foreach ($rows as $row) {
            $whole = (float) $row['final_price'] * (float) $row['products_quantity'] + (float) $row['onetime_charges'];
            $weights[] = max(0, Money::minor(number_format($whole, 4, '.', ''), $currency));
        }
        $parts = Money::deal($base, $weights);
        $lines = [];
        foreach ($rows as $place => $row) {
            $lines[] = [
                'external_id' => (string) $row['orders_products_id'],
                'product' => (string) $row['products_id'],
                'name' => substr((string) $row['products_name'], 0, 500),
                'quantity' => max(0, (int) round((float) $row['products_quantity'])),
                'total' => ['amount' => $parts[$place], 'currency' => $currency],
            ];
        }
        return $lines;
    }

    /**
     * @param array<string, mixed> $order
     * @return array<string, string>
     */
    private static function customer(array $order): array
    {
        return array_filter([
            'external_id' => (int) $order['customers_id'] > 0 ? (string) (int) $order['customers_id'] : '',
            'email' => strpos((string) $order['customers_email_address'], '@') === false ? '' : (string) $order['customers_email_address'],
        ]);
    }

    /**
     * @param array<string, mixed> $order
     * @return array<string, string>
     */
    private static function billing(array $order): array
    {
        return array_filter([
            'city' => substr((string) $order['billing_city'], 0, 100),
            'state' => substr((string) $order['billing_state'], 0, 100),
            'country' => self::country((string) $order['billing_country']),
        ]);
    }

    /** Orders have a country's name; the server knows countries by their two letters. */
    private static function country(string $name): string
    {
        $row = Db::row('SELECT countries_iso_code_2 FROM ' . TABLE_COUNTRIES . ' WHERE countries_name = :name', ['name' => $name]);
        return (string) ($row['countries_iso_code_2'] ?? '');
    }

    /**
     * When the order last changed: the newest line of its history, or what the order itself says.
     *
     * @param array<string, mixed> $order
     */
    private static function changed(int $id, array $order): ?string
    {
        $row = Db::row('SELECT MAX(date_added) AS newest FROM ' . TABLE_ORDERS_STATUS_HISTORY . ' WHERE orders_id = :id', ['id' => $id]);
        $newest = max((string) ($row['newest'] ?? ''), (string) ($order['last_modified'] ?? ''));
        return $newest === '' ? null : self::moment($newest);
    }

    /** @return array{amount: int, currency: string} */
    private static function money(string $decimal, string $currency): array
    {
        return ['amount' => max(0, Money::minor(number_format((float) $decimal, 4, '.', ''), $currency)), 'currency' => $currency];
    }

    /** Zen Cart writes local time without a zone. */
    public static function moment(string $local): string
    {
        $moment = new \DateTime($local);
        return $moment->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
    }
}
