// J1: a fresh machine to the first credited order. The one-time link, three short steps, a click in another browser
// that appears by itself, a test order, and the page that says why it was credited.
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { owner, startServer } from '../tributary.js';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const LANDS_MS_MAX = 1_000 * Number(process.env.JOURNEY_PATIENCE || 5);

/** A shop where links lead, so that nothing outside is asked. */
function openShop() {
  const shop = createServer((_, reply) => reply.end('<!doctype html><title>Shop</title>'));
  return new Promise((done) => {
    shop.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${shop.address().port}`, close: () => shop.close() }));
  });
}

everyLook('J1 from the printed link to the first credited order', async ({ browser, look }) => {
  const [server, shop] = await Promise.all([startServer({ fresh: true }), openShop()]);
  const walk = await walker(browser, look, server.url, { signedIn: false });
  const { page, act } = walk;
  const visitor = await browser.newContext({ userAgent: PHONE });
  try {
    const link = /http\S+\/setup\?token=\w+/.exec(server.log())?.[0];
    expect(link, server.log()).toBeTruthy();
    await act(() => page.goto(link));
    await walk.fits();
    await act(() => page.locator('[name=email]').fill(owner.email));
    await act(() => page.locator('[name=password]').fill(owner.password));
    await act(() => page.locator('[name=store_name]').fill('Northwind'));
    await act(() => page.locator('[name=store_url]').fill(shop.url));
    await act(() => page.locator('form.steps .form-actions button').click());

    await expect(page).toHaveURL(`${server.url}/admin/connect`);
    await walk.fits();
    const hello = await page.locator('#test-link').inputValue();
    expect(hello).toBe(`${server.url}/t/hello`);
    await expect(page.locator('#first-click .pulse:not(.pulse-ok)')).toBeVisible();

    const tab = await visitor.newPage();
    await act(() => tab.goto(hello));
    await expect(page.locator('#first-click .pulse-ok')).toBeVisible({ timeout: LANDS_MS_MAX });
    await act(() => page.locator('form[action="/admin/orders/test"] button').click());

    await expect(page).toHaveURL(/\/admin\/orders\/ord_/);
    const main = page.locator('main');
    await expect(main).toContainText(look.language === 'en' ? 'Try-out' : /./);
    await expect(main.locator('.amount').first()).toBeVisible();
    walk.arrived({ actionsMax: 12, secondsMax: 20 });
    await walk.fits();
    walk.calm();
    expect((await page.goto(link)).status(), 'the link is dead').toBe(404);
  } finally {
    await visitor.close();
    await walk.leave();
    shop.close();
    await server.stop();
  }
});

test('the language of the form can change while it is filled in', async ({ page }) => {
  const server = await startServer({ fresh: true });
  try {
    await page.goto(/http\S+\/setup\?token=\w+/.exec(server.log())[0]);
    await page.locator('[name=store_name]').fill('Northwind');
    await page.locator('[name=language]').selectOption('ug');
    await page.locator('[formaction="/setup/language"]').click();
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.locator('[name=store_name]')).toHaveValue('Northwind');
  } finally {
    await server.stop();
  }
});
