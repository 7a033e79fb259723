<?php

/**
 * The plugin against the real server: orders, statuses, refunds by status, removal, an outage, new accounts.
 */

use PHPUnit\Framework\TestCase;
use Tributary\ZenCart\Queue;
use Tributary\ZenCart\Runner;

require_once dirname(__DIR__, 3) . '/loopback/RealServer.php';
require_once dirname(__DIR__, 3) . '/loopback/OwnerBrowser.php';

final class LoopbackTest extends TestCase
{
    /** @var RealServer */
    private static $server;

    public static function setUpBeforeClass(): void
    {
        if (!RealServer::isThere()) {
            self::markTestSkipped('TRIBUTARY_BIN names no program.');
        }
        self::$server = new RealServer('https://shop.example', 'USD');
    }

    public static function tearDownAfterClass(): void
    {
        self::$server = null;
    }

    protected function setUp(): void
    {
        Fake_Zen::open();
        Fake_Time::$now = \time() - 7200;
        $this->skipUsedIds();
        Fake_Zen::$settings = [
            'TRIBUTARY_SERVER' => self::$server->url,
            'TRIBUTARY_STORE' => self::$server->made['store'],
            'TRIBUTARY_API_KEY' => self::$server->made['api_key'],
        ];
    }

    /** Each test is another shop's database, but the same server: orders go on where the last test ended. */
    private function skipUsedIds(): void
    {
        global $db;
        static $from = 0;
        $from += 100;
        $db->Execute("INSERT INTO orders (orders_id, customers_id) VALUES ($from, 0)");
        $db->Execute("DELETE FROM orders WHERE orders_id = $from");
    }

    private function sent(): void
    {
        Fake_Time::pass(60);
        Runner::run();
        $this->assertSame([], Queue::open(), 'everything went out');
    }

    private function standing(int $id): array
    {
        $order = self::$server->order(self::$server->made['store'], $id);
        $this->assertNotNull($order, "the server knows order $id");
        return $order;
    }

    public function testACouponOrderEarnsItsPartnerOnTheShopsOwnCommissionableAmount(): void
    {
        $partner = self::$server->partner('Sara', 'SARA10', 'coupon');
        $id = Fake_Zen::buy();
        $this->sent();
        $order = $this->standing($id);
        $this->assertSame('pending', $order['status']);
        $this->assertSame(['amount' => 3780, 'currency' => 'USD'], $order['base']);
        $this->assertSame($partner, $order['attribution']['partner']);
        $this->assertSame(4490, $order['total']['amount']);
    }

    public function testStatusesAndRemovalAreFollowed(): void
    {
        $id = Fake_Zen::buy(['coupon' => '', 'credit' => '0']);
        $this->sent();
        Fake_Zen::setStatus($id, 3);
        $this->sent();
        $this->assertSame('completed', $this->standing($id)['status']);
        Fake_Zen::setStatus($id, 6);
        $this->sent();
        $this->assertSame('refunded', $this->standing($id)['status']);
        Fake_Zen::remove($id);
        $this->sent();
        $this->assertSame('trash', $this->standing($id)['status']);
    }

    public function testAnOrderThatWasRemovedEarnsNothingAnyMore(): void
    {
        self::$server->partner('Ole', 'OLE10', 'coupon');
        $id = Fake_Zen::buy(['coupon' => 'OLE10']);
        Fake_Zen::setStatus($id, 3);
        $this->sent();
        $this->assertGreaterThan(0, $this->earned($id));
        Fake_Time::pass(5);
        Fake_Zen::remove($id);
        $this->sent();
        $this->assertSame(0, $this->earned($id));
    }

    private function earned(int $id): int
    {
        return array_sum(array_column(array_column($this->standing($id)['commissions'], 'amount'), 'amount'));
    }

    public function testAnOutageLosesNothing(): void
    {
        self::$server->stop();
        $ids = [Fake_Zen::buy(), Fake_Zen::buy()];
        Fake_Zen::setStatus($ids[1], 3);
        Fake_Time::pass(60);
        Runner::run();
        $this->assertSame(2, Queue::counts()['waiting']);
        $this->assertStringContainsString('could not be reached', (string) Queue::open()[0]['reason']);
        self::$server->start();
        Fake_Time::pass(300);
        Runner::run();
        $this->sent();
        $this->assertSame(['pending', 'completed'], [$this->standing($ids[0])['status'], $this->standing($ids[1])['status']]);
    }

    public function testANewAccountIsKnown(): void
    {
        $id = Fake_Zen::register();
        $this->sent();
        [$status, $found] = self::$server->api('GET', '/api/v1/customers?store=' . self::$server->made['store'] . "&external_id=$id");
        $this->assertSame([200, 'bob@example.com'], [$status, $found['data'][0]['email'] ?? null]);
    }

    public function testAShopThatItsOwnerConnectedTellsOfAVisitAndItsOrder(): void
    {
        $partner = self::$server->partner('Ann', 'ANN', 'referral');
        $this->connect();
        Fake_Zen::page('index', ['ref' => 'ANN']);
        Fake_Time::pass(60);
        $id = Fake_Zen::buy(['coupon' => '', 'credit' => '0']);
        $this->sent();
        $this->assertSame($partner, $this->standing($id)['attribution']['partner'] ?? null);
    }

    private function connect(): void
    {
        $owner = new OwnerBrowser(self::$server);
        $owner->signIn();
        $to = \Tributary\ZenCart\Connection::begin(self::$server->url, 'https://shop.example/admin/index.php?cmd=tributary');
        $back = $owner->submit(substr($to, strlen(self::$server->url)), ['store' => self::$server->made['store']]);
        parse_str((string) parse_url($back, PHP_URL_QUERY), $said);
        $this->assertSame('', \Tributary\ZenCart\Connection::finish($said['state'] ?? '', $said['code'] ?? ''));
        // Zen Cart reads its configuration with the next page.
        Fake_Zen::$settings = array_column(\Tributary\ZenCart\Db::rows('SELECT * FROM configuration'), 'configuration_value', 'configuration_key');
    }
}
