// J3: a partner with link, coupon and invitation, in six actions: name, address and code are filled in; the link is
// copied, its QR code is there, the invitation was mailed, and the store has the coupon.
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { key, startShop } from '../shop.js';
import { startServer } from '../tributary.js';

let shop, post, server;
test.beforeAll(async () => {
  [shop, post] = await Promise.all([startShop(), startMail()]);
  server = await startServer({
    storeUrl: shop.url,
    args: ['--smtp-url', post.url, '--mail-from', 'shop@example.test'],
  });
  const kept = await server.api('PUT', `/api/v1/stores/${server.store}/rest_key`, key);
  expect(kept.status, JSON.stringify(kept.body)).toBeLessThan(300);
});
test.afterAll(async () => {
  await server?.stop();
  await Promise.all([shop?.stop(), post?.stop()]);
});

let number = 0;

everyLook('J3 a partner is made, with link, coupon and invitation', async ({ browser, look }) => {
  const own = `lina${(number += 1)}`;
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const { page, act, arrived, fits, calm, leave } = await walker(browser, look, server.url, { context });
  await page.goto(`${server.url}/admin/partners`);
  await act(() => page.locator('main a[href="/admin/partners/new"]').first().click());
  await expect(page.locator('#coupon')).toBeVisible();
  await fits();
  await act(() => page.locator('#name').fill(`Lina ${own}`));
  await act(() => page.locator('#email').fill(`${own}@example.test`));
  await act(() => page.locator('#coupon').fill(`${own.toUpperCase()}10`));
  await act(() => page.locator('form[action="/admin/partners"][method=post] button[type=submit]').click());

  await expect(page.locator('#made svg.qr')).toBeVisible();
  const link = await page.locator('#made-link').inputValue();
  expect(link).toBe(`${server.url}/r/lina-${own}`);
  await act(() => page.locator('#made-link ~ button[data-copy]').click());
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  arrived({ actionsMax: 6, secondsMax: 6 });

  const mail = await post.next(`${own}@example.test`);
  expect(mail.text).toContain(link);
  expect(mail.text).toContain(`${own.toUpperCase()}10`);
  await expect.poll(() => shop.coupons.map((coupon) => coupon.code)).toContain(`${own}10`);
  const made = shop.coupons.find((coupon) => coupon.code === `${own}10`);
  expect(made).toMatchObject({ discount_type: 'percent', amount: '10.00' });
  await expect(page.locator('#made:not([data-poll])')).toBeVisible({ timeout: 10_000 });

  const file = await page.locator('#made a[href*="qr.png"]').getAttribute('href');
  const picture = await page.request.get(server.url + file);
  expect(picture.headers()['content-type']).toBe('image/png');
  await fits();
  calm();
  await leave();
});

test('a key that can only read is said on the coupon, and without JavaScript all of it works', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await server.signIn(page);
  shop.letOnlyRead();
  await page.goto(`${server.url}/admin/partners/new`);
  await page.locator('#name').fill('Noor');
  await page.locator('#coupon').fill('NOOR10');
  await page.locator('form[action="/admin/partners"][method=post] button[type=submit]').press('Enter');
  await expect(page.getByText('Noor can start now.')).toBeVisible();
  await page.goto(`${server.url}/admin/links?tab=codes`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('row', { name: /NOOR10/ })).toContainText('Trouble');
  }).toPass();
  await page.getByRole('link', { name: 'NOOR10' }).press('Enter');
  await expect(page.getByText(/this key can only read: make one with read\/write permission/)).toBeVisible();
  await context.close();
});
