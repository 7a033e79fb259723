<?php

/**
 * The storefront's observer: Zen Cart finds it by its name and creates it with every page.
 */

require_once dirname(__DIR__) . '/tributary/autoload.php';

use Tributary\ZenCart\Events;
use Tributary\ZenCart\Kick;
use Tributary\ZenCart\Settings;
use Tributary\ZenCart\Visit;

class zcObserverTributary extends base
{
    public function __construct()
    {
        $this->attach($this, [
            'NOTIFY_CHECKOUT_PROCESS_AFTER_ORDER_CREATE_ADD_PRODUCTS',
            'NOTIFY_CHECKOUT_PROCESS_HANDLE_AFFILIATES',
            'ZEN_UPDATE_ORDERS_HISTORY_AFTER_INSERT',
            'NOTIFY_MODULE_CREATE_ACCOUNT_ADDED_CUSTOMER_RECORD',
            'NOTIFY_FOOTER_END',
        ]);
        if (Settings::isConnected()) {
            Visit::take($_GET);
        }
    }

    /**
     * @param mixed $class Who notifies.
     * @param mixed $p1
     * @param mixed $p2
     */
    public function update(&$class, $event, $p1 = [], &$p2 = null)
    {
        switch ($event) {
            case 'NOTIFY_CHECKOUT_PROCESS_AFTER_ORDER_CREATE_ADD_PRODUCTS':
                Events::ordered((int) $p1);
                break;
            case 'NOTIFY_CHECKOUT_PROCESS_HANDLE_AFFILIATES':
                Events::summed(is_array($_SESSION['order_summary'] ?? null) ? $_SESSION['order_summary'] : []);
                break;
            case 'ZEN_UPDATE_ORDERS_HISTORY_AFTER_INSERT':
                Events::changed((int) ($p2['orders_id'] ?? 0));
                break;
            case 'NOTIFY_MODULE_CREATE_ACCOUNT_ADDED_CUSTOMER_RECORD':
                Events::registered(is_array($p1) ? $p1 : []);
                break;
            case 'NOTIFY_FOOTER_END':
                Kick::afterPage((string) ($GLOBALS['current_page_base'] ?? ''));
                break;
        }
    }
}
