// J4: somebody joins and gets a link to a product: public page, application, magic link, their own page, a link that
// is copied, and a visitor who lands on that product with the cookie set and the address intact.
import { expect, test } from '@playwright/test';
import { openProgram, startShop } from '../joinable.js';
import { everyLook, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { startServer } from '../tributary.js';

// Headless Chromium calls itself a robot, and robots' clicks do not count.
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';
const PRODUCT = '/product/ridge-boots?size=42&colour=black';

let shop;
let mail;
let server;
test.beforeAll(async ({ browser }) => {
  shop = await startShop();
  mail = await startMail();
  server = await startServer({ fresh: true, args: ['--smtp-url', mail.url, '--mail-from', 'shop@example.test'] });
  await openProgram(browser, server, shop);
});
test.afterAll(async () => {
  await server?.stop();
  await mail?.stop();
  shop?.close();
});

everyLook('J4: joining, and a link to a product', async ({ browser, look }) => {
  const email = `sara-${look.name.replace(/\W+/g, '-')}@example.org`;
  const walk = await walker(browser, look, server.url, {
    signedIn: false,
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  const { page, act } = walk;
  await page.goto(`${server.url}/join/northwind`);
  await walk.fits();
  await act(() => page.locator('.hero a[href$="/apply"]').click());
  await page.waitForURL('**/apply');
  await walk.fits();
  await act(() => page.locator('[name=name]').fill('Sara Lind'));
  await act(() => page.locator('[name=email]').fill(email));
  await act(() => page.locator('[name=promotes]').fill('Stories, twice a week'));
  await act(() => page.locator('[name=agreed]').check());
  await act(() => page.locator('.form-public [type=submit]').click());
  await page.waitForURL('**/sent');

  const letter = await mail.next(email);
  await act(() => page.goto(letter.links.find((link) => link.includes('/partner/enter'))));
  await act(() => page.locator('form[action="/partner/enter"] button').click());
  await page.waitForURL('**/partner');
  await expect(page.locator('#your-link')).toHaveValue(new RegExp(`^${server.url}/r/sara`));
  await walk.fits();

  await act(() => page.locator('[name=url]').fill(shop.url + PRODUCT));
  await act(() => page.locator('.maker button').click());
  await expect(page.locator('.made-copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.locator('#made-link').inputValue());
  walk.arrived({ actionsMax: 10, secondsMax: 12 });
  await walk.fits();
  walk.calm();

  const visitor = await browser.newContext({ userAgent: PHONE });
  const landing = await visitor.newPage();
  await landing.goto(copied);
  const at = new URL(landing.url());
  expect(at.origin + at.pathname).toBe(`${shop.url}/product/ridge-boots`);
  expect([at.searchParams.get('size'), at.searchParams.get('colour')]).toEqual(['42', 'black']);
  expect(at.searchParams.get('click')).toMatch(/^clk_/);
  const cookies = await visitor.cookies(server.url);
  expect(cookies.some((cookie) => cookie.value.startsWith(at.searchParams.get('click')))).toBe(true);
  await visitor.close();

  expect((await page.goto(`${server.url}/admin`)).url()).toContain('/login');
  await walk.leave();
});
