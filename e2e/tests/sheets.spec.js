// Forms beside the list: a partner, a link and a code are made in a sheet, which shows what is wrong, what was made, and
// leaves the list as it was. And the map of the world.
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { everyLook, looks, walker } from '../journey.js';
import { startServer } from '../tributary.js';

const demo = { email: 'owner@example.test', password: 'demo demo demo' };
const HTML_BYTES_MAX = 60_000; // of a page as it travels

let server;
test.beforeAll(async () => {
  server = await startServer({ demo: true });
});
test.afterAll(() => server?.stop());

const [desktop] = looks;
const context = { permissions: ['clipboard-read', 'clipboard-write'] };
const walk = (browser, look = desktop) => walker(browser, look, server.url, { who: demo, context });
const form = '.sheet[open] form[data-sheet-form]';
let number = 0;
const own = () => `sheet${(number += 1)}`;

everyLook('sheets: a partner, a link and a code are made without leaving the list', async ({ browser, look }) => {
  test.setTimeout(120_000);
  const { page, fits, calm, leave } = await walk(browser, look);
  const name = own();

  await page.goto(`${server.url}/admin/partners?q=${name}&sort=-clicks`);
  const list = page.url();
  await expect(page.locator('#list tbody tr')).toHaveCount(0);
  await page.locator('.page-actions a[href="/admin/partners/new"]').click();
  await expect(page.locator(`${form} #name`)).toBeFocused();
  await fits();
  await page.locator('#name').fill(`Mia ${name}`);
  await page.locator('#coupon').fill(`${name}x10`);
  await page.locator(`${form} button[type=submit]`).click();
  await expect(page.locator('.sheet #made svg.qr')).toBeVisible();
  await expect(page.locator('.sheet #made-link')).toHaveValue(`${server.url}/r/mia-${name}`);
  await expect(page.locator('.sheet #made-coupon')).toHaveValue(`${name}x10`);
  await fits();
  await expect(page.locator('#list tbody tr[data-href]')).toHaveCount(1);
  await page.locator('.sheet .made-foot [data-close]').click();
  expect(page.url()).toBe(list);
  await expect(page.locator('.page-actions a[href="/admin/partners/new"]')).toBeFocused();

  await page.goto(`${server.url}/admin/links?q=${name}`);
  await page.locator('.page-actions a[href^="/admin/links/new"]').click();
  await page.locator(`${form} select[name=partner]`).selectOption({ label: `Mia ${name}` });
  const example = await page.locator('#destination').getAttribute('placeholder');
  await page.locator('#destination').fill(example.replace('…', 'shoes'));
  await page.locator('#slug').fill(`${name}-shoes`);
  await expect(page.locator('.preview-words strong')).toHaveText(`${server.url}/t/${name}-shoes`);
  await expect(page.locator('.preview-words')).toContainText('/shoes?');
  await expect(page.locator('.preview-qr svg.qr')).toBeVisible();
  await fits();
  await page.locator(`${form} button[type=submit]`).click();
  await expect(page.locator('.sheet #made svg.qr')).toBeVisible();
  await expect(page.locator('.sheet .made-copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/t/${name}-shoes`);
  await fits();

  await page.goto(`${server.url}/admin/links?tab=codes&q=${name}`);
  const before = await page.locator('#list tbody tr[data-href]').count();
  await page.locator('.page-actions a.btn-primary[href^="/admin/codes/new"]').click();
  await page.locator(`${form} #code`).fill(`${name}y20`);
  await page.locator(`${form} button[type=submit]`).click();
  await expect(page.locator('.sheet #made-code')).toHaveValue(`${name}y20`);
  await fits();
  await expect(page.locator('#list tbody tr[data-href]')).toHaveCount(before + 1);
  calm();
  await leave();
});

test('a sheet says what is wrong and keeps what was typed', async ({ browser }) => {
  const { page, leave } = await walk(browser);
  await page.goto(`${server.url}/admin/links`);
  await page.locator('.page-actions a[href^="/admin/links/new"]').click();
  await page.locator('#destination').fill('https://elsewhere.example/shoes');
  await expect(page.locator('.preview-words .err')).toBeVisible();
  await page.locator('#label').fill('Spring');
  await page.locator(`${form} button[type=submit]`).click();
  await expect(page.locator('.sheet .summary')).toBeVisible();
  await expect(page.locator('#destination')).toBeFocused();
  await expect(page.locator('#destination-error')).toContainText('your own store');
  await expect(page.locator('#label')).toHaveValue('Spring');
  expect(new URL(page.url()).pathname).toBe('/admin/links');
  await leave();
});

test('keys and the palette open the sheet, focus stays in it, and a form half filled in is not lost', async ({ browser }) => {
  const { page, calm, leave } = await walk(browser);
  await page.goto(`${server.url}/admin/partners`);
  await page.keyboard.press('Shift+N');
  await expect(page.locator(`${form} #name`)).toBeFocused();
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('.sheet')));
    expect(inside, `after ${step + 1} tabs`).toBe(true);
  }
  await page.locator('#name').fill('Half');
  for (const again of [1, 2, 3]) {
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-sheet-ask][open]'), `asked ${again}`).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-sheet-ask][open]')).toHaveCount(0);
    await expect(page.locator('#name')).toHaveValue('Half');
  }
  await page.locator(`${form} [data-cancel]`).click();
  await page.locator('[data-sheet-drop]').click();
  await expect(page.locator('.sheet[open]')).toHaveCount(0);
  await expect(page).toHaveURL(`${server.url}/admin/partners`);

  await page.locator('#list tbody tr[data-href] a').first().focus();
  await page.keyboard.press('Control+k');
  await page.locator('.palette input').fill('New link');
  await page.keyboard.press('Enter');
  await expect(page.locator(`${form} #destination`)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.sheet[open]')).toHaveCount(0);
  await expect(page.locator('#list tbody tr[data-href] a').first()).toBeFocused();
  calm();
  await leave();
});

test('without JavaScript the same buttons open pages', async ({ browser }) => {
  const { page, leave } = await walker(browser, desktop, server.url, { who: demo, context: { javaScriptEnabled: false } });
  const name = own();
  await page.goto(`${server.url}/admin/partners`);
  await page.locator('.page-actions a[href="/admin/partners/new"]').click();
  await expect(page).toHaveURL(`${server.url}/admin/partners/new`);
  await page.locator('#name').fill(`Noor ${name}`);
  await page.locator('form[action="/admin/partners"] button[type=submit]').click();
  await expect(page.locator('#made-link')).toHaveValue(`${server.url}/r/noor-${name}`);
  await page.goto(`${server.url}/admin/reports?section=places&period=all`);
  await page.getByRole('link', { name: 'Map', exact: true }).click();
  await page.locator('.map a').first().click({ force: true });
  await expect(page).toHaveURL(/country=[A-Z]{2}/);
  await leave();
});

everyLook('the map of the world stands beside its rows', async ({ browser, look }) => {
  const { page, fits, calm, leave } = await walk(browser, look);
  for (const path of ['/admin?period=all', '/admin/reports?section=places&period=all']) {
    await page.goto(server.url + path);
    await page.locator('.seg a[href*="map=1"]').click();
    await expect(page.locator('.map svg[role=group]')).toBeVisible();
    const place = page.locator('.map a').first();
    await page.keyboard.press('Tab');
    await place.focus();
    await expect(place).toBeFocused();
    await fits();
    const reply = await page.request.get(page.url());
    expect(gzipSync(await reply.body()).length, path).toBeLessThan(HTML_BYTES_MAX);
  }
  const country = /country=([A-Z]{2})/.exec(await page.locator('.map a').first().getAttribute('href'))[1];
  await page.locator('.map a').first().press('Enter');
  await expect(page).toHaveURL(new RegExp(`country=${country}.*map=1|map=1.*country=${country}`));
  calm();
  await leave();
});
