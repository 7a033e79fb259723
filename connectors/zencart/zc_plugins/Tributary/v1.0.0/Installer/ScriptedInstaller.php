<?php

/**
 * What installing adds: two tables, a group of settings, an admin page. Uninstalling takes all of it away again.
 */

use Zencart\PluginSupport\ScriptedInstaller as ScriptedInstallBase;

class ScriptedInstaller extends ScriptedInstallBase
{
    private const GROUP = 'Tributary';

    private const SETTINGS = [
        ['Server', 'TRIBUTARY_SERVER', '', 'The address of your Tributary server, such as https://go.example.com', null],
        ['Store', 'TRIBUTARY_STORE', '', 'The store there: sto_…', null],
        ['API key', 'TRIBUTARY_API_KEY', '', 'A key of the server with orders:write, customers:write and clicks:write.', 'zen_cfg_password_input('],
        ['Statuses', 'TRIBUTARY_STATUSES', '1=pending, 2=processing, 3=completed, 4=processing',
            'Which of your order statuses are which: pending, processing, completed, cancelled, refunded, failed, on-hold.', null],
        ['Tell of new accounts', 'TRIBUTARY_SEND_CUSTOMERS', 'true', 'For programs in which customers tell friends.', "zen_cfg_select_option(array('true', 'false'),"],
    ];

    protected function executeInstall()
    {
        foreach ($this->tables() as $statement) {
            if ($this->executeInstallerSql($statement) === false) {
                return false;
            }
        }
        $group = $this->group();
        foreach (self::SETTINGS as $place => $setting) {
            $this->addSetting($setting, $group, ($place + 1) * 10);
        }
        if (!zen_page_key_exists('toolsTributary')) {
            zen_register_admin_page('toolsTributary', 'BOX_TOOLS_TRIBUTARY', 'FILENAME_TRIBUTARY', '', 'tools', 'Y');
        }
        if (!zen_page_key_exists('configTributary')) {
            zen_register_admin_page('configTributary', 'BOX_CONFIGURATION_TRIBUTARY', 'FILENAME_CONFIGURATION', "gID=$group", 'configuration', 'Y');
        }
        return true;
    }

    protected function executeUninstall()
    {
        zen_deregister_admin_pages(['toolsTributary', 'configTributary']);
        $keys = implode("', '", array_column(self::SETTINGS, 1));
        $this->executeInstallerSql('DELETE FROM ' . TABLE_CONFIGURATION . " WHERE configuration_key IN ('$keys')");
        $this->executeInstallerSql('DELETE FROM ' . TABLE_CONFIGURATION_GROUP . " WHERE configuration_group_title = '" . self::GROUP . "'");
        $this->executeInstallerSql('DROP TABLE IF EXISTS ' . DB_PREFIX . 'tributary_queue');
        $this->executeInstallerSql('DROP TABLE IF EXISTS ' . DB_PREFIX . 'tributary_orders');
        return true;
    }

    /** @param array<int, string|null> $setting As in SETTINGS; one that is there keeps its value. */
    private function addSetting(array $setting, int $group, int $place): void
    {
        global $db;
        [$title, $key, $value, $words, $input] = $setting;
        $sql = 'INSERT IGNORE INTO ' . TABLE_CONFIGURATION . ' (configuration_title, configuration_key, configuration_value,'
            . ' configuration_description, configuration_group_id, sort_order, set_function, date_added)'
            . ' VALUES (:title:, :key:, :value:, :words:, :group:, :place:, :input:, now())';
        $texts = [':title:' => $title, ':key:' => $key, ':value:' => $value, ':words:' => $words, ':input:' => (string) $input];
        foreach ($texts as $name => $text) {
            $sql = $db->bindVars($sql, $name, (string) $text, 'stringIgnoreNull');
        }
        $sql = $db->bindVars($sql, ':group:', $group, 'integer');
        $db->Execute($db->bindVars($sql, ':place:', $place, 'integer'));
    }

    /** @return string[] */
    private function tables(): array
    {
        return [
            'CREATE TABLE IF NOT EXISTS ' . DB_PREFIX . 'tributary_queue (
                id bigint unsigned NOT NULL AUTO_INCREMENT,
                kind varchar(20) NOT NULL,
                subject varchar(64) NOT NULL,
                event varchar(32) NOT NULL,
                payload mediumtext NOT NULL,
                state varchar(10) NOT NULL,
                attempts int NOT NULL DEFAULT 0,
                created_at bigint NOT NULL,
                due_at bigint NOT NULL,
                claimed_until bigint NOT NULL DEFAULT 0,
                result varchar(64) NOT NULL,
                reason varchar(500) NOT NULL,
                PRIMARY KEY (id),
                KEY due (state, due_at),
                KEY subject (kind, subject, state)
            )',
            'CREATE TABLE IF NOT EXISTS ' . DB_PREFIX . 'tributary_orders (
                orders_id bigint NOT NULL,
                click varchar(100) NOT NULL,
                ref varchar(100) NOT NULL,
                visit varchar(36) NOT NULL,
                commissionable varchar(32) NOT NULL,
                PRIMARY KEY (orders_id)
            )',
        ];
    }

    private function group(): int
    {
        global $db;
        $found = $db->Execute('SELECT configuration_group_id AS id FROM ' . TABLE_CONFIGURATION_GROUP . " WHERE configuration_group_title = '" . self::GROUP . "'");
        if (!$found->EOF) {
            return (int) $found->fields['id'];
        }
        $db->Execute(
            'INSERT INTO ' . TABLE_CONFIGURATION_GROUP . ' (configuration_group_title, configuration_group_description, sort_order, visible)'
            . " VALUES ('" . self::GROUP . "', 'The Tributary server', 1, 1)"
        );
        return (int) $db->Insert_ID();
    }
}
