<?php

/**
 * Functions of Zen Cart's admin that the plugin's page calls; only their names and arguments matter, nothing runs them.
 */

function zen_redirect(string $url, int $status = 0): void
{
    throw new LogicException($url);
}

function zen_draw_form(string $name, string $action, string $query = '', string $method = 'post', string $extra = '', string $secure = 'false'): string
{
    return '<form>';
}
