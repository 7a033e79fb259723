// Live: what happens shows itself in another browser without reload, also through a proxy that buffers, and a line
// that breaks loses nothing. Times are printed, and orderings are what is asserted.
import { createServer, get } from 'node:http';
import { expect, test } from '@playwright/test';
import { startProxy } from '../proxy.js';
import { freePort, signIn, startServer } from '../tributary.js';
import { fitsEverybody, watch } from '../watch.js';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';

let server;
test.beforeAll(async () => {
  server = await startServer();
  const partner = await server.api('POST', '/api/v1/partners', { name: 'Sara Lind', kind: 'influencer' });
  const code = { partner: partner.body.id, program: server.program, kind: 'referral', code: 'sara' };
  const made = await server.api('POST', '/api/v1/codes', code);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
});
test.afterAll(async () => {
  await server?.stop();
});

test('an event shows itself in a second browser without reload', async ({ browser, page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await openLive(page, server.url);
  const visitor = await browser.newContext({ userAgent: PHONE });
  for (let round = 0; round < 5; round += 1) {
    const shown = await nextRow(page);
    const clicked = Date.now();
    await visitor.request.get(`${server.url}/r/sara`, { maxRedirects: 0 });
    report('click', clicked, await shown());
  }
  const rows = page.locator('.live-row');
  await expect(rows).toHaveCount(5);
  await expect(rows.first()).toContainText('Sara Lind');

  const shown = await nextRow(page);
  const placed = Date.now();
  await place('L-1');
  report('order', placed, await shown());
  await expect(rows.first()).toContainText('Order L-1');
  await expect(rows.first().getByRole('link', { name: 'Why?' })).toBeVisible();
  expect(await page.evaluate(() => window.notReloaded)).toBe(true);
  await visitor.close();
  seen.calm();
});

test('a pause holds rows back and counts them, and the panel says who would be credited', async ({ page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await openLive(page, server.url);
  const rows = page.locator('.live-row');
  const before = await rows.count();
  await page.locator('body').press('Space');
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await click(server.url, 'sara');
  await click(server.url, 'sara');
  await expect(page.getByText('Waiting: 2')).toBeVisible();
  await expect(rows).toHaveCount(before);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(rows).toHaveCount(before + 2);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows).toHaveCount(0);
  await click(server.url, 'sara');
  await expect(rows).toHaveCount(1);
  await page.goto(await rows.first().getByRole('link', { name: /Show all of it/ }).evaluate((link) => link.href));
  await expect(page.getByText('If they buy now')).toBeVisible();
  await expect(page.getByText('6 d 23 h')).toBeVisible();
  seen.calm();
});

test('an unknown code is made an alias with one press, and taken back with another', async ({ page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await click(server.url, 'sarra');
  await page.goto(`${server.url}/admin/live`);
  await page.getByRole('button', { name: 'Make it an alias of sara' }).click();
  await expect(page.getByText('sarra is an alias from now on')).toBeVisible();
  await expect(page.getByText('Did you mean')).toHaveCount(0);
  await click(server.url, 'sarra');
  await expect(page.locator('.live-row').first()).toContainText('Sara Lind');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Make it an alias of sara' })).toBeVisible();
  await page.getByRole('button', { name: 'Ignore' }).click();
  await expect(page.getByText('Did you mean')).toHaveCount(0);
  seen.calm();
});

test('a proxy that buffers does not hold the stream back', async ({ page }) => {
  await itBuffers();
  const proxy = await startProxy(server.url);
  try {
    const seen = watch(page, proxy.url);
    await signIn(page, proxy.url);
    await openLive(page, proxy.url);
    for (let round = 0; round < 3; round += 1) {
      const shown = await nextRow(page);
      const clicked = Date.now();
      await click(server.url, 'sara');
      report('click through nginx', clicked, await shown());
    }
    expect(await page.evaluate(() => window.notReloaded)).toBe(true);
    seen.calm();
  } finally {
    await proxy.stop();
  }
});

test('a proxy that collects everything is asked again and again instead', async ({ page }) => {
  const proxy = await startProxy(server.url, { obstinate: true });
  try {
    await signIn(page, proxy.url);
    const asked = page.waitForRequest((request) => request.url().includes('once=1'));
    await openLive(page, proxy.url);
    await asked;
    const shown = await nextRow(page);
    const clicked = Date.now();
    await click(server.url, 'sara');
    report('click through a proxy that collects everything', clicked, await shown());
  } finally {
    await proxy.stop();
  }
});

test('200 events over broken lines, a killed server and a killed proxy: no gap, no duplicate', async ({ page }) => {
  const proxy = await startProxy(server.url);
  try {
    await signIn(page, proxy.url);
    await click(server.url, 'sara');
    await openLive(page, proxy.url);
    const first = await page.locator('.live-row').first().getAttribute('data-place');
    const breaks = {
      40: async () => { await server.kill(); await server.restart(); },
      90: async () => { await proxy.stop(); await proxy.start(); },
      130: async () => { await page.context().setOffline(true); await page.context().setOffline(false); },
      170: async () => { await server.kill(); await server.restart(); },
    };
    for (let number = 1; number <= 160; number += 1) {
      await click(server.url, 'sara');
      if (number % 4 === 0) await place(`R-${number}`);
      await breaks[number]?.();
    }
    await breaks[170]();
    for (let number = 0; number < 5; number += 1) await click(server.url, 'sara');
    const expected = await everything(page, first);
    expect(expected.length).toBe(205);
    await expect.poll(() => gathered(page), { timeout: 60_000 }).toHaveLength(expected.length);
    expect(await gathered(page)).toEqual(expected);
    expect(await page.evaluate(() => window.notReloaded)).toBe(true);
  } finally {
    await proxy.stop();
  }
});

test('the live page fits everybody', async ({ page }) => {
  const seen = watch(page, server.url);
  await server.signIn(page);
  await click(server.url, 'sarah');
  await fitsEverybody(page, `${server.url}/admin/live?bots=1`);
  await fitsEverybody(page, `${server.url}/admin/live/1.0`);
  seen.calm();
});

/** Opens the page and waits until its stream runs; every row that comes later is noted with its time. */
async function openLive(page, url) {
  await page.goto(`${url}/admin/live`);
  await expect(page.locator('[data-live-state]')).toContainText('Live');
  await page.evaluate(() => {
    window.notReloaded = true;
    window.gathered = [];
    const rows = document.querySelector('[data-live-rows]');
    new MutationObserver((changes) => {
      changes.forEach((change) => change.addedNodes.forEach((row) => {
        window.gathered.push({ place: row.dataset.place, at: Date.now() });
      }));
    }).observe(rows, { childList: true });
  });
}

/** Answers a question: when did the next row come? On the clock of this machine, which the browser shares. */
async function nextRow(page) {
  const known = await page.evaluate(() => window.gathered.length);
  return async () => {
    await page.waitForFunction((count) => window.gathered.length > count, known, { timeout: 20_000 });
    return page.evaluate((count) => window.gathered[count].at, known);
  };
}

const gathered = (page) => page.evaluate(() => window.gathered.map((row) => row.place));

/** The places of all that happened after a place, oldest first, as one uninterrupted answer has them. */
async function everything(page, after) {
  let [all, from] = [[], after];
  for (;;) {
    const reply = await page.request.get(`${new URL(page.url()).origin}/admin/live/stream?once=1&after=${from}`);
    const rows = [...(await reply.text()).matchAll(/event: row\nid: (\S+)/g)].map((found) => found[1]);
    all = all.concat(rows);
    if (!rows.length) return all;
    from = rows.at(-1);
  }
}

function report(what, from, to) {
  console.log(`live: ${what} shown after ${to - from} ms`);
  expect(to).toBeGreaterThanOrEqual(from);
}

/** Follows a link as a person on a phone. `fetch` would say that a script did, which counts as none. */
function click(url, code) {
  return new Promise((resolve, reject) => {
    const asked = get(`${url}/r/${code}`, { headers: { 'user-agent': PHONE }, agent: false }, (reply) => {
      reply.resume();
      if (reply.statusCode === 302) resolve();
      else reject(new Error(`${reply.statusCode} for ${code}`));
    });
    asked.on('error', reject);
  });
}

async function place(number) {
  const reply = await server.api('POST', '/api/v1/orders', {
    store: server.store,
    external_id: number,
    status: 'completed',
    currency: 'USD',
    placed_at: new Date().toISOString(),
    total: { amount: 10_000, currency: 'USD' },
    lines: [{ name: 'Trail shoes', quantity: 1, total: { amount: 10_000, currency: 'USD' } }],
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
}

/** Shows that the proxy buffers: what does not ask otherwise arrives only when it is all there. */
async function itBuffers() {
  const told = [];
  const slow = createServer((request, reply) => {
    if (request.url === '/livez') return reply.end('ok');
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write('data: first\n\n');
    setTimeout(() => { told.push('ended'); reply.end('data: last\n\n'); }, 500);
  });
  const port = await freePort();
  await new Promise((next) => slow.listen(port, '127.0.0.1', next));
  const proxy = await startProxy(`http://127.0.0.1:${port}`);
  try {
    const reply = await fetch(`${proxy.url}/slow`);
    await reply.body.getReader().read();
    told.push('read');
    expect(told).toEqual(['ended', 'read']);
  } finally {
    await proxy.stop();
    slow.close();
  }
}
