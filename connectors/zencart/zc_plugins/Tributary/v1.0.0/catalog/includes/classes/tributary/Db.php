<?php

/**
 * The shop's database, by Zen Cart's own connection. Values never stand in a statement's text; Zen Cart binds them.
 */

namespace Tributary\ZenCart;

final class Db
{
    /**
     * All rows of an answer.
     *
     * @param string $sql A statement with places such as `:id`.
     * @param array<string, int|string> $values What goes there; numbers are bound as numbers.
     * @return array<int, array<string, mixed>>
     */
    public static function rows(string $sql, array $values = []): array
    {
        $rows = [];
        foreach (self::run($sql, $values) as $row) {
            $rows[] = $row;
        }
        return $rows;
    }

    /**
     * The first row, or null.
     *
     * @param array<string, int|string> $values
     * @return array<string, mixed>|null
     */
    public static function row(string $sql, array $values = []): ?array
    {
        return self::rows($sql, $values)[0] ?? null;
    }

    /**
     * Runs a statement.
     *
     * @param array<string, int|string> $values
     * @return \queryFactoryResult|bool
     */
    public static function run(string $sql, array $values = [])
    {
        global $db;
        // One text after the other, so that a value which looks like a place is never filled in itself. Zen Cart's plain `string` makes null of
        // each text that has NULL in it.
        $parts = preg_split('/(:[a-z_]+)\b/', $sql, -1, PREG_SPLIT_DELIM_CAPTURE);
        $whole = '';
        foreach ($parts as $part) {
            $name = ltrim($part, ':');
            if ($part === ':' . $name && array_key_exists($name, $values)) {
                $part = $db->bindVars(':value', ':value', $values[$name], is_int($values[$name]) ? 'integer' : 'stringIgnoreNull');
            }
            $whole .= $part;
        }
        // The last argument: Zen Cart answers a statement that was asked before from its memory, and a queue must not be asked from memory.
        return $db->Execute($whole, 0, false, 0, true);
    }

    /** How many rows the last statement changed. */
    public static function changed(): int
    {
        return (int) (self::row('SELECT ROW_COUNT() AS changed')['changed'] ?? 0);
    }
}
