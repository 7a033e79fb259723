<?php

/**
 * The Plugin Manager's base for installers, and the admin's functions that installers call.
 */

namespace Zencart\PluginSupport {

    /** Runs statements and keeps settings. */
    class ScriptedInstaller
    {
        public function install(): bool
        {
            return $this->executeInstall();
        }

        public function uninstall(): bool
        {
            return $this->executeUninstall();
        }

        protected function executeInstallerSql(string $sql): bool
        {
            global $db;
            $db->Execute($sql);
            return true;
        }

        protected function addConfigurationKey(string $key, array $properties): int
        {
            global $db;
            $sql = $db->bindVars("INSERT INTO configuration VALUES ('$key', :v, {$properties['configuration_group_id']})", ':v', $properties['configuration_value'], 'string');
            $db->Execute($sql);
            return 1;
        }

        protected function deleteConfigurationKeys(array $keys): int
        {
            global $db;
            $db->Execute("DELETE FROM configuration WHERE configuration_key IN ('" . implode("','", $keys) . "')");
            return count($keys);
        }
    }
}

namespace {

    function zen_page_key_exists(string $key): bool
    {
        return isset($GLOBALS['fake_pages'][$key]);
    }

    function zen_register_admin_page(string $key, string $name, string $file, string $params, string $menu, string $shown, int $place = 0): void
    {
        $GLOBALS['fake_pages'][$key] = $file;
    }

    function zen_deregister_admin_pages($keys): void
    {
        foreach ((array) $keys as $key) {
            unset($GLOBALS['fake_pages'][$key]);
        }
    }
}
