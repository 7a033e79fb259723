<?php

/**
 * Turns a row of the queue into a request. Bodies are built now, from the order as it is now.
 */

namespace Tributary\ZenCart;

final class Sender
{
    /**
     * Sends a row; null when nothing is left to tell.
     *
     * @param array<string, mixed> $row
     */
    public static function send(array $row): ?Answer
    {
        $payload = json_decode((string) $row['payload'], true);
        $payload = is_array($payload) ? $payload : [];
        switch ($row['kind']) {
            case 'order':
                // A removed order is told as it was when it was removed: its tables are empty by now.
                $body = $row['event'] === 'removed' ? $payload : OrderBody::of((int) $row['subject']);
                return $body === null ? null : Http::api('POST', '/api/v1/orders', $body);
            case 'customer':
                $body = CustomerBody::of((int) $row['subject'], $payload);
                return $body === null ? null : Http::api('POST', '/api/v1/customers', $body);
            case 'click':
                return Http::api('POST', '/api/v1/clicks', $payload + [
                    'external_id' => (string) $row['subject'],
                    'at' => gmdate('Y-m-d\TH:i:s\Z', (int) $row['created_at']),
                ]);
            default:
                return null;
        }
    }
}
