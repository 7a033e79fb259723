// The share panel as an element in a page of the shop's own: J7's sharing, what it tells the page around it, and what is left
// of it without scripts or without an answer.
import http from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { customerToken, person } from '../customer.js';
import { looks } from '../journey.js';
import { startServer } from '../tributary.js';

const bob = person(22, 'Bob');

let server;
let secret;
let shop;
test.beforeAll(async () => {
  shop = await startPages();
  server = await startServer({ storeUrl: shop.url });
  const made = await server.api('POST', `/api/v1/stores/${server.store}/customer_secret`, {});
  secret = made.body.secret;
  const on = await server.api('PATCH', `/api/v1/programs/${server.program}`, { referral: { enabled: true } });
  expect(on.status, JSON.stringify(on.body)).toBe(200);
});
test.afterAll(async () => {
  await server?.stop();
  await shop?.stop();
});

/** A shop whose every page is the customer's account; the path says in which language. */
function startPages() {
  const pages = http.createServer((request, response) => {
    const language = request.url.slice(1);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(account(language));
  });
  return new Promise((resolve) => {
    pages.listen(0, '127.0.0.1', () => {
      const stop = () => new Promise((done) => pages.close(done));
      resolve({ url: `http://127.0.0.1:${pages.address().port}`, stop });
    });
  });
}

function account(language) {
  const token = customerToken({ store: server.store, secret }, bob, language);
  return `<!doctype html><html lang="${language}" dir="${language === 'ug' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><title>My account</title>
    <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
    <script>addEventListener('tributary-refer', (e) => { window.told = e.detail.state; });</script>
    <script src="${server.url}/refer.js" defer></script></head><body><main><h1>My account</h1>
    <tributary-refer token="${token}" size="L"><a href="${server.url}/refer?token=${token}">Refer a friend</a></tributary-refer>
    </main></body></html>`;
}

/** A page of the shop with the element in it, and everything that it asked. */
async function shopPage(browser, look, { share, more = {} } = {}) {
  const { language, colorScheme, viewport, hasTouch = false, isMobile = false } = look;
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await browser.newContext({ colorScheme, viewport, hasTouch, isMobile, permissions, ...more });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  if (share) await page.addInitScript(share);
  await page.goto(`${shop.url}/${language}`);
  return { page, context, asked };
}

/** A phone's own sheet that takes what it is given. */
const taken = () => {
  window.shared = [];
  Object.defineProperty(navigator, 'share', { value: async (what) => window.shared.push(what), configurable: true });
};
/** One that breaks. */
const broken = () => {
  Object.defineProperty(navigator, 'share', { value: () => Promise.reject(new Error('no sheet')), configurable: true });
};
/** None at all. */
const absent = () => Object.defineProperty(navigator, 'share', { value: undefined, configurable: true });

const three = looks.filter(({ name }) => ['en light 1280', 'en light 390', 'ug dark 390'].includes(name));
for (const look of three) {
  test(`the element in the shop's own page is shared in two actions · ${look.name}`, async ({ browser }) => {
    const { page, context, asked } = await shopPage(browser, look, { share: taken });
    const panel = page.locator('tributary-refer .refer');
    await expect(panel).toHaveAttribute('dir', look.dir);
    await expect(panel).toHaveAttribute('data-state', 'no_activity');
    expect(await page.evaluate(() => window.told)).toBe('no_activity');
    const field = panel.locator('input.url');
    await expect(field).toHaveAttribute('dir', 'ltr');
    const link = await field.inputValue();
    expect(link).toMatch(/\/r\/BOB22$/);

    // The phone's own sheet gets title, words and address apart, and the words are the customer's.
    await panel.locator('[data-share]').click();
    const [shared] = await page.evaluate(() => window.shared);
    expect(shared.url).toBe(link);
    expect(shared.title).toContain('50 USD');
    expect(shared.text).toBeTruthy();
    expect(shared.text).not.toContain(link);
    await panel.locator('textarea[data-text]').fill('Try these, Ää ئۇ: {link}');
    const whatsapp = await panel.locator('a[data-place=whatsapp]').getAttribute('href');
    expect(whatsapp).toBe(`https://wa.me/?text=${encodeURIComponent(`Try these, Ää ئۇ: ${link}`)}`);

    const copy = panel.locator('[data-copy]');
    await copy.click();
    await expect(copy).toHaveText(/^✓/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);

    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess, 'it is too wide').toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).include('tributary-refer').analyze();
    expect(violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id)).toEqual([]);
    const own = [shop.url, new URL(server.url).origin, 'null'];
    expect(asked.filter((origin) => !own.includes(origin)), 'other hosts').toEqual([]);
    await context.close();
  });
}

test('where a phone has no sheet, or one that breaks, the buttons beside it do the same', async ({ browser }) => {
  const [look] = three;
  const without = await shopPage(browser, look, { share: absent });
  await expect(without.page.locator('tributary-refer a[data-place=whatsapp]')).toBeVisible();
  await expect(without.page.locator('tributary-refer [data-share]')).toBeHidden();
  await without.context.close();
  const { page, context } = await shopPage(browser, look, { share: broken });
  await page.locator('tributary-refer [data-share]').click();
  await expect(page.locator('tributary-refer [data-share]')).toBeHidden();
  await expect(page.locator('tributary-refer [data-place]').first()).toBeFocused();
  await context.close();
});

test('without scripts the link leads to the page, where the customer’s own link can be taken', async ({ browser }) => {
  const { page, context } = await shopPage(browser, three[1], { more: { javaScriptEnabled: false } });
  await page.getByRole('link', { name: 'Refer a friend' }).click();
  await expect(page.locator('input.url')).toHaveValue(/\/r\/BOB22$/);
  await expect(page.locator('a[data-place=whatsapp]')).toHaveAttribute('href', /wa\.me/);
  await context.close();
});

test('without an answer it says so, keeps the way that it has, and tries again', async ({ browser }) => {
  const { page, context } = await shopPage(browser, three[1]);
  const panel = page.locator('tributary-refer .refer');
  await expect(panel).toHaveAttribute('data-state', 'no_activity');
  await context.route('**/refer/v1/**', (route) => route.abort());
  await page.reload();
  await expect(panel).toHaveAttribute('data-state', 'error');
  await expect(panel.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Refer a friend' })).toBeVisible();
  expect(await page.evaluate(() => window.told)).toBe('error');
  await context.unroute('**/refer/v1/**');
  await panel.getByRole('button').click();
  await expect(panel).toHaveAttribute('data-state', 'no_activity');
  await context.close();
});
