<?php

/**
 * `index.php?main_page=tributary_run`: works the queue. Only a link that this shop has signed a moment ago is heard.
 */

require_once dirname(__DIR__, 3) . '/classes/tributary/autoload.php';

$tributaryAt = isset($_GET['at']) && is_string($_GET['at']) ? $_GET['at'] : '';
$tributarySign = isset($_GET['sign']) && is_string($_GET['sign']) ? $_GET['sign'] : '';
header('Content-Type: application/json');
if (!\Tributary\ZenCart\Kick::isOwn($tributaryAt, $tributarySign)) {
    http_response_code(403);
    echo '{"error":"This link has ended."}';
    exit;
}
ignore_user_abort(true);
echo json_encode(['sent' => \Tributary\ZenCart\Runner::run()]);
exit;
