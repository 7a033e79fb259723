<?php

/**
 * What Zen Cart's Plugin Manager shows of this plugin.
 */

return [
    'pluginVersion' => 'v1.0.0',
    'pluginName' => 'Tributary',
    'pluginDescription' => 'Tells your Tributary server of visits by partners\' links, of orders and what becomes of them, and of new customers.',
    'pluginAuthor' => 'Tributary contributors',
    'pluginId' => 0,
    'zcVersions' => [],
    'changelog' => '',
    'github_repo' => '',
    'pluginGroups' => [],
];
