// From a click on a referral link to half a refund, and a coupon that beats a click: what an owner must be able to see.
import { expect, test } from '@playwright/test';
import { startServer } from '../tributary.js';
import { fitsEverybody, watch } from '../watch.js';

const SHOP = 'https://shop.example/';
// Headless Chromium calls itself a robot, and robots' clicks do not count.
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';

let server;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(async () => {
  await server?.stop();
});

test('a click, an order, its reason, and half a refund', async ({ browser, page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await addPartner(page, { name: 'Sara Lind', code: 'sara' });
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link).toBe(`${server.url}/r/sara`);

  const click = await follow(browser, link);
  const order = await place({ id: '1042', click });

  await openOrder(page, '1042');
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText('Credited to Sara Lind — a click on their link');
  await expect(verdict).toContainText('10.00 USD commission');
  await expect(verdict).toContainText('10 % of 100.00 USD');
  await expect(page.getByText("Sara Lind's link clicked")).toBeVisible();

  const refund = { external_id: 'r-1', amount: usd(6_250), reason: 'Too small' };
  const refunded = await server.api('POST', `/api/v1/orders/${order.id}/refunds`, refund);
  expect(refunded.status, JSON.stringify(refunded.body)).toBe(201);

  await page.reload();
  await expect(verdict).toContainText('5.00 USD commission');
  await expect(verdict).toContainText('100.00 of goods − 50.00 refunded');
  await expect(page.getByText('5.00 USD commission taken back')).toBeVisible();
  const ledger = page.getByRole('table', { name: 'Ledger postings caused by this order' });
  await expect(ledger.getByRole('row').last()).toContainText('5.00 USD');
  seen.calm();
});

test('the coupon of another partner wins, and the click says why it lost', async ({ browser, page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await addPartner(page, { name: 'Lina Berg', code: 'lina' });
  await addPartner(page, { name: 'Omar Haddad', code: 'omar', coupon: 'OMAR10' });

  const click = await follow(browser, `${server.url}/r/lina`);
  await place({ id: '1043', click, coupons: ['omar10'] });

  await openOrder(page, '1043');
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Credited to Omar Haddad — coupon OMAR10');
  const claims = page.getByRole('table', { name: 'Everyone with evidence for this order' });
  await expect(claims.getByRole('row', { name: /Omar Haddad/ })).toContainText('Won');
  const lost = claims.getByRole('row', { name: /Lina Berg/ });
  await expect(lost).toContainText('/r/lina');
  await expect(lost).toContainText('Another kind of evidence has priority in this program.');
  await expect(page.getByText('Not used: Another kind of evidence has priority')).toBeVisible();
  seen.calm();
});

test('every screen fits everybody, light, dark and on a phone', async ({ page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  const { status, body } = await place({ id: '1044', click: undefined });
  expect(status).toBe('completed');
  for (const path of [
    '/admin',
    '/admin?period=12m&metric=clicks',
    '/admin/orders',
    `/admin/orders/${body.id}`,
    '/admin/partners',
    '/admin/partners/new',
    '/admin/program',
    '/admin/connect',
  ]) {
    await fitsEverybody(page, server.url + path);
  }
  await page.goto(`${server.url}/admin/partners`);
  await page.getByRole('link', { name: 'Sara Lind' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sara Lind');
  await fitsEverybody(page);
  seen.calm();
});

test('without JavaScript the screens still do their job', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await server.signIn(page);
  await addPartner(page, { name: 'Kenji Watanabe', code: 'kenji' });
  await page.goto(`${server.url}/admin/orders`);
  await page.locator('summary', { hasText: 'Add filter' }).press('Enter');
  await page.locator('summary', { hasText: 'Status in the store' }).press('Enter');
  await page.getByLabel('Status in the store').selectOption('cancelled');
  await page.getByRole('button', { name: 'Apply' }).first().press('Enter');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  // By keyboard: where scripts are off, Playwright cannot wait for a place to click on.
  await page.locator('summary', { hasText: 'Your account' }).press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(page).toHaveURL(`${server.url}/login`);
  await context.close();
});

async function addPartner(page, { name, code, coupon }) {
  await page.goto(`${server.url}/admin/partners/new`);
  await page.getByLabel('Name').fill(name);
  await page.getByRole('textbox', { name: 'Link' }).fill(code);
  if (coupon) await page.getByLabel('Coupon code').fill(coupon);
  await page.getByRole('button', { name: 'Create partner' }).click();
  await expect(page.getByText(`${name} can start now.`)).toBeVisible();
}

/** Follows a link as a stranger on a phone; answers the click's id from the address in the shop. */
async function follow(browser, link) {
  const context = await browser.newContext({ userAgent: PHONE });
  const page = await context.newPage();
  // The shop does not exist: the browser's request for it is all that is needed.
  const landing = page.waitForRequest((request) => request.url().startsWith(SHOP));
  await page.goto(link).catch(() => {});
  const click = new URL((await landing).url()).searchParams.get('click');
  await context.close();
  expect(click).toMatch(/^clk_/);
  return click;
}

/** States a completed order of 100.00 USD and 25.00 USD of tax; answers what the server says. */
async function place({ id, click, coupons = [] }) {
  const reply = await server.api('POST', '/api/v1/orders', {
    store: server.store,
    external_id: id,
    status: 'completed',
    currency: 'USD',
    placed_at: new Date().toISOString(),
    total: usd(12_500),
    tax: usd(2_500),
    lines: [{ name: 'Trail shoes', quantity: 1, total: usd(10_000) }],
    coupons,
    click,
    customer: { email: 'bo@example.com' },
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { ...reply.body, body: reply.body };
}

async function openOrder(page, number) {
  await page.goto(`${server.url}/admin`);
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill(number);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Order ${number}`);
}

function usd(minor) {
  return { amount: minor, currency: 'USD' };
}
