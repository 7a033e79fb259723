<?php

/**
 * A Zen Cart shop: what its pages do, with the notifiers in the order in which Zen Cart 2.2.2 was measured to fire them.
 */

/** The shop's clock. */
final class Fake_Time
{
    public static $now = 1780000000;

    public static function pass(int $seconds): void
    {
        self::$now += $seconds;
    }
}

function zen_href_link(string $page, string $query = '', string $connection = 'NONSSL', bool $session = true): string
{
    return HTTP_SERVER . "/index.php?main_page=$page&$query";
}

/** The shop. */
final class Fake_Zen
{
    /** @var array<string, array<string, mixed>> Cookies of the browser that visits. */
    public static $cookies = [];

    /** @var array<int, array<string, mixed>> Calls that were tried: method, url, body, headers. */
    public static $calls = [];

    /** @var callable|null Who answers instead of the network. */
    public static $answers = null;

    /** @var array<string, string> The shop's configuration. */
    public static $settings = [];

    /** @var array<int, mixed> What curl was last asked. */
    public static $asked = [];

    /** @var int|null The status that the test answered. */
    public static $status = null;

    /** @var bool Whether a buyer waits: who calls then fails the test. */
    public static $waiting = false;

    public static function open(): void
    {
        Fake_Time::$now = 1780000000;
        $GLOBALS['db'] = new queryFactory();
        $GLOBALS['fake_pages'] = [];
        fake_zen_tables($GLOBALS['db']);
        (new ScriptedInstaller())->doInstall();
        [self::$cookies, self::$calls, self::$answers, self::$waiting, self::$settings] = [[], [], null, false, []];
        [$_COOKIE, $_GET, $_POST, $_SESSION] = [[], [], [], []];
        $_SERVER = array_merge($_SERVER, ['REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'REMOTE_ADDR' => '203.0.113.7', 'HTTP_USER_AGENT' => 'Firefox']);
        unset($_SERVER['HTTP_SEC_GPC'], $_SERVER['HTTP_SEC_PURPOSE']);
    }

    /** A page of the storefront: observers first, then whatever the page does, then the footer. */
    public static function page(string $page, array $query = [], ?callable $does = null): void
    {
        $_GET = $query;
        foreach (self::$cookies as $name => $cookie) {
            $_COOKIE[$name] = $cookie['value'];
        }
        notifier::$observers = [];
        self::$waiting = true;
        try {
            new zcObserverTributary();
            if ($does !== null) {
                $does();
            }
            $GLOBALS['current_page_base'] = $page;
            $nothing = null;
            (new notifier())->notify('NOTIFY_FOOTER_END', $page, $nothing);
        } finally {
            self::$waiting = false;
        }
    }

    /** A page of the admin. */
    public static function admin(callable $does): void
    {
        notifier::$observers = [];
        new zcObserverTributaryAdmin();
        $does();
    }

    /** The checkout: mug 21.00 twice, SARA10 takes ten per cent off, flat rate 5.00, tax 2.10. */
    public static function buy(array $what = []): int
    {
        $what += ['coupon' => 'SARA10', 'credit' => '4.2000', 'customer' => 1, 'summary' => true, 'status' => 1];
        $id = 0;
        self::page('checkout_process', [], function () use ($what, &$id): void {
            $id = self::insert($what);
            $order = (object) ['info' => ['coupon_code' => $what['coupon']]];
            (new notifier())->notify('NOTIFY_CHECKOUT_PROCESS_AFTER_ORDER_CREATE_ADD_PRODUCTS', $id, $order);
            if ($what['summary']) {
                $_SESSION['order_summary'] = ['order_number' => $id, 'commissionable_order' => 42.0 - (float) $what['credit'], 'credits_applied' => $what['credit']];
                (new notifier())->notify('NOTIFY_CHECKOUT_PROCESS_HANDLE_AFFILIATES');
            }
        });
        return $id;
    }

    private static function insert(array $what): int
    {
        global $db;
        $now = date('Y-m-d H:i:s', Fake_Time::$now);
        $total = 42 - (float) $what['credit'] + 5 + 2.1;
        $db->Execute("INSERT INTO orders (customers_id, customers_email_address, billing_city, billing_state, billing_country, coupon_code, date_purchased, last_modified, orders_status, order_total, order_tax, currency, currency_value)
            VALUES ({$what['customer']}, 'bo@example.com', 'Lund', '', 'Sweden', '{$what['coupon']}', '$now', NULL, {$what['status']}, $total, 2.1, 'EUR', 0.9)");
        $id = $db->Insert_ID();
        $db->Execute("INSERT INTO orders_products (orders_id, products_id, products_name, products_quantity, final_price, onetime_charges) VALUES ($id, 7, 'Mug', 2, 15.5, 0), ($id, 8, 'Tee', 1, 11, 0)");
        foreach (['ot_subtotal' => 42, 'ot_coupon' => $what['credit'], 'ot_shipping' => 5, 'ot_tax' => 2.1, 'ot_total' => $total] as $class => $value) {
            $db->Execute("INSERT INTO orders_total (orders_id, class, value) VALUES ($id, '$class', $value)");
        }
        $db->Execute("INSERT INTO orders_status_history (orders_id, orders_status_id, date_added) VALUES ($id, {$what['status']}, '$now')");
        return $id;
    }

    /** Somebody in the admin changes the status, as zen_update_orders_history() does it. */
    public static function setStatus(int $id, int $status): void
    {
        self::admin(function () use ($id, $status): void {
            global $db;
            $now = date('Y-m-d H:i:s', Fake_Time::$now);
            $none = null;
            (new notifier())->notify('ZEN_UPDATE_ORDERS_HISTORY_STATUS_VALUES', ['orders_id' => $id, 'new' => $status, 'old' => 1], $none);
            $db->Execute("UPDATE orders SET orders_status = $status, last_modified = '$now' WHERE orders_id = $id");
            $db->Execute("INSERT INTO orders_status_history (orders_id, orders_status_id, date_added) VALUES ($id, $status, '$now')");
            $row = ['orders_id' => $id, 'orders_status_id' => $status];
            (new notifier())->notify('ZEN_UPDATE_ORDERS_HISTORY_AFTER_INSERT', $db->Insert_ID(), $row);
        });
    }

    /** Somebody in the admin removes it: the notifier first, then the tables. */
    public static function remove(int $id): void
    {
        self::admin(function () use ($id): void {
            global $db;
            $order = $id;
            (new notifier())->notify('NOTIFIER_ADMIN_ZEN_REMOVE_ORDER', [], $order);
            foreach (['orders', 'orders_products', 'orders_total', 'orders_status_history'] as $table) {
                $db->Execute("DELETE FROM $table WHERE orders_id = $id");
            }
        });
    }

    public static function register(string $referral = ''): int
    {
        $id = 0;
        self::page('create_account', [], function () use ($referral, &$id): void {
            global $db;
            $now = date('Y-m-d H:i:s', Fake_Time::$now);
            $db->Execute("INSERT INTO customers (customers_firstname, customers_lastname, customers_email_address, customers_referral) VALUES ('Bob', 'Berg', 'bob@example.com', '$referral')");
            $id = $db->Insert_ID();
            $record = array_merge(['customer_id' => $id], [['fieldName' => 'customers_firstname', 'value' => 'Bob', 'type' => 'string']]);
            (new notifier())->notify('NOTIFY_MODULE_CREATE_ACCOUNT_ADDED_CUSTOMER_RECORD', $record);
            $db->Execute("INSERT INTO customers_info VALUES ($id, '$now')");
        });
        return $id;
    }
}
