// The script in a real browser, against a shop and a server that writes down what it is told: where it finds the click, how
// long it keeps it, who said no, and by which way it tells.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { integrityOf, STUB } from '../network.js';

const TEXT = await readFile(fileURLToPath(new URL('../../connectors/js/t.js', import.meta.url)), 'utf8');
const CLICK = 'clk_01k9zjv4c8e1r7t2b5m6n3q0xw';
const OTHER = 'clk_11k9zjv4c8e1r7t2b5m6n3q0xw';
const COMPRESSED_BYTES_MAX = 3_000;

let tracker;
let shop;
let body;

test.beforeAll(async () => {
  tracker = await listen('127.0.0.1', (request, response, text) => {
    const { pathname, searchParams } = new URL(request.url, 'http://tracker');
    if (pathname.endsWith('.js')) {
      const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
      return response.writeHead(200, headers).end(TEXT);
    }
    tracker.told.push({ path: pathname, way: request.method, headers: request.headers, body: JSON.parse(text || searchParams.get('d')) });
    response.writeHead(204).end();
  });
  shop = await listen('localhost', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Shop</title>${body}`);
  });
});
test.afterAll(() => Promise.all([tracker.stop(), shop.stop()]));
test.beforeEach(() => {
  tracker.told.length = 0;
});

function listen(name, handler) {
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    handler(request, response, Buffer.concat(parts).toString());
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const stop = () => new Promise((ended) => server.close(ended).closeAllConnections());
      done({ url: `http://${name}:${server.address().port}`, told: [], stop });
    });
  });
}

const script = (attributes = '') =>
  `${STUB}<script async src="${tracker.url}/t.js" integrity="${integrityOf(TEXT)}" crossorigin="anonymous" data-store="sto_1" ${attributes}></script>`;
const call = (...args) => `<script>tributary(${args.map((one) => JSON.stringify(one)).join(', ')})</script>`;
const sale = call('transaction', { order: '1', amount_minor: 5, currency: 'SEK' });

/** Opens the shop with these words in its page. */
async function open(page, path, ...words) {
  body = words.join('\n');
  await page.goto(`${shop.url}${path}`);
}

async function told(count) {
  await expect.poll(() => tracker.told.length).toBe(count);
  return tracker.told.map((one) => one.body);
}

/** Waits until the script has done all that the page asked for. */
async function settled(page) {
  await page.waitForFunction(() => window.tributary?.on);
}

async function cookies(page) {
  return Object.fromEntries((await page.context().cookies()).map((one) => [one.name, one]));
}

test('it stays under 3 kB', () => {
  expect(gzipSync(TEXT).length).toBeLessThan(COMPRESSED_BYTES_MAX);
});

test('a click in the address is kept for ten days and told with the sale on a later page', async ({ page }) => {
  await open(page, `/shoes?a=1&utm_content=${CLICK}&click=${CLICK}`, script());
  await settled(page);
  const kept = (await cookies(page)).tributary_click;
  expect(kept).toMatchObject({ value: CLICK, path: '/', sameSite: 'Lax', httpOnly: false });
  expect(Math.round((kept.expires - Date.now() / 1000) / 86400)).toBe(10);

  await open(page, '/thanks?key=secret', STUB, call('identify', { id: 42 }), sale, script());
  const [event] = await told(1);
  expect(event).toMatchObject({
    store: 'sto_1', type: 'transaction', unit: 'minor', clicks: [CLICK], customer: '42', page: `${shop.url}/thanks`,
    data: { order: '1', amount_minor: 5, currency: 'SEK' },
  });
  expect(event.id).toMatch(/^[0-9a-z]{10,}$/);
  const [{ path, way, headers }] = tracker.told;
  expect([path, way, headers.origin]).toEqual(['/track/v1/events', 'POST', shop.url]);
  expect(headers['content-type']).toContain('text/plain');
});

test('a later click replaces an earlier one, and what is no click replaces nothing', async ({ page }) => {
  await open(page, `/?click=${CLICK}`, script('data-days="3"'));
  await settled(page);
  await open(page, `/?utm_content=${OTHER}`, script('data-days="3"'));
  await settled(page);
  const kept = (await cookies(page)).tributary_click;
  expect([kept.value, Math.round((kept.expires - Date.now() / 1000) / 86400)]).toEqual([OTHER, 3]);
  for (const query of ['?click=', '?click=%3Cscript%3E', '?click=clk_1;x=y', '?utm_content=spring-sale', `?x=${CLICK}`]) {
    await open(page, `/${query}`, script());
    await settled(page);
    expect((await cookies(page)).tributary_click.value).toBe(OTHER);
  }
});

test('the click of the redirect page is told, too', async ({ page, context }) => {
  await context.addCookies([{ name: 'retrack_click', value: CLICK, url: shop.url }]);
  await open(page, `/thanks?click=${OTHER}`, script(), sale);
  expect((await told(1))[0].clicks).toEqual([OTHER, CLICK]);
});

test('where consent is required nothing is kept before it is given', async ({ page }) => {
  const asks = script('data-consent="required"');
  await open(page, `/?click=${CLICK}`, asks, sale, '<script>tributary("ready", (now) => { window.seen = now })</script>');
  await page.waitForFunction(() => window.seen);
  expect(await page.evaluate(() => window.seen)).toEqual({ click: null, clicks: [] });
  expect([await cookies(page), tracker.told]).toEqual([{}, []]);
  await page.evaluate(() => window.tributary('consent', 'granted'));
  expect((await told(1))[0]).toMatchObject({ clicks: [CLICK], type: 'transaction' });
  expect((await cookies(page)).tributary_click.value).toBe(CLICK);
});

test('whoever says no is told of without ids, and what was kept is gone', async ({ page, context }) => {
  await context.addCookies(['tributary_click', 'retrack_click'].map((name) => ({ name, value: CLICK, url: shop.url })));
  await open(page, `/?click=${OTHER}`, STUB, call('identify', '42'), sale, call('consent', 'denied'), script());
  const [event] = await told(1);
  expect([event.clicks, event.customer, event.consent, event.data.order]).toEqual([undefined, undefined, 'denied', '1']);
  expect(await cookies(page)).toEqual({});
});

test('whoever leaves unasked is told of without ids', async ({ page }) => {
  await open(page, `/?click=${CLICK}`, script('data-consent="required"'), sale);
  await settled(page);
  expect(tracker.told).toEqual([]);
  await open(page, '/next', '');
  expect((await told(1))[0]).toMatchObject({ consent: 'denied', data: { order: '1' } });
  expect([tracker.told[0].body.clicks, await cookies(page)]).toEqual([undefined, {}]);
});

test('Global Privacy Control is a no until the visitor says yes here', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  await open(page, `/?click=${CLICK}`, script(), sale);
  expect((await told(1))[0]).toMatchObject({ consent: 'denied' });
  expect([tracker.told[0].body.clicks, await cookies(page)]).toEqual([undefined, {}]);
  await page.evaluate(() => {
    window.tributary('consent', 'granted');
    window.tributary('transaction', { order: '2', amount_minor: 5, currency: 'SEK' });
  });
  expect((await told(2))[1]).toMatchObject({ clicks: [CLICK], data: { order: '2' } });
});

test('without beacons it tells by fetch, and without fetch by a picture', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.sendBeacon = () => false;
  });
  await open(page, `/?click=${CLICK}`, script(), sale);
  expect((await told(1))[0]).toMatchObject({ clicks: [CLICK] });
  expect(tracker.told[0].way).toBe('POST');
  await page.addInitScript(() => {
    delete window.fetch;
  });
  await open(page, '/thanks', script(), sale);
  expect((await told(2))[1]).toMatchObject({ clicks: [CLICK], data: { order: '1' } });
  expect([tracker.told[1].way, tracker.told[1].path]).toEqual(['GET', '/track/v1/events.gif']);
});

test('Retrack’s queue is understood, in major units', async ({ page }) => {
  const queue = '<script>window.re=window.re||function(){(re.q=re.q||[]).push(arguments)};re("transaction",{orderNumber:"7",orderSum:1625,vatSum:325,currency:"SEK"})</script>';
  await open(page, `/?click=${CLICK}`, queue, script());
  expect((await told(1))[0]).toMatchObject({ unit: 'major', clicks: [CLICK], data: { orderNumber: '7', orderSum: 1625 } });
  await page.evaluate(() => window.re('lead', { event: 'e', reference: '9', unit: 'minor' }));
  expect((await told(2))[1]).toMatchObject({ type: 'lead', unit: 'minor' });
});

test('pages are told of on demand, and it goes where it is told to', async ({ page }) => {
  await open(page, '/a', script(`data-api="${tracker.url}/somewhere/"`), call('page'));
  await told(1);
  expect([tracker.told[0].path, tracker.told[0].body.type]).toEqual(['/somewhere/track/v1/events', 'page']);
  await page.evaluate((click) => {
    history.pushState({}, '', `/b?click=${click}`);
    window.tributary('page');
  }, CLICK);
  expect((await told(2))[1]).toMatchObject({ clicks: [CLICK], page: `${shop.url}/b` });
});

test('a page that demands another script runs none', async ({ page }) => {
  const wrong = script().replace(/sha384-[^"]+/, integrityOf(`${TEXT} `));
  await open(page, `/?click=${CLICK}`, wrong, sale, '<script>window.onload = () => { window.loaded = true }</script>');
  await page.waitForFunction(() => window.loaded);
  expect([await page.evaluate(() => window.tributary.on), await cookies(page), tracker.told]).toEqual([undefined, {}, []]);
});
