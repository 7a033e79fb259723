<?php

/**
 * Tools › Tributary: connect, test, what waits and why, Retry. The work is done by the plugin's classes; this is only the page.
 */

require 'includes/application_top.php';
require_once dirname(__DIR__) . '/catalog/includes/classes/tributary/autoload.php';

use Tributary\ZenCart\Connection;
use Tributary\ZenCart\Http;
use Tributary\ZenCart\Queue;
use Tributary\ZenCart\Runner;
use Tributary\ZenCart\Settings;

$here = zen_href_link(FILENAME_TRIBUTARY, '', 'SSL');
$action = (string) ($_POST['action'] ?? '');
// Zen Cart refuses any form of the admin whose security token is not the session's, before this file begins.
if ($action === 'connect') {
    zen_redirect(Connection::begin(trim((string) ($_POST['server'] ?? '')), $here));
}
if (isset($_GET['code'], $_GET['state'])) {
    $trouble = Connection::finish((string) $_GET['state'], (string) $_GET['code']);
    $messageStack->add_session($trouble === '' ? 'Connected.' : $trouble, $trouble === '' ? 'success' : 'error');
    zen_redirect($here);
}
if ($action === 'retry') {
    $messageStack->add_session(Queue::retry((int) ($_POST['id'] ?? 0)) . ' to be sent again.', 'success');
    zen_redirect($here);
}
if ($action === 'send') {
    $messageStack->add_session(Runner::run() . ' sent.', 'success');
    zen_redirect($here);
}
if ($action === 'test') {
    $answer = Http::api('GET', '/api/v1/orders?limit=1');
    $messageStack->add_session($answer->isGood() ? 'The server answers, and the key is right.' : $answer->reason, $answer->isGood() ? 'success' : 'error');
    $newer = $answer->isGood() ? Connection::newer() : null;
    if ($newer !== null) {
        $words = 'The server has version ' . $newer['version'] . ' of this plugin; here is ' . Http::VERSION . '. Download it: ' . $newer['url'];
        $messageStack->add_session(htmlspecialchars($words, ENT_QUOTES, 'UTF-8'), 'caution');
    }
    zen_redirect($here);
}
$counts = Queue::counts();
$safe = static function ($text): string {
    return htmlspecialchars((string) $text, ENT_QUOTES, 'UTF-8');
};
?>
<!doctype html>
<html <?php echo HTML_PARAMS; ?>>
<head>
<?php require DIR_WS_INCLUDES . 'admin_html_head.php'; ?>
</head>
<body>
<?php require DIR_WS_INCLUDES . 'header.php'; ?>
<div class="container-fluid">
    <h1>Tributary</h1>
<?php if (!Settings::isConnected()) { ?>
    <?php echo zen_draw_form('connect', FILENAME_TRIBUTARY); ?>
        <input type="hidden" name="action" value="connect">
        <label>Server <input class="form-control" name="server" type="url" required placeholder="https://go.example.com"></label>
        <button class="btn btn-primary">Connect</button>
    </form>
<?php } else { ?>
    <p>Connected with <?php echo $safe(Settings::get('TRIBUTARY_SERVER')); ?>, store <?php echo $safe(Settings::get('TRIBUTARY_STORE')); ?>.</p>
    <?php foreach (['test' => 'Test connection', 'send' => 'Send now', 'retry' => 'Retry all that failed'] as $name => $label) { ?>
        <?php echo zen_draw_form('act_' . $name, FILENAME_TRIBUTARY); ?>
            <input type="hidden" name="action" value="<?php echo $safe($name); ?>">
            <button class="btn btn-default"><?php echo $safe($label); ?></button>
        </form>
    <?php } ?>
<?php } ?>
    <p><?php echo (int) $counts['waiting']; ?> waiting · <?php echo (int) $counts['failed']; ?> failed · <?php echo (int) $counts['sent']; ?> sent in the last two weeks</p>
    <table class="table">
        <thead><tr><th>What</th><th>Since</th><th>Tries</th><th>Next</th><th>Why not yet</th></tr></thead>
        <tbody>
<?php foreach (Queue::open() as $row) { ?>
            <tr>
                <td><?php echo $safe($row['kind'] . ' ' . $row['subject'] . ' ' . $row['event']); ?></td>
                <td><?php echo $safe(date('Y-m-d H:i', (int) $row['created_at'])); ?></td>
                <td><?php echo (int) $row['attempts']; ?></td>
                <td><?php echo $row['state'] === 'failed' ? 'failed' : $safe(date('H:i', (int) $row['due_at'])); ?></td>
                <td><?php echo $safe($row['reason']); ?></td>
            </tr>
<?php } ?>
        </tbody>
    </table>
</div>
<?php require DIR_WS_INCLUDES . 'footer.php'; ?>
</body>
</html>
<?php require DIR_WS_INCLUDES . 'application_bottom.php';
