// Two stores of one owner: the switch beside the store's name leads to the same page of the other, its figures are others, and back. A
// form that was open all the while still means its own store.
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { startServer } from '../tributary.js';

const today = new Date().toISOString();

let server;
let second;
test.beforeAll(async () => {
  server = await startServer();
  const url = 'https://mugs.example';
  second = await made('/api/v1/stores', {
    name: 'Mugs and more from the very far north', url, currency: 'SEK', timezone: 'Asia/Tokyo', preset: 'reftrackr',
  });
  const sara = await made('/api/v1/partners', { name: 'Sara', kind: 'influencer' });
  await sold(sara, { store: server.store, program: server.program, currency: 'USD' }, ['NORTH10', 8000]);
  await sold(sara, { store: second.id, program: second.program, currency: 'SEK' }, ['MUGS10', 25000]);
});
test.afterAll(() => server?.stop());

/** The switch that is on the screen: beside the sidebar's name, or in a phone's bar. */
const opened = (page) => page.locator('.store-head > details > summary').filter({ visible: true });
const choice = (page, name) => page.locator('.store-head[data-clip] .item').filter({ visible: true }).filter({ hasText: name });

everyLook('another store is one press away, and back', async ({ browser, look }) => {
  const walk = await walker(browser, look, server.url);
  const { page, act } = walk;
  await page.goto(`${server.url}/admin?period=28d`);
  await expect(page.locator('main')).toContainText('80.00');
  await walk.fits();
  await act(() => opened(page).click());
  await walk.fits();
  await act(() => choice(page, 'Mugs and more').click());
  await page.waitForURL((url) => url.searchParams.get('store') === second.id);
  expect(new URL(page.url()).searchParams.get('period')).toBe('28d');
  await expect(page.locator('main')).toContainText('250.00');
  await expect(page.locator('main')).not.toContainText('80.00');
  await walk.fits();

  await page.goto(`${server.url}/admin/orders`);
  await expect(page.locator('main')).toContainText('250.00');
  await act(() => opened(page).click());
  await act(() => choice(page, 'Northwind').click());
  await page.waitForURL((url) => url.searchParams.get('store') === server.store);
  await expect(page.locator('main')).toContainText('80.00');
  await expect(page.locator('main')).not.toContainText('250.00');
  await page.goto(`${server.url}/admin/settings/stores`);
  await expect(page.locator('#stores tbody tr, #stores [role=row]')).not.toHaveCount(0);
  await walk.fits();
  walk.calm();
  await walk.leave();
});

test('the switch works without script, and a form means its own store', async ({ browser }) => {
  const look = { language: 'en', dir: 'ltr', colorScheme: 'light', viewport: { width: 1280, height: 800 } };
  const walk = await walker(browser, look, server.url, { context: { javaScriptEnabled: false } });
  const { page, context } = walk;
  const settings = (store) => page.goto(`${server.url}/admin/settings/general?store=${store}`);
  const renamed = async (name) => {
    await page.locator('[name=name]').fill(name);
    await page.locator('form[action="/admin/settings/general"] [type=submit]').click();
    await page.waitForURL('**/admin/settings/general?did=saved*');
    await expect(page.locator('[name=name]')).toHaveValue(name);
  };
  await page.goto(`${server.url}/admin`);
  // By keys: a page without scripts whose menu is opening draws no frame that a click could wait for.
  await opened(page).press('Enter');
  await choice(page, 'Mugs and more').press('Enter');
  await page.waitForURL((url) => url.searchParams.get('store') === second.id);
  await settings(server.store);
  // Meanwhile, in another tab of the same browser, the other store is opened.
  const elsewhere = await context.request.get(`${server.url}/admin?store=${second.id}`);
  expect(elsewhere.headers()['set-cookie']).toContain(second.id);
  await renamed('Northwind Outdoor');
  await settings(second.id);
  await expect(page.locator('[name=name]')).toHaveValue('Mugs and more from the very far north');
  await settings(server.store);
  await renamed('Northwind');
  await walk.leave();
});

/** An order at a store, credited by a coupon of the partner there. */
async function sold(partner, { store, program, currency }, [code, amount]) {
  await made('/api/v1/codes', { partner: partner.id, program, kind: 'coupon', code });
  const total = { amount, currency };
  await made('/api/v1/orders', {
    store,
    external_id: `order-${code}`,
    status: 'completed',
    currency,
    placed_at: today,
    total,
    lines: [{ external_id: '1', product: 'mug', name: 'Mug', quantity: 1, total }],
    coupons: [code],
  });
}

async function made(path, body) {
  const reply = await server.api('POST', path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
