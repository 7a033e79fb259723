// J6: everybody is paid and it is undone: due, a batch, its files, marked as paid, the partner's mail and statement, Undo within its ten
// seconds, and a void that leaves both in the history.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { startServer } from '../tributary.js';

const usd = (amount) => ({ amount, currency: 'USD' });

let mail;
let server;
let count = 0;
test.beforeAll(async () => {
  mail = await startMail();
  server = await startServer({ args: ['--smtp-url', mail.url, '--mail-from', 'shop@example.test'] });
});
test.afterAll(async () => {
  await server?.stop();
  await mail?.stop();
});

everyLook('J6: paying everyone, then undoing it', async ({ browser, look }) => {
  const sara = await earner(`=Sara ${look.name}`);
  const walk = await walker(browser, look, server.url);
  const { page, act } = walk;
  await givesDetails(page, sara);
  await page.goto(`${server.url}/admin/payouts`);
  await walk.fits();
  await act(() => page.locator('.page-actions form[action="/admin/payouts"] button').click());
  await page.waitForURL('**/admin/payouts/pba_*');
  await walk.fits();
  await act(() => page.locator('form[action$="/approve"] button').click());
  await expect(page.locator('.payout-files')).toBeVisible();
  const download = page.waitForEvent('download');
  await act(() => page.locator('.payout-files a[href*="kind=paypal"]').click());
  const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
  expect(rows).toHaveLength(1);
  const [address, amount, currency, id] = rows[0].split(',');
  expect([address, amount, currency]).toEqual([`'=${sara.email}`, '8.00', 'USD']);
  expect(id).toMatch(/^pay_/);
  await walk.fits();
  await act(() => page.locator('summary:has(+ #pay-batch)').click());
  await act(() => page.locator('#pay-batch [type=submit]').click());
  await expect(page.locator('[data-toast] form')).toBeVisible();
  await walk.fits();
  await act(() => page.locator('[data-toast] form button').click());
  // The address forgets at once what was done, so the page is asked.
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(1);
  walk.arrived({ actionsMax: 7, secondsMax: 60 });

  const batch = page.url().split('?')[0];
  await page.locator('summary:has(+ #pay-batch)').click();
  await page.locator('#pay-batch [type=submit]').click();
  await expect(page.locator('[data-toast] form')).toBeVisible();
  const letter = await mail.next(sara.email);
  expect(letter.links.some((link) => link.includes('/partner/payouts/pay_'))).toBe(true);
  await page.goto(`${server.url}${await page.locator('main a[href*="/statement/"]').first().getAttribute('href')}`);
  await walk.fits();
  const paper = page.waitForEvent('download');
  await page.locator('a[href$="/statement.pdf"]').click();
  const file = await paper;
  expect(file.suggestedFilename()).toMatch(/^statement-\d+-[0-9A-Z]{6}\.pdf$/);
  expect((await readFile(await file.path())).subarray(0, 8).toString()).toBe('%PDF-1.7');
  await page.goto(batch);
  await page.locator('summary:has(+ #void-batch)').click();
  await page.locator('#void-batch [name=reason]').fill('Wrong account');
  await page.locator('#void-batch [type=submit]').click();
  await expect(page.locator('.payout-history li')).toHaveCount(7);
  await walk.fits();
  walk.calm();
  await walk.leave();
  // Who comes next finds only their own.
  await server.api('PATCH', `/api/v1/partners/${sara.id}`, { status: 'paused' });
  await refundAll(sara);
});

/** A partner with an order whose commission is ready. */
async function earner(name) {
  count += 1;
  const email = `sara-${count}@example.org`;
  const partner = await made('/api/v1/partners', { name, email, kind: 'influencer' });
  const code = `SARA${count}`;
  await made('/api/v1/codes', { partner: partner.id, program: server.program, kind: 'coupon', code });
  const order = await made('/api/v1/orders', {
    store: server.store,
    external_id: `order-${count}`,
    status: 'completed',
    currency: 'USD',
    placed_at: '2026-05-01T12:00:00Z',
    total: usd(8000),
    lines: [{ external_id: '1', product: 'mug', name: 'Mug', quantity: 1, total: usd(8000) }],
    coupons: [code],
  });
  return { id: partner.id, email, order: order.id };
}

/** The owner types where the money goes. */
async function givesDetails(page, { id, email }) {
  await page.goto(`${server.url}/admin/partners/${id}?tab=payouts`);
  await page.locator('[name=method][value=paypal]').check();
  await page.locator('[name=paypal_email]').fill(`=${email}`);
  await page.locator('.payout-details ~ .form-actions button, form[action*="/details/"] [type=submit]').first().click();
  await expect(page.locator('main')).toContainText('…@example.org');
}

/** All of it goes back, so nothing is due to them any more. */
async function refundAll({ order }) {
  await made(`/api/v1/orders/${order}/refunds`, { external_id: 'all', amount: usd(8000) });
}

async function made(path, body) {
  const reply = await server.api('POST', path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
