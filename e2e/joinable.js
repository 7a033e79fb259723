// A shop that answers everything, and a program that anybody may join: what journeys of partners begin with.
import { createServer } from 'node:http';
import { expect } from '@playwright/test';

/** A shop whose every page says where one is. */
export function startShop() {
  return new Promise((resolve) => {
    const http = createServer((request, reply) => {
      reply.setHeader('content-type', 'text/html');
      reply.end(`<!doctype html><title>Shop</title><p>${request.url.replace(/[<&]/g, '')}</p>`);
    });
    http.listen(0, '127.0.0.1', () => {
      resolve(Object.assign(http, { url: `http://127.0.0.1:${http.address().port}` }));
    });
  });
}

/** Sets a fresh server up for the stand-in shop, and opens its program to everybody; answers the owner who did. */
export async function openProgram(browser, server, shop) {
  const page = await browser.newPage();
  const token = /\/setup\?token=(\w+)/.exec(server.log())?.[1];
  const owner = { email: 'owner@example.test', password: 'correct horse battery' };
  await page.goto(`${server.url}/setup?token=${token}`);
  const install = {
    token,
    email: owner.email,
    password: owner.password,
    store_name: 'Northwind',
    store_url: shop.url,
    currency: 'USD',
    timezone: 'UTC',
    percent: '10',
    window_days: '30',
    hold_days: '14',
  };
  const made = await page.request.post(`${server.url}/setup`, { form: install, maxRedirects: 0 });
  expect(made.status(), await made.text()).toBe(303);
  const program = new URL((await page.request.get(`${server.url}/admin/program`)).url()).pathname;
  await page.goto(`${server.url}${program}/join`);
  await page.locator('[name=open]').check();
  await page.locator('[name=automatic]').check();
  await page.locator('[name=slug]').fill('northwind');
  await page.locator('main form [type=submit]').last().click();
  await expect(page.locator('#join-url')).toHaveValue(`${server.url}/join/northwind`);
  await page.close();
  return owner;
}
