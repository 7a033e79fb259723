<?php

/**
 * Zen Cart's notifier, and its base class for observers.
 */

/** Who wants to know what. */
class notifier
{
    /** @var array<string, object[]> */
    public static $observers = [];

    /** As Zen Cart calls: the caller, the event, and up to nine arguments, all but the first by reference. */
    public function notify(string $event, $p1 = [], &$p2 = null, &$p3 = null): void
    {
        $names = array_merge(self::$observers[$event] ?? [], self::$observers['*'] ?? []);
        foreach ($names as $observer) {
            $caller = $this;
            $observer->update($caller, $event, $p1, $p2, $p3);
        }
    }
}

/** Zen Cart's `base`. */
class base
{
    public function attach(&$observer, array $events): void
    {
        foreach ($events as $event) {
            notifier::$observers[$event][] = $observer;
        }
    }
}
