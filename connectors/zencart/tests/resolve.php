<?php

/**
 * What the static analysis knows of this plugin and its shop; `connectors/php-checks/resolve/resolve.php` reads it.
 */

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/fake/admin.php';

$pluginFiles = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(dirname(__DIR__) . '/zc_plugins', FilesystemIterator::SKIP_DOTS)) as $pluginFile) {
    if ($pluginFile->getExtension() === 'php') {
        $pluginFiles[] = $pluginFile->getPathname();
    }
}
sort($pluginFiles);

return ['files' => $pluginFiles, 'globals' => ['db' => 'queryFactory', 'zco_notifier' => 'notifier'], 'returns' => ['queryfactory::execute' => 'queryFactoryResult']];
