// The first minute of a developer: a key is filled in, the program is run, and the page hears of it. And an endpoint made
// beside its list.
import { expect, test } from '@playwright/test';
import { startServer } from '../tributary.js';

let server;
test.beforeAll(async () => {
  server = await startServer({ args: ['--allow-private-webhooks'] });
});
test.afterAll(() => server?.stop());

/** Runs what the page shows for JavaScript, as a person would. */
const run = (page) =>
  page.locator('.code-block').innerText().then(async (text) => {
    const key = text.match(/Bearer (\S+?)"/)[1];
    const order = text.match(/JSON\.stringify\((\{[\s\S]*\})\),/)[1];
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return fetch(`${server.url}/api/v1/orders`, { method: 'POST', headers, body: order });
  });

test('Listening… turns green when the first request comes', async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/developers?lang=js`);
  await page.getByRole('button', { name: 'Fill in a test key' }).click();
  await expect(page.locator('#listening')).toContainText('Listening…');
  expect((await run(page)).status).toBe(201);
  await expect(page.locator('#listening.heard')).toContainText('It arrived.');
  await page.getByRole('button', { name: 'See it in the log' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('POST /api/v1/orders');
  await expect(page.locator('.test-mode')).toContainText('Test mode');
  await page.locator('.test-mode button').click();
  await expect(page).toHaveURL(`${server.url}/admin`);
  await expect(page.locator('.test-mode')).toHaveCount(0);
});

test('the switch stands in the menu, and every link keeps it', async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/partners`);
  await page.locator('.account summary').click();
  await page.locator('.account').getByRole('button', { name: 'Test mode' }).click();
  await expect(page).toHaveURL(`${server.url}/admin/partners`);
  await expect(page.getByRole('link', { name: 'Test partner' }).first()).toBeVisible();
  await page.locator('.side a[href="/admin/orders"]').click();
  await expect(page.locator('.test-mode')).toBeVisible();
  await page.locator('.test-mode button').click();
});

test('an endpoint is made beside the list, and its secret is there to copy', async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/developers/webhooks`);
  await page.getByRole('link', { name: 'Add an endpoint' }).click();
  const form = page.locator('.sheet[open] form[data-sheet-form]');
  await expect(form.locator('input[value="order.attributed"]')).toBeChecked();
  await form.locator('input[name=url]').fill('ftp://nowhere');
  await form.locator('button[type=submit]').click();
  await expect(page.locator('.sheet[open] .summary')).toBeVisible();
  await form.locator('input[name=url]').fill('http://127.0.0.1:9/hook');
  await form.locator('button[type=submit]').click();
  await expect(page.locator('.sheet #made-link')).toHaveValue(/^whsec_/);
  await page.keyboard.press('Escape');
  await expect(page.locator('#endpoints .endpoint')).toHaveCount(1);
});
