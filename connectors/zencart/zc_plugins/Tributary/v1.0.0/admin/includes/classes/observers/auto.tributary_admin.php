<?php

/**
 * The admin's observer: statuses changed by the shop's people, and orders removed. Zen Cart finds it by its name.
 */

require_once dirname(__DIR__, 4) . '/catalog/includes/classes/tributary/autoload.php';

use Tributary\ZenCart\Events;

class zcObserverTributaryAdmin extends base
{
    public function __construct()
    {
        $this->attach($this, [
            'ZEN_UPDATE_ORDERS_HISTORY_STATUS_VALUES',
            'ZEN_UPDATE_ORDERS_HISTORY_AFTER_INSERT',
            'NOTIFIER_ADMIN_ZEN_REMOVE_ORDER',
        ]);
    }

    /**
     * @param mixed $class Who notifies.
     * @param mixed $p1
     * @param mixed $p2
     */
    public function update(&$class, $event, $p1 = [], &$p2 = null)
    {
        switch ($event) {
            case 'ZEN_UPDATE_ORDERS_HISTORY_STATUS_VALUES':
                Events::changed((int) ($p1['orders_id'] ?? 0));
                break;
            case 'ZEN_UPDATE_ORDERS_HISTORY_AFTER_INSERT':
                Events::changed((int) ($p2['orders_id'] ?? 0));
                break;
            case 'NOTIFIER_ADMIN_ZEN_REMOVE_ORDER':
                Events::removed((int) $p2);
                break;
        }
    }
}
