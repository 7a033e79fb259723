<?php

/**
 * The server's words for the shop's order statuses. The owner maps numbers; other statuses are told by their English name.
 */

namespace Tributary\ZenCart;

final class Status
{
    private const WORDS = ['cancel' => 'cancelled', 'refund' => 'refunded', 'fail' => 'failed', 'hold' => 'on-hold', 'fraud' => 'failed',
        'complete' => 'completed', 'deliver' => 'completed', 'ship' => 'completed', 'pending' => 'pending', 'process' => 'processing'];

    public static function word(int $status): string
    {
        $map = self::map(Settings::get('TRIBUTARY_STATUSES'));
        if (isset($map[$status])) {
            return $map[$status];
        }
        $row = Db::row(
            'SELECT orders_status_name FROM ' . TABLE_ORDERS_STATUS . ' WHERE orders_status_id = :id ORDER BY language_id LIMIT 1',
            ['id' => $status]
        );
        $name = strtolower((string) ($row['orders_status_name'] ?? ''));
        foreach (self::WORDS as $part => $word) {
            if (strpos($name, $part) !== false) {
                return $word;
            }
        }
        // A word that the server does not know counts as neither paid nor cancelled.
        $plain = trim((string) preg_replace('/[^a-z0-9]+/', '-', $name), '-');
        return $plain === '' ? 'status-' . $status : substr($plain, 0, 50);
    }

    /**
     * `1=pending, 3=completed` as the owner writes it.
     *
     * @return array<int, string>
     */
    private static function map(string $text): array
    {
        preg_match_all('/(\d+)\s*=\s*([a-z-]+)/', strtolower($text), $pairs);
        return array_combine(array_map('intval', $pairs[1]), $pairs[2]) ?: [];
    }
}
