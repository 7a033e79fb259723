<?php

/**
 * Zen Cart's database connection over SQLite, with the tables that the plugin and the tests touch. MySQL's words are translated by the same
 * class as in the other plugin's tests.
 */

require_once dirname(__DIR__, 3) . '/woocommerce/tests/fake/wordpress/class-fake-mysql.php';

/** An answer: rows to walk through, and the first one's fields. */
class queryFactoryResult implements IteratorAggregate
{
    public $EOF;
    public $fields;
    private $rows;

    public function __construct(array $rows)
    {
        $this->rows = $rows;
        $this->EOF = $rows === [];
        $this->fields = $rows[0] ?? [];
    }

    public function getIterator(): ArrayIterator
    {
        return new ArrayIterator($this->rows);
    }

    public function RecordCount(): int
    {
        return count($this->rows);
    }
}

/** The connection. */
class queryFactory
{
    private $pdo;
    private $changed = 0;

    /** @var array<string, queryFactoryResult> What was asked before in this request. */
    private $memory = [];

    public function __construct()
    {
        $this->pdo = new PDO('sqlite::memory:', null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
        $this->pdo->sqliteCreateFunction('ROW_COUNT', function (): int {
            return $this->changed;
        }, 0);
        $this->pdo->sqliteCreateFunction('now', static function (): string {
            return date('Y-m-d H:i:s', Fake_Time::$now);
        }, 0);
    }

    /** As Zen Cart does: a question that was asked before is answered from memory, unless the last argument says otherwise. */
    public function Execute(string $sql, $limit = 0, $caching = false, $seconds = 0, bool $fresh = false): queryFactoryResult
    {
        if (!$fresh && isset($this->memory[$sql])) {
            return $this->memory[$sql];
        }
        $answer = new queryFactoryResult($this->rows(preg_replace('/\bAS UNSIGNED\b/i', 'AS INTEGER', $sql)));
        if (stripos($sql, 'SELECT') === 0) {
            $this->memory[$sql] = $answer;
        }
        return $answer;
    }

    private function rows(string $sql): array
    {
        $rows = [];
        foreach (Fake_Mysql::spoken($sql, $this->pdo) as $part) {
            $done = $this->pdo->query($part);
            $rows = $done->fetchAll(PDO::FETCH_ASSOC);
            if (stripos($sql, 'SELECT') !== 0) {
                $this->changed = $done->rowCount();
            }
        }
        return $rows;
    }

    /** As Zen Cart binds: the place is replaced by the value, quoted by its type. Its `string` turns each text with NULL in it into null. */
    public function bindVars(string $sql, string $place, $value, string $type): string
    {
        if ($type === 'string' && strpos((string) $value, 'NULL') !== false) {
            return str_replace($place, 'null', $sql);
        }
        $quoted = $type === 'integer' ? (string) (int) $value : $this->pdo->quote((string) $value);
        return str_replace($place, $quoted, $sql);
    }

    public function Insert_ID(): int
    {
        return (int) $this->pdo->lastInsertId();
    }
}

/** Makes Zen Cart's tables. */
function fake_zen_tables(queryFactory $db): void
{
    $db->Execute('CREATE TABLE orders (orders_id int NOT NULL AUTO_INCREMENT, customers_id int, customers_email_address varchar(96), billing_city varchar(32), billing_state varchar(32), billing_country varchar(32), coupon_code varchar(32), date_purchased datetime, last_modified datetime, orders_status int, order_total decimal, order_tax decimal, currency char(3), currency_value decimal, PRIMARY KEY (orders_id))');
    $db->Execute('CREATE TABLE orders_products (orders_products_id int NOT NULL AUTO_INCREMENT, orders_id int, products_id int, products_name varchar(64), products_quantity float, final_price decimal, onetime_charges decimal, PRIMARY KEY (orders_products_id))');
    $db->Execute('CREATE TABLE orders_total (orders_total_id int NOT NULL AUTO_INCREMENT, orders_id int, class varchar(32), value decimal, PRIMARY KEY (orders_total_id))');
    $db->Execute('CREATE TABLE orders_status_history (orders_status_history_id int NOT NULL AUTO_INCREMENT, orders_id int, orders_status_id int, date_added datetime, PRIMARY KEY (orders_status_history_id))');
    $db->Execute('CREATE TABLE orders_status (orders_status_id int, language_id int, orders_status_name varchar(32))');
    $db->Execute('CREATE TABLE countries (countries_name varchar(64), countries_iso_code_2 char(2))');
    $db->Execute('CREATE TABLE customers (customers_id int NOT NULL AUTO_INCREMENT, customers_firstname varchar(32), customers_lastname varchar(32), customers_email_address varchar(96), customers_referral varchar(32), PRIMARY KEY (customers_id))');
    $db->Execute('CREATE TABLE customers_info (customers_info_id int, customers_info_date_account_created datetime)');
    $db->Execute('CREATE TABLE configuration (configuration_id int NOT NULL AUTO_INCREMENT, configuration_title text, configuration_key varchar(180), configuration_value text, configuration_description text, configuration_group_id int, sort_order int, set_function text, date_added datetime, PRIMARY KEY (configuration_id), UNIQUE KEY unq_config_key (configuration_key))');
    $db->Execute('CREATE TABLE configuration_group (configuration_group_id int NOT NULL AUTO_INCREMENT, configuration_group_title varchar(64), configuration_group_description varchar(255), sort_order int, visible int, PRIMARY KEY (configuration_group_id))');
    $db->Execute("INSERT INTO countries VALUES ('Sweden', 'SE')");
    foreach ([1 => 'Pending', 2 => 'Processing', 3 => 'Delivered', 4 => 'Update', 5 => 'Cancelled by us', 6 => 'Refunded', 7 => 'In the workshop'] as $id => $name) {
        $db->Execute("INSERT INTO orders_status VALUES ($id, 1, '$name')");
    }
}
