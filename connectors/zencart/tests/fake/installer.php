<?php

/**
 * The Plugin Manager's base for installers, and the admin's functions that installers call.
 */

namespace Zencart\PluginSupport {

    /** Runs statements and keeps settings. */
    class ScriptedInstaller
    {
        public function doInstall(): bool
        {
            return $this->executeInstall();
        }

        public function doUninstall(): bool
        {
            return $this->executeUninstall();
        }

        protected function executeInstallerSql(string $sql): bool
        {
            global $db;
            $db->Execute($sql);
            return true;
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
