<?php

/**
 * A new account as the server's API takes it, with the code that was typed at sign-up or came along in a link.
 */

namespace Tributary\ZenCart;

final class CustomerBody
{
    /**
     * @param array<string, string> $came What the visit brought when the account was made: click, ref, visit.
     * @return array<string, mixed>|null Null when there is no such account.
     */
    public static function of(int $id, array $came): ?array
    {
        $row = Db::row('SELECT * FROM ' . TABLE_CUSTOMERS . ' WHERE customers_id = :id', ['id' => $id]);
        if ($row === null) {
            return null;
        }
        $made = Db::row(
            'SELECT customers_info_date_account_created AS made FROM ' . TABLE_CUSTOMERS_INFO . ' WHERE customers_info_id = :id',
            ['id' => $id]
        );
        // What somebody typed beats what a link brought: it was meant.
        $typed = trim((string) ($row['customers_referral'] ?? ''));
        $click = ($came['click'] ?? '') !== '' ? $came['click'] : Queue::clickOf($came['visit'] ?? '');
        return array_filter([
            'store' => Settings::get('TRIBUTARY_STORE'),
            'external_id' => (string) $id,
            'email' => (string) $row['customers_email_address'],
            'name' => trim($row['customers_firstname'] . ' ' . $row['customers_lastname']),
            'registered_at' => isset($made['made']) ? OrderBody::moment((string) $made['made']) : '',
            'code' => $typed !== '' ? $typed : ($came['ref'] ?? ''),
            'click' => $typed !== '' ? '' : $click,
        ]);
    }
}
