<?php

/**
 * Words of the admin's menus.
 */

return [
    'BOX_TOOLS_TRIBUTARY' => 'Tributary',
    'BOX_CONFIGURATION_TRIBUTARY' => 'Tributary',
];
