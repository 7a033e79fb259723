// J11: a shop's owner uploads the plugin as this server gives it away, connects, sees every check good, sends 500 products while the server is
// killed and comes back; a buyer comes by a partner's link and buys; the order in the shop says who earned and why; a refund takes it back.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { looks, walker } from '../journey.js';
import { startStage } from '../stage.js';
import { startServer } from '../tributary.js';
import { watch } from '../watch.js';

const PRODUCTS = 500;
// Headless Chromium calls itself a robot, and robots' clicks do not count.
const DESKTOP =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

let stage, server;
test.beforeEach(async () => {
  stage = await startStage({ products: PRODUCTS });
  server = await startServer({ storeUrl: stage.url, args: ['--allow-private-webhooks'] });
});
test.afterEach(async () => {
  await server?.stop();
  await stage?.stop();
});

for (const look of looks.filter(({ touch }) => !touch)) {
  test(`J11 the plugin, from its zip to a refund · ${look.name}`, async ({ browser }) => {
    const sara = await partner('Sara Lind', 'SARA');
    const walk = await walker(browser, look, server.url, { also: [stage.url] });
    await walk.context.addCookies([stage.owner]);
    await installs(walk);
    await connects(walk);
    await sendsProducts(walk);
    const order = await buys(browser, look);
    const known = await stands(order, ({ attribution }) => attribution?.partner);
    expect(known.attribution.partner).toBe(sara);
    expect(known.commissions).toHaveLength(1);
    await readsWhy(walk, order, known.id);
    await refunds(walk, order);
    walk.arrived({ actionsMax: 8, secondsMax: 60 });
    await walk.page.goto(`${server.url}/admin/orders/${known.id}`);
    await expect(walk.page.locator('main')).toContainText('Sara Lind');
    await walk.fits();
    walk.calm();
    await walk.leave();
  });
}

/** The zip comes from the server's own page, and goes through the shop's upload. */
async function installs({ page, act, fits }) {
  await page.goto(`${server.url}/admin/connect`);
  await fits();
  const begun = page.waitForEvent('download');
  await page.locator('a[href^="/downloads/tributary-woocommerce.zip"]').click();
  const zip = await begun;
  expect(zip.suggestedFilename()).toMatch(/^tributary-woocommerce-\d+\.\d+\.\d+\.zip$/);
  await page.goto(stage.admin('plugin-install.php?tab=upload'));
  const file = await named(zip);
  await act(() => page.getByLabel('Plugin zip file').setInputFiles(file));
  await act(() => page.getByRole('button', { name: 'Install Now' }).click());
  await act(() => page.getByRole('link', { name: 'Activate Plugin' }).click());
  await page.waitForURL('**/admin.php?page=tributary');
}

/** Under the name that people see. */
async function named(zip) {
  const content = await readFile(await zip.path());
  return { name: zip.suggestedFilename(), mimeType: 'application/zip', buffer: content };
}

async function connects({ page, act, fits }) {
  await act(() => page.getByLabel('Server').first().fill(server.url));
  await act(() => page.getByRole('button', { name: 'Connect', exact: true }).click());
  await page.waitForURL(`${server.url}/admin/connect?*`);
  await fits();
  await act(() => page.locator('form[action="/admin/connect"] [type=submit]').click());
  await page.waitForURL(`${stage.url}/wp-admin/admin.php?page=tributary&*`);
  const checks = page.locator('.tributary-checks li');
  await expect(checks).toHaveCount(12);
  const states = await checks.evaluateAll((lines) => lines.map((line) => `${line.className} ${line.textContent}`));
  expect(states.filter((state) => !state.startsWith('is-ok'))).toEqual([]);
}

/** The counts move; the server is killed among them, and the sync goes on where it stood. */
async function sendsProducts({ page, act }) {
  await act(() => page.getByRole('button', { name: 'Sync all products' }).click());
  const counts = page.locator('[data-tributary-counts]');
  const sent = async () => Number(/(\d+) of/.exec(await counts.textContent())?.[1] ?? 0);
  const moves = { intervals: [20], timeout: 60_000 };
  await expect.poll(sent, moves).toBeGreaterThan(0);
  const first = await sent();
  await expect.poll(sent, moves).toBeGreaterThan(first);
  await server.kill();
  const trouble = page.locator('[data-tributary-error]');
  await expect(trouble).toContainText('could not be reached', { timeout: 60_000 });
  const stood = await sent();
  expect(stood).toBeGreaterThan(0);
  expect(stood).toBeLessThan(PRODUCTS);
  await server.restart();
  await expect(counts).toContainText(`${PRODUCTS} of ${PRODUCTS} sent, 0 left out.`, { timeout: 120_000 });
  await expect(counts).toContainText(/Finished .+ ago\./);
  expect((await products()).size).toBe(PRODUCTS);
}

/** Somebody else, in another browser: the link, the shop, the checkout. */
async function buys(browser, { colorScheme, viewport }) {
  const context = await browser.newContext({ colorScheme, viewport, userAgent: DESKTOP });
  const page = await context.newPage();
  const seen = watch(page, stage.url, [server.url]);
  await page.goto(`${server.url}/r/SARA`);
  expect(page.url().startsWith(`${stage.url}/?`), page.url()).toBe(true);
  const click = (await context.cookies()).find(({ name }) => name === 'tributary_click');
  expect(click).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await page.getByRole('link', { name: 'Proceed to checkout' }).click();
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL('**/checkout/order-received/**');
  const order = await page.locator('#order').textContent();
  seen.calm();
  await context.close();
  return order;
}

async function readsWhy({ page }, order, id) {
  await page.goto(stage.admin('admin.php?page=wc-orders'));
  await expect(page.getByRole('row', { name: `#${order}` })).toContainText('Sara Lind');
  await page.goto(stage.admin(`admin.php?page=wc-orders&action=edit&id=${order}`));
  const box = page.locator('#tributary-referral');
  await expect(box).toContainText('Sara Lind');
  await expect(box).toContainText('5.00 USD');
  await expect(box.getByRole('link', { name: /^Why/ })).toHaveAttribute('href', `${server.url}/admin/orders/${id}`);
}

async function refunds({ page, act }, order) {
  await act(() => page.getByRole('button', { name: /^Refund .* manually$/ }).click());
  const after = await stands(order, ({ commissions }) => commissions.length > 0 && commissions.every(({ status }) => status === 'reversed'));
  expect(after.refunded.amount).toBe(5_500);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('#tributary-referral')).toContainText('Reversed', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** What the server knows of an order of the shop, once it is so. */
async function stands(order, isSo) {
  let found;
  await expect(async () => {
    const { body } = await server.api('GET', `/api/v1/orders?store=${server.store}&external_id=${order}`);
    found = body.data[0];
    expect(found && isSo(found), JSON.stringify(body)).toBeTruthy();
  }).toPass({ timeout: 60_000 });
  return found;
}

/** All products that the server has, by the shop's ids. */
async function products() {
  const ids = new Set();
  for (let cursor = ''; cursor !== null; ) {
    const { body } = await server.api('GET', `/api/v1/products?limit=100&store=${server.store}${cursor}`);
    body.data.forEach((one) => {
      expect(ids.has(one.external_id), one.external_id).toBe(false);
      ids.add(one.external_id);
    });
    cursor = body.has_more ? `&cursor=${encodeURIComponent(body.next_cursor)}` : null;
  }
  return ids;
}

async function partner(name, code) {
  const made = await server.api('POST', '/api/v1/partners', { name, kind: 'influencer' });
  const given = { partner: made.body.id, program: server.program, kind: 'referral', code };
  const reply = await server.api('POST', '/api/v1/codes', given);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return made.body.id;
}
