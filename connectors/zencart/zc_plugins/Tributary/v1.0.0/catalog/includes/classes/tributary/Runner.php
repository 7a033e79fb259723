<?php

/**
 * Works the queue: takes what is due, sends it, notes what became of it. Several may work at once; a row is claimed before it is sent.
 */

namespace Tributary\ZenCart;

final class Runner
{
    private const SECONDS = 20;
    private const MOST = 500; // Whatever goes wrong with the clock or the database, a run ends.

    /** Sends what is due, for a while; stops at the first sign that nothing gets through. */
    public static function run(): int
    {
        $end = time() + self::SECONDS;
        $sent = 0;
        Queue::prune(time());
        for ($tried = 0; $tried < self::MOST && Settings::isConnected() && time() < $end; $tried++) {
            $row = Queue::claim(time());
            if ($row === null) {
                break;
            }
            $answer = Sender::send($row);
            if (self::settle($row, $answer)) {
                $sent++;
            } elseif ($answer !== null && !$answer->isRefused()) {
                break;
            }
        }
        return $sent;
    }

    /** @param array<string, mixed> $row */
    private static function settle(array $row, ?Answer $answer): bool
    {
        if ($answer === null || $answer->isGood()) {
            Queue::sent($row, $answer === null ? '' : ($answer->text('click') ?: $answer->text('id')));
            return true;
        }
        if ($row['kind'] === 'click' && $answer->isRefused()) {
            // A server that takes no clicks, or not this one, will not take it later; the order still names the code.
            Queue::failed($row, $answer->reason);
            return false;
        }
        Queue::later($row, $answer->reason, time());
        return false;
    }
}
