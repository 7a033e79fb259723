// The whole way of a member of a publisher, on two real hosts: a click on the publisher's page, the shop's redirect page, the
// cookie, the purchase, and the conversion. By the script, by the shop's server, by both, and by the script over the shop's
// own host.
import { expect, test } from '@playwright/test';
import { start as startMail } from '../mailcatcher.js';
import { purchase, report, startPublisher, startShop } from '../network.js';
import { startServer } from '../tributary.js';

const MINUTE = 60_000;
const usd = (amount) => ({ amount, currency: 'USD' });

const EMAIL = 'hello@cashback.example';
const MEMBER = '38315327'; // the publisher's own id of whoever clicks

/** A server, a publisher in its program with a link of Retrack's form, and a shop whose redirect page is to be set up. */
async function world({ httpOnly } = {}) {
  const [publisher, shop, mail] = await Promise.all([startPublisher(), startShop({ httpOnly }), startMail()]);
  const args = ['--allow-private-webhooks', '--smtp-url', mail.url, '--mail-from', 'shop@example.test'];
  const server = await startServer({ storeUrl: shop.url, args });
  const invitation = { program: server.program, name: 'Cashback', email: EMAIL };
  const membership = await made(server, '/api/v1/memberships', invitation);
  const wanted = { publisher: membership.publisher.uuid, program: server.program, ref: MEMBER, deeplink: `${shop.url}/shoes?size=42` };
  publisher.link = `${server.url}/track/v2/click?${new URLSearchParams(wanted)}`;
  const stop = () => Promise.all([server.stop(), publisher.stop(), shop.stop(), mail.stop()]);
  return { server, publisher, shop, mail, partner: membership.partner, stop, lacks: httpOnly === false ? ['HttpOnly'] : [] };
}

/** The publisher signs in by the link in a mail; answers the page of transactions. */
async function portal(browser, { server, mail }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/publisher/enter`);
  await page.locator('[name=email]').fill(EMAIL);
  await page.locator('form[action="/publisher/enter"] button[type=submit]').click();
  for (;;) {
    const letter = await mail.next(EMAIL);
    const link = letter.links.find((one) => one.includes('/publisher/link'));
    if (!link) continue; // the invitation
    await page.goto(link);
    break;
  }
  await page.locator('form[action="/publisher/link"] button').click();
  await page.goto(`${server.url}/publisher/transactions`);
  return page;
}

async function made(server, path, body) {
  const reply = await server.api('POST', path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

/** Tries and saves the redirect page on the program's page; answers what stands there to be pasted. */
async function setUp(page, { server, shop, lacks }) {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/programs/${server.program}/tracking`);
  await page.locator('[name=page]').fill(shop.page);
  await page.locator('button[formaction$="/tracking/test"]').click();
  const tried = page.locator('#tried');
  await expect(tried.locator('li')).toHaveCount(12);
  await expect(tried.locator('li:not(.good) b')).toHaveText(lacks);
  await page.locator('[name=page]').fill(shop.page);
  await page.locator('form[action$="/tracking"] button:not([formaction])').click();
  await page.waitForURL(/did=saved/);
  return { snippet: await page.locator('#snippet').innerText() };
}

/** From the publisher's page to a purchase. */
async function buys(browser, { publisher, shop }, prepare) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(publisher.url);
  await page.getByText('To the shop').click();
  await page.waitForURL(`${shop.url}/shoes?size=42`);
  const [cookie] = (await context.cookies()).filter((one) => one.name === 'retrack_click');
  expect(cookie.value).toMatch(/^clk_/);
  await page.getByText('Buy').click();
  await page.waitForURL(`${shop.url}/thanks`);
  return { context, page, click: cookie.value };
}

async function orders(server) {
  return (await server.api('GET', '/api/v1/orders')).body.data;
}

/** The only order, once it is there and `is` as it should be. */
async function conversion(server, is) {
  const look = async () => (await orders(server)).map((one) => one.commissions[0]?.status ?? 'none');
  await expect.poll(look, { timeout: MINUTE }).toEqual([is]);
  return (await orders(server))[0];
}

/** The shop's server reports the order with the click of its cookie. */
function serverReports({ server, shop }) {
  shop.onPurchase = async (click) => {
    const order = {
      store: server.store,
      external_id: purchase.order,
      status: 'processing',
      currency: 'USD',
      placed_at: new Date().toISOString(),
      total: usd(purchase.amount_minor),
      tax: usd(purchase.tax_minor),
      shipping: usd(purchase.shipping_minor),
      lines: [{ product: 'MUG', name: 'Mug', quantity: 2, total: usd(8_000) }],
      click,
    };
    await made(server, '/api/v1/orders', order);
  };
}

test('a purchase that the script tells of is a pending conversion of the publisher', async ({ browser, page }) => {
  const here = await world({ httpOnly: false });
  const { server, shop, partner } = here;
  try {
    const { snippet } = await setUp(page, here);
    expect(snippet).toContain('integrity="sha384-');
    shop.head = snippet;
    shop.thanks = report(purchase);
    const { click } = await buys(browser, here);
    const order = await conversion(server, 'pending');
    expect(order).toMatchObject({ external_id: '1042', total: usd(10_000), attribution: { partner, via: 'click' } });
    expect(order.commissions[0].amount).toEqual(usd(800));
    const why = await server.api('GET', `/api/v1/orders/${order.id}/explanation`);
    expect(JSON.stringify(why.body)).toContain(click);
    const seen = await portal(browser, here);
    const row = seen.locator('tbody tr');
    await expect(row).toHaveCount(1);
    for (const text of ['1042', MEMBER, '8.00', 'Pending']) await expect(row).toContainText(text);
    expect(shop.visits.filter((path) => path !== '/favicon.ico')).toEqual(['/shoes?size=42', '/thanks']);
  } finally {
    await here.stop();
  }
});

test('with the script blocked the server alone makes one conversion', async ({ browser, page }) => {
  const here = await world();
  const { server, shop, partner } = here;
  try {
    const { snippet } = await setUp(page, here);
    shop.head = snippet;
    shop.thanks = report(purchase);
    serverReports(here);
    const blocked = [];
    const visit = await buys(browser, here, (visitor) =>
      visitor.route(/\/t\.[0-9a-f]+\.js$|\/track\/v1\//, (route) => {
        blocked.push(route.request().url());
        return route.abort();
      }),
    );
    const order = await conversion(server, 'approved');
    expect(order).toMatchObject({ external_id: '1042', attribution: { partner } });
    expect(blocked.length, 'the page asked for the script').toBeGreaterThan(0);
    await visit.context.close();
  } finally {
    await here.stop();
  }
});

test('told by the script and by the server it is one conversion, whichever is first', async ({ browser, page }) => {
  const here = await world({ httpOnly: false });
  const { server, shop, partner } = here;
  const deliveries = () => page.locator('#deliveries tbody tr').allInnerTexts();
  try {
    const { snippet } = await setUp(page, here);
    shop.head = snippet;
    shop.thanks = report(purchase);
    serverReports(here);
    await buys(browser, here);
    await expect
      .poll(async () => {
        await page.goto(`${server.url}/admin/settings/stores`);
        return (await deliveries()).filter((row) => row.includes('script.transaction') && row.includes('Applied')).length;
      }, { timeout: MINUTE })
      .toBe(1);
    const both = await conversion(server, 'approved');
    expect(both).toMatchObject({ total: usd(10_000), attribution: { partner } });
    expect(both.commissions[0].amount).toEqual(usd(800));

    // The next one is told by the script first, and by the server once that has been seen.
    shop.thanks = report({ ...purchase, order: '1043' });
    shop.onPurchase = undefined;
    await buys(browser, here);
    await expect.poll(async () => (await orders(server)).length, { timeout: MINUTE }).toBe(2);
    await here.server.api('POST', '/api/v1/orders', {
      store: server.store, external_id: '1043', status: 'processing', currency: 'USD', placed_at: new Date().toISOString(),
      total: usd(10_000), lines: [{ name: 'Mug', quantity: 2, total: usd(8_000) }],
    });
    const all = await orders(server);
    expect(all.map((one) => [one.external_id, one.commissions[0].status, one.commissions[0].amount.amount])).toEqual([
      ['1043', 'approved', 800],
      ['1042', 'approved', 800],
    ]);
  } finally {
    await here.stop();
  }
});

test('over the shop’s own host the script needs no cookie that it can read', async ({ browser, page }) => {
  const here = await world();
  const { server, shop, partner } = here;
  try {
    await setUp(page, here);
    shop.proxy = server.url;
    shop.head = `<script async src="/own/t.js" data-store="${server.store}"></script>`;
    shop.thanks =
      '<script>window.tributary=window.tributary||function(){(tributary.q=tributary.q||[]).push(arguments)}</script>' +
      report(purchase);
    const { page: visitor } = await buys(browser, here);
    expect(await visitor.evaluate(() => document.cookie), 'HttpOnly').not.toContain('retrack_click');
    const order = await conversion(server, 'pending');
    expect(order.attribution).toMatchObject({ partner });
  } finally {
    await here.stop();
  }
});
