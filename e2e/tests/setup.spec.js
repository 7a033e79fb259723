// The first start in a browser: the link from the terminal works once.
import { expect, test } from '@playwright/test';
import { owner, startServer } from '../tributary.js';
import { fitsEverybody, watch } from '../watch.js';

test('the one-time link leads to a store, and is dead afterwards', async ({ page }) => {
  const server = await startServer({ fresh: true });
  try {
    const token = /\/setup\?token=(\w+)/.exec(server.log())?.[1];
    expect(token, server.log()).toBeTruthy();
    const link = `${server.url}/setup?token=${token}`;
    const seen = watch(page, server.url);

    await fitsEverybody(page, link);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByLabel('Store name').fill('Northwind');
    await page.getByLabel('Store URL').fill('https://shop.example');
    await page.getByLabel('Currency').selectOption('SEK');
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Stockholm');
    await page.getByLabel('Commission in percent').fill('12.5');
    await page.getByRole('button', { name: 'Start' }).click();

    await expect(page).toHaveURL(`${server.url}/admin/connect`);
    await expect(page.getByLabel('Delivery URL')).toHaveValue(/\/hooks\/woocommerce\/sto_/);
    await expect(page.getByLabel('Secret', { exact: true })).toHaveValue(/.{30}/);
    const key = await page.getByLabel('API key').inputValue();
    expect(key).toMatch(/^tributary_live_sk_/);
    await expect(page.getByText('Waiting for your first click…')).toBeVisible();

    await page.getByRole('link', { name: 'Go to overview' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
    await expect(page.getByText('1 of 4 done')).toBeVisible();
    seen.calm();

    const stores = await fetch(`${server.url}/api/v1/stores`, { headers: { authorization: `Bearer ${key}` } });
    expect(stores.status).toBe(200);
    await page.goto(`${server.url}/admin/developers`);
    await expect(page.getByLabel('API key')).toHaveValue(key);
    await page.reload();
    await expect(page.getByLabel('API key')).toHaveCount(0);
    expect((await page.goto(link)).status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page does not exist');
  } finally {
    await server.stop();
  }
});
