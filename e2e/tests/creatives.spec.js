// A partner finds a picture and copies it with their own link in it, and reports an order that is missing.
import { expect, test } from '@playwright/test';
import { openProgram, startShop } from '../joinable.js';
import { everyLook, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { signIn, startServer } from '../tributary.js';

const PICTURE = Buffer.from('R0lGODlhLAH6AIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=', 'base64');

let shop;
let mail;
let server;
test.beforeAll(async ({ browser }) => {
  shop = await startShop();
  mail = await startMail();
  server = await startServer({ fresh: true, args: ['--smtp-url', mail.url, '--mail-from', 'shop@example.test'] });
  const owner = await openProgram(browser, server, shop);
  const page = await browser.newPage();
  await signIn(page, server.url, owner);
  await page.goto(`${server.url}/admin/resources/creatives/new`);
  await page.locator('[name=file]').setInputFiles({ name: 'Summer.gif', mimeType: 'image/gif', buffer: PICTURE });
  await page.locator('[name=url]').fill(`${shop.url}/summer`);
  await page.locator('main form [type=submit]').click();
  await expect(page.locator('.creative img')).toHaveAttribute('alt', 'Summer');
  await page.close();
});
test.afterAll(async () => {
  await server?.stop();
  await mail?.stop();
  shop?.close();
});

/** Joins the program and opens the link in the mail. */
async function join(page, email) {
  await page.goto(`${server.url}/join/northwind/apply`);
  await page.locator('[name=name]').fill('Sara Lind');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=promotes]').fill('Stories');
  await page.locator('[name=agreed]').check();
  await page.locator('.form-public [type=submit]').click();
  await page.waitForURL('**/sent');
  const letter = await mail.next(email);
  await page.goto(letter.links.find((link) => link.includes('/partner/enter')));
  await page.locator('form[action="/partner/enter"] button').click();
  await page.waitForURL('**/partner');
}

everyLook('A picture to post, and an order that is missing', async ({ browser, look }) => {
  const walk = await walker(browser, look, server.url, {
    signedIn: false,
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  const { page, act } = walk;
  await join(page, `kim-${look.name.replace(/\W+/g, '-')}@example.org`);

  await act(() => page.locator('a[href="/partner/resources"]').click());
  await page.waitForURL('**/partner/resources');
  await act(() => page.locator('.creative button[data-copy]').first().click());
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`<a href="${server.url}/r/`);
  expect(copied).toContain(encodeURIComponent(`${shop.url}/summer`));
  walk.arrived({ actionsMax: 2, secondsMax: 5 });
  await walk.fits();
  const [, src] = /src="([^"]+)"/.exec(copied);
  const picture = await fetch(src);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(PICTURE);

  await page.goto(`${server.url}/partner/earnings`);
  await page.locator('a[href="/partner/earnings/missing"]').click();
  await page.waitForURL('**/missing');
  await page.locator('[name=order_number]').fill('1042');
  await page.locator('form[action="/partner/earnings/missing"] [type=submit]').click();
  await expect(page.locator('section[id^=clm_]')).toContainText('1042');
  await walk.fits();
  walk.calm();
  await walk.leave();
});
