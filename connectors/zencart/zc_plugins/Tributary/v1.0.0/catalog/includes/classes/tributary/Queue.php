<?php

/**
 * One row for each thing that happened, in the shop's own database. Writing one waits for nobody; a server that cannot be reached loses nothing.
 */

namespace Tributary\ZenCart;

final class Queue
{
    public const WAITING = 'waiting';
    public const SENT = 'sent';
    public const FAILED = 'failed';

    private const CLAIM_SECONDS = 120;
    private const DELAYS = [60, 300, 1800, 7200, 21600];
    private const GIVEN_UP = 259200; // Three days.
    private const KEPT = 1209600; // Two weeks.

    /** @param array<string, mixed> $payload What cannot be read again later. */
    public static function add(string $kind, string $subject, string $event, array $payload = []): void
    {
        $now = time();
        Db::run(
            'INSERT INTO ' . TABLE_TRIBUTARY_QUEUE . ' (kind, subject, event, payload, state, attempts, created_at, due_at, claimed_until, result, reason)'
            . ' VALUES (:kind, :subject, :event, :payload, :state, 0, :now, :now, 0, :none, :none)',
            [
                'kind' => $kind,
                'subject' => $subject,
                'event' => $event,
                'payload' => $payload === [] ? '' : (string) json_encode($payload),
                'state' => self::WAITING,
                'now' => $now,
                'none' => '',
            ]
        );
    }

    /** Whether the same news waits already: its body is built when it is sent, so one row is enough. */
    public static function isWaiting(string $kind, string $subject, string $event): bool
    {
        $found = Db::row(
            'SELECT id FROM ' . TABLE_TRIBUTARY_QUEUE . ' WHERE kind = :kind AND subject = :subject AND event = :event AND state = :state AND claimed_until = 0',
            ['kind' => $kind, 'subject' => $subject, 'event' => $event, 'state' => self::WAITING]
        );
        return $found !== null;
    }

    /**
     * Takes the next row that is due, so that no other process sends it too; of each thing only the oldest.
     *
     * @return array<string, mixed>|null
     */
    public static function claim(int $now): ?array
    {
        $table = TABLE_TRIBUTARY_QUEUE;
        $row = Db::row(
            "SELECT q.* FROM $table q WHERE q.state = :state AND q.due_at <= :now AND q.claimed_until < :now
            AND NOT EXISTS (SELECT 1 FROM $table o WHERE o.kind = q.kind AND o.subject = q.subject AND o.state = :state AND o.id < q.id)
            ORDER BY q.id LIMIT 1",
            ['state' => self::WAITING, 'now' => $now]
        );
        if ($row === null) {
            return null;
        }
        Db::run(
            "UPDATE $table SET claimed_until = :until WHERE id = :id AND state = :state AND claimed_until < :now",
            ['until' => $now + self::CLAIM_SECONDS, 'id' => (int) $row['id'], 'state' => self::WAITING, 'now' => $now]
        );
        return Db::changed() === 1 ? $row : null;
    }

    /** @param array<string, mixed> $row */
    public static function sent(array $row, string $result): void
    {
        self::finish($row, self::SENT, $result, '');
    }

    /** @param array<string, mixed> $row */
    public static function failed(array $row, string $reason): void
    {
        self::finish($row, self::FAILED, '', $reason);
    }

    /**
     * It is tried again, later each time; after three days a person has to say so.
     *
     * @param array<string, mixed> $row
     */
    public static function later(array $row, string $reason, int $now): void
    {
        if ($now - (int) $row['created_at'] >= self::GIVEN_UP) {
            self::failed($row, $reason);
            return;
        }
        $step = min((int) $row['attempts'], count(self::DELAYS) - 1);
        Db::run(
            'UPDATE ' . TABLE_TRIBUTARY_QUEUE . ' SET attempts = attempts + 1, reason = :reason, due_at = :due, claimed_until = 0 WHERE id = :id',
            ['reason' => substr($reason, 0, 500), 'due' => $now + self::DELAYS[$step], 'id' => (int) $row['id']]
        );
    }

    /** @param array<string, mixed> $row */
    private static function finish(array $row, string $state, string $result, string $reason): void
    {
        // What went out is forgotten: a visit's address lies nowhere longer than it must.
        $payload = $state === self::SENT ? '' : (string) $row['payload'];
        Db::run(
            'UPDATE ' . TABLE_TRIBUTARY_QUEUE . ' SET state = :state, attempts = attempts + 1, result = :result, reason = :reason,'
            . ' payload = :payload, claimed_until = 0, due_at = :now WHERE id = :id',
            ['state' => $state, 'result' => $result, 'reason' => substr($reason, 0, 500), 'payload' => $payload, 'now' => time(), 'id' => (int) $row['id']]
        );
    }

    public static function hasDue(int $now): bool
    {
        $found = Db::row(
            'SELECT id FROM ' . TABLE_TRIBUTARY_QUEUE . ' WHERE state = :state AND due_at <= :now AND claimed_until < :now LIMIT 1',
            ['state' => self::WAITING, 'now' => $now]
        );
        return $found !== null;
    }

    /** The server's id of a visit's click, once it is known. */
    public static function clickOf(string $visit): string
    {
        $row = Db::row(
            'SELECT result FROM ' . TABLE_TRIBUTARY_QUEUE . ' WHERE kind = :kind AND subject = :visit AND state = :state LIMIT 1',
            ['kind' => 'click', 'visit' => $visit, 'state' => self::SENT]
        );
        return (string) ($row['result'] ?? '');
    }

    /** Tries what failed again, at once; 0 for all of it. */
    public static function retry(int $id = 0): int
    {
        Db::run(
            'UPDATE ' . TABLE_TRIBUTARY_QUEUE . ' SET state = :waiting, attempts = 0, created_at = :now, due_at = :now'
            . ' WHERE state = :failed AND (:id = 0 OR id = :id)',
            ['waiting' => self::WAITING, 'now' => time(), 'failed' => self::FAILED, 'id' => $id]
        );
        return Db::changed();
    }

    /** Deletes what went out long ago; clicks stay as long as their cookie may still lead to an order. */
    public static function prune(int $now): void
    {
        $clicks = (Settings::COOKIE_DAYS + 10) * 86400;
        Db::run(
            'DELETE FROM ' . TABLE_TRIBUTARY_QUEUE . ' WHERE state = :state AND due_at < :before AND (kind <> :click OR due_at < :long)',
            ['state' => self::SENT, 'before' => $now - self::KEPT, 'click' => 'click', 'long' => $now - $clicks]
        );
    }

    /** @return array<string, int> How many rows stand how. */
    public static function counts(): array
    {
        $counts = [self::WAITING => 0, self::SENT => 0, self::FAILED => 0];
        foreach (Db::rows('SELECT state, COUNT(*) AS many FROM ' . TABLE_TRIBUTARY_QUEUE . ' GROUP BY state') as $row) {
            $counts[(string) $row['state']] = (int) $row['many'];
        }
        return $counts;
    }

    /** @return array<int, array<string, mixed>> What has not gone out, oldest first. */
    public static function open(): array
    {
        return Db::rows(
            'SELECT id, kind, subject, event, state, attempts, created_at, due_at, reason FROM ' . TABLE_TRIBUTARY_QUEUE
            . ' WHERE state <> :sent ORDER BY id LIMIT 100',
            ['sent' => self::SENT]
        );
    }
}
