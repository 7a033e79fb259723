// J2: look before you install. The demo shows 90 days, why an order was declined, when the rules changed; and it can
// be removed, after which nothing is left and the setup opens.
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { startServer } from '../tributary.js';

let server;
test.beforeAll(async () => {
  server = await startServer({ fresh: true, demo: true });
});
test.afterAll(async () => {
  await server?.stop();
});

everyLook('J2: the demo opens with one press', async ({ browser, look }) => {
  expect(server.log()).toContain(server.url);
  const walk = await walker(browser, look, server.url, { signedIn: false });
  const { page, act } = walk;
  await page.goto(`${server.url}/login`);
  await act(() => page.locator('form[action="/login/demo"] button').first().click());
  await page.waitForURL('**/admin');
  walk.arrived({ actionsMax: 2, secondsMax: 10 });

  await page.goto(`${server.url}/admin?period=91d`);
  await expect(page.locator('.c-marks')).toContainText('Winter week');
  await walk.fits();

  await page.goto(`${server.url}/admin/orders?standing=declined&period=91d`);
  const declined = page.locator('a[href^="/admin/orders/ord_"]:visible').first();
  await page.goto(new URL(await declined.getAttribute('href'), server.url).href);
  await expect(page.locator('.chip-declined').first()).toBeVisible();
  await walk.fits();
  walk.calm();
  await walk.leave();
});

test('J2: removing the demo data leaves zero rows and leads to the setup', async ({ browser }) => {
  const own = await startServer({ fresh: true, demo: true });
  try {
    const look = { language: 'en', dir: 'ltr', colorScheme: 'light', viewport: { width: 1280, height: 800 } };
    const walk = await walker(browser, look, own.url, { signedIn: false });
    const { page } = walk;
    await page.goto(`${own.url}/login`);
    await page.locator('form[action="/login/demo"] button').first().click();
    await page.getByRole('link', { name: 'Remove demo data' }).click();
    await expect(page.getByText(/This removes everything: all [\d,]{5,} rows/)).toBeVisible();
    await walk.fits();
    await page.getByRole('button', { name: 'Remove demo data' }).click();
    await expect(page.getByText('0 rows are left.')).toBeVisible();
    await walk.fits();
    await page.getByRole('link', { name: 'Set up your store' }).click();
    await expect(page).toHaveURL(/\/setup\?token=/);
    await expect(page.getByText('Demo data: nothing here is real')).toHaveCount(0);
    expect((await page.request.get(`${own.url}/r/sara`, { maxRedirects: 0 })).status()).toBe(404);
    walk.calm();
    await walk.leave();
  } finally {
    await own.stop();
  }
});
