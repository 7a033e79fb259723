<?php

/**
 * What the server hears of a Zen Cart shop.
 */

use PHPUnit\Framework\TestCase;
use Tributary\ZenCart\Queue;
use Tributary\ZenCart\Runner;

final class ShopTest extends TestCase
{
    private const CLICK = 'clk_5m6n3q0xw01k9zjv4c8e1r7t2b';

    /** @var array<int, array<string, mixed>> What the server took. */
    private $heard = [];

    /** @var int What the server answers; 0 for not at all. */
    private $status = 201;

    protected function setUp(): void
    {
        Fake_Zen::open();
        Fake_Zen::$settings = ['TRIBUTARY_SERVER' => 'https://tributary.example/', 'TRIBUTARY_STORE' => 'sto_1', 'TRIBUTARY_API_KEY' => 'key'];
        Fake_Zen::$answers = function (array $call): array {
            if ($this->status < 300 && $this->status > 0) {
                $this->heard[] = $call;
            }
            $click = strpos($call['url'], '/clicks') ? ['click' => self::CLICK, 'outcome' => 'counted'] : ['id' => 'ord_1'];
            return [$this->status, json_encode($this->status < 300 ? $click : ['detail' => 'Not today.'])];
        };
    }

    private function minutes(int $count = 1): void
    {
        for ($i = 0; $i < $count; $i++) {
            Fake_Time::pass(60);
            Runner::run();
        }
    }

    private function last(string $path): array
    {
        $found = array_filter($this->heard, static function (array $call) use ($path): bool {
            return substr($call['url'], -strlen($path)) === $path;
        });
        return end($found)['body'] ?? [];
    }

    public function testAnOrderIsToldWithTheShopsOwnCommissionableAmount(): void
    {
        $id = Fake_Zen::buy();
        $this->minutes();
        $body = $this->last('/api/v1/orders');
        $this->assertSame((string) $id, $body['external_id']);
        $this->assertSame('sto_1', $body['store']);
        $this->assertSame('pending', $body['status']);
        $this->assertSame(['SARA10'], $body['coupons']);
        $this->assertSame(3780, array_sum(array_column(array_column($body['lines'], 'total'), 'amount')));
        $this->assertSame([2790, 990], array_column(array_column($body['lines'], 'total'), 'amount'));
        $this->assertSame(['amount' => 500, 'currency' => 'USD'], $body['shipping']);
        $this->assertSame(['amount' => 210, 'currency' => 'USD'], $body['tax']);
        $this->assertSame(4490, $body['total']['amount']);
        $this->assertSame(['external_id' => '1', 'email' => 'bo@example.com'], $body['customer']);
        $this->assertSame(['city' => 'Lund', 'country' => 'SE'], $body['billing']);
    }

    public function testOneCheckoutIsOneDeliveryWithTheKey(): void
    {
        Fake_Zen::buy();
        $this->minutes(5);
        $this->assertCount(1, $this->heard);
        $this->assertContains('Authorization: Bearer key', $this->heard[0]['headers']);
        $this->assertSame('https://tributary.example/api/v1/orders', $this->heard[0]['url']);
    }

    public function testWithoutTheShopsFigureItIsReckonedFromTheTotals(): void
    {
        Fake_Zen::buy(['summary' => false]);
        $this->minutes();
        $this->assertSame(3780, array_sum(array_column(array_column($this->last('/api/v1/orders')['lines'], 'total'), 'amount')));
    }

    public function testTimesAreToldInUtc(): void
    {
        Fake_Zen::buy();
        $placed = gmdate('Y-m-d\TH:i:s\Z', Fake_Time::$now);
        $this->minutes();
        $this->assertSame($placed, $this->last('/api/v1/orders')['placed_at']);
    }

    /** @dataProvider statuses */
    public function testAStatusIsToldInTheServersWords(int $status, string $word): void
    {
        $id = Fake_Zen::buy();
        $this->minutes();
        Fake_Time::pass(5);
        Fake_Zen::setStatus($id, $status);
        $changed = gmdate('Y-m-d\TH:i:s\Z', Fake_Time::$now);
        $this->minutes();
        $this->assertSame($word, $this->last('/api/v1/orders')['status']);
        $this->assertSame($changed, $this->last('/api/v1/orders')['updated_at']);
    }

    public static function statuses(): array
    {
        return ['mapped' => [3, 'completed'], 'by its name' => [5, 'cancelled'], 'refunded' => [6, 'refunded'], 'a word of the shop' => [7, 'in-the-workshop']];
    }

    public function testARemovedOrderIsToldThoughItsTablesAreEmpty(): void
    {
        $id = Fake_Zen::buy();
        Fake_Zen::remove($id);
        $this->minutes();
        $body = $this->last('/api/v1/orders');
        $this->assertSame([(string) $id, 'trash'], [$body['external_id'], $body['status']]);
        $this->assertSame(3780, array_sum(array_column(array_column($body['lines'], 'total'), 'amount')));
    }

    public function testACouponLinkIsAVisitAndTheOrderNamesItsClick(): void
    {
        Fake_Zen::page('index', ['coupon_code' => 'SARA10']);
        Fake_Zen::buy();
        $this->minutes(2);
        $this->assertSame('SARA10', $this->last('/api/v1/clicks')['code']);
        $this->assertSame(self::CLICK, $this->last('/api/v1/orders')['click']);
        $this->assertSame(self::CLICK, $this->last('/api/v1/orders')['cookie']);
    }

    public function testALinkIsRememberedForThirtyDaysWhereNoScriptCanReadIt(): void
    {
        Fake_Zen::page('index', ['ref' => 'SARA']);
        $cookie = Fake_Zen::$cookies['tributary_ref'];
        $this->assertSame(['SARA', Fake_Time::$now + 30 * 86400], [$cookie['value'], $cookie['expires']]);
        $this->assertTrue($cookie['httponly'] && $cookie['secure']);
        $this->assertSame('Lax', $cookie['samesite']);
    }

    public function testAllVisitsOfABrowserAreToldUnderOneNameOfChance(): void
    {
        Fake_Zen::page('index', ['ref' => 'SARA']);
        Fake_Zen::page('index', ['ref' => 'OLE']);
        $this->minutes(2);
        $told = array_column(array_column(array_filter($this->heard, static function (array $call): bool {
            return substr($call['url'], -7) === '/clicks';
        }), 'body'), 'browser', 'code');
        $browser = Fake_Zen::$cookies['tributary_browser']['value'];
        $this->assertSame(['SARA' => $browser, 'OLE' => $browser], $told);
        $this->assertMatchesRegularExpression('/\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z/', $browser);
        $this->assertTrue(Fake_Zen::$cookies['tributary_browser']['httponly']);
    }

    public function testAClickThatTheRedirectCountedIsNotToldAgain(): void
    {
        Fake_Zen::page('index', ['ref' => 'SARA', 'click' => self::CLICK]);
        Fake_Zen::buy();
        $this->minutes();
        $this->assertSame([], $this->last('/api/v1/clicks'));
        $this->assertSame(self::CLICK, $this->last('/api/v1/orders')['click']);
    }

    public function testACodeMayBeCalledNullAndHaveQuotesInIt(): void
    {
        Fake_Zen::page('index', ['ref' => "NULL'); DROP :id"]);
        Fake_Zen::buy();
        $this->minutes(2);
        $this->assertSame("NULL'); DROP :id", $this->last('/api/v1/clicks')['code']);
        $this->assertSame(self::CLICK, $this->last('/api/v1/orders')['cookie']);
    }

    public function testManyRowsGoOutInOneRunThoughZenCartRemembersWhatItWasAsked(): void
    {
        for ($i = 0; $i < 12; $i++) {
            Fake_Zen::buy();
        }
        Fake_Time::pass(60);
        $this->assertSame(12, Runner::run());
    }

    public function testAReloadAndABrowserThatSaysNoAreNoVisits(): void
    {
        Fake_Zen::page('index', ['ref' => 'SARA']);
        Fake_Zen::page('index', ['ref' => 'SARA']);
        $_SERVER['HTTP_SEC_GPC'] = '1';
        Fake_Zen::page('index', ['ref' => 'OLE']);
        $this->minutes();
        $this->assertCount(1, $this->heard);
    }

    public function testAnAccountIsToldWithTheCodeThatWasTyped(): void
    {
        Fake_Zen::page('index', ['ref' => 'OLE']);
        $id = Fake_Zen::register('SARA7');
        $this->minutes();
        $body = $this->last('/api/v1/customers');
        $this->assertSame([(string) $id, 'bob@example.com', 'Bob Berg', 'SARA7'], [$body['external_id'], $body['email'], $body['name'], $body['code']]);
        $this->assertArrayNotHasKey('click', $body);
    }

    public function testAnAccountWithoutACodeNamesTheLinkThatLedToIt(): void
    {
        Fake_Zen::page('index', ['ref' => 'OLE']);
        Fake_Zen::register();
        $this->minutes();
        $this->assertSame('OLE', $this->last('/api/v1/customers')['code']);
    }

    public function testNeitherCheckoutNorAnyPageCallsTheServer(): void
    {
        $this->status = 0;
        Fake_Zen::page('index', ['ref' => 'SARA']);
        Fake_Zen::buy();
        Fake_Zen::page('checkout_success');
        $asked = array_filter(Fake_Zen::$calls, static function (array $call): bool {
            return strpos($call['url'], 'https://shop.example') !== 0;
        });
        $this->assertSame([], $asked);
    }

    public function testTheCheckoutDoesNotEvenKnockAndTheNextPageKnocksOnce(): void
    {
        Fake_Zen::buy();
        $this->assertSame([], Fake_Zen::$calls);
        Fake_Zen::page('checkout_success');
        Fake_Zen::page('index');
        $this->assertCount(1, Fake_Zen::$calls);
        $this->assertStringContainsString('main_page=tributary_run', Fake_Zen::$calls[0]['url']);
    }

    public function testOnlyAFreshLinkOfThisShopStartsTheQueue(): void
    {
        parse_str((string) parse_url(\Tributary\ZenCart\Kick::url(), PHP_URL_QUERY), $query);
        $this->assertTrue(\Tributary\ZenCart\Kick::isOwn($query['at'], $query['sign']));
        $this->assertFalse(\Tributary\ZenCart\Kick::isOwn($query['at'], str_repeat('0', 64)));
        Fake_Time::pass(301);
        $this->assertFalse(\Tributary\ZenCart\Kick::isOwn($query['at'], $query['sign']));
    }

    public function testAfterAnHourWithoutAServerEveryOrderStandsAsItShould(): void
    {
        $this->status = 0;
        $wanted = [];
        for ($minute = 0; $minute < 60; $minute++) {
            $id = Fake_Zen::buy();
            Fake_Time::pass(10);
            $kind = $minute % 3;
            if ($kind === 1) {
                Fake_Zen::setStatus($id, 3);
            } elseif ($kind === 2) {
                Fake_Zen::remove($id);
            }
            $wanted[(string) $id] = ['pending', 'completed', 'trash'][$kind];
            $this->minutes();
        }
        $this->assertSame([], $this->heard);
        $this->status = 201;
        $this->minutes(400);
        $this->assertSame($wanted, array_intersect_key($this->standing(), $wanted));
        $this->assertSame(0, Queue::counts()['waiting'] + Queue::counts()['failed']);
    }

    private function standing(): array
    {
        $standing = [];
        foreach ($this->heard as $call) {
            $standing[$call['body']['external_id']] = $call['body']['status'];
        }
        ksort($standing, SORT_NUMERIC);
        return $standing;
    }

    public function testWhatIsRefusedForThreeDaysHasFailedWithItsReasonAndRetrySendsIt(): void
    {
        $this->status = 422;
        Fake_Zen::buy();
        for ($hour = 0; $hour < 100; $hour++) {
            Fake_Time::pass(3540);
            $this->minutes();
        }
        $this->assertSame(1, Queue::counts()['failed']);
        $this->assertStringContainsString('Not today.', (string) Queue::open()[0]['reason']);
        $this->status = 201;
        $this->minutes();
        $this->assertSame([], $this->heard);
        $this->assertSame(1, Queue::retry());
        $this->minutes();
        $this->assertCount(1, $this->heard);
    }

    public function testALaterEventOfAnOrderWaitsForAnEarlierOne(): void
    {
        $this->status = 422;
        $id = Fake_Zen::buy();
        $this->minutes();
        $this->status = 201;
        Fake_Zen::remove($id);
        Runner::run(); // The first row is not due again yet; the second is.
        $this->assertSame([], $this->heard);
        $this->minutes(10);
        $this->assertSame([(string) $id => 'trash'], $this->standing());
    }

    public function testAShopThatIsNotConnectedKeepsNothing(): void
    {
        Fake_Zen::$settings = [];
        Fake_Zen::page('index', ['ref' => 'SARA']);
        Fake_Zen::buy();
        $this->assertSame([[], 0], [Fake_Zen::$cookies, Queue::counts()['waiting']]);
    }

    public function testUninstallingLeavesNothing(): void
    {
        global $db;
        Fake_Zen::buy();
        (new ScriptedInstaller())->doUninstall();
        $left = $db->Execute("SELECT name FROM sqlite_master WHERE name LIKE '%tributary%'")->RecordCount();
        $kept = $db->Execute("SELECT configuration_key FROM configuration WHERE configuration_key LIKE 'TRIBUTARY%'")->RecordCount();
        $group = $db->Execute('SELECT * FROM configuration_group')->RecordCount();
        $this->assertSame([0, 0, 0, []], [$left, $kept, $group, $GLOBALS['fake_pages']]);
    }

    public function testConnectingExchangesACodeThatOnlyThisShopCanUse(): void
    {
        $to = \Tributary\ZenCart\Connection::begin('https://tributary.example/', 'https://shop.example/admin/index.php?cmd=tributary');
        parse_str((string) parse_url($to, PHP_URL_QUERY), $asked);
        $this->assertSame(['zencart', 'USD', 'https://shop.example/'], [$asked['platform'], $asked['currency'], $asked['shop']]);
        Fake_Zen::$answers = function (array $call) use ($asked): array {
            $challenge = rtrim(strtr(base64_encode(hash('sha256', $call['body']['verifier'], true)), '+/', '-_'), '=');
            $this->assertSame([$asked['challenge'], 'con_1'], [$challenge, $call['body']['code']]);
            return [201, '{"store":"sto_2","api_key":"k2"}'];
        };
        $this->assertSame('', \Tributary\ZenCart\Connection::finish($asked['state'], 'con_1'));
        $kept = array_column(\Tributary\ZenCart\Db::rows("SELECT * FROM configuration WHERE configuration_value <> ''"), 'configuration_value', 'configuration_key');
        $this->assertSame(['https://tributary.example', 'sto_2', 'k2'], [$kept['TRIBUTARY_SERVER'], $kept['TRIBUTARY_STORE'], $kept['TRIBUTARY_API_KEY']]);
        $this->assertNotSame('', \Tributary\ZenCart\Connection::finish($asked['state'], 'con_1'), 'a code is used once');
    }

    public function testANewerPluginOnTheServerIsToldFromTheOneThatIsHere(): void
    {
        $manifest = require dirname(__DIR__, 2) . '/zc_plugins/Tributary/v1.0.0/manifest.php';
        $this->assertSame('v' . \Tributary\ZenCart\Http::VERSION, $manifest['pluginVersion']);
        foreach (['99.0.0' => true, \Tributary\ZenCart\Http::VERSION => false] as $version => $isNewer) {
            Fake_Zen::$answers = function (array $call) use ($version): array {
                return [200, '{"plugin":{"version":"' . $version . '","url":"https://tributary.example/downloads/tributary-zencart.zip"}}'];
            };
            $this->assertSame($isNewer, \Tributary\ZenCart\Connection::newer() !== null, $version);
        }
    }
}
