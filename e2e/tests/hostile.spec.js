// Hostile text in every field that anything arrives in, looked at in a real browser: a crawl as each role over
// everything that links lead to finds nothing that ran, nothing that the policy had to stop, and no page that broke.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { expect, test } from '@playwright/test';
import { owner, startServer } from '../tributary.js';

const PAYLOAD = `zq9"'><img src=x onerror=zq9()><svg onload=zq9()><script>zq9()</script>`;
const FORMULA = `=HYPERLINK("http://zq9.example","zq9")`;
const OF_A_KIND_MAX = 3; // of one screen, with other things on it
const OF_A_KIND_AGAIN = 1; // the same screens as another role, which shows less of the same things,
const NAMES_AGAIN = 1; // and asked in one way at a time
const OF_A_QUERY_MAX = 1; // of one screen, asked in one way
const PAGES_MAX = 600;

const people = [
  { role: 'owner', who: owner, ofAKind: OF_A_KIND_MAX, names: Infinity },
  { role: 'manager', who: { email: 'mo@example.test', password: owner.password }, ofAKind: OF_A_KIND_AGAIN, names: NAMES_AGAIN },
  { role: 'viewer', who: { email: 'vi@example.test', password: owner.password }, ofAKind: OF_A_KIND_AGAIN, names: NAMES_AGAIN },
];

let server;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  server = await startServer();
  await seed();
  for (const { role, who } of people.slice(1)) await invite(browser, role, who);
});
test.afterAll(async () => {
  await server?.stop();
});

for (const one of people) {
  test(`a crawl as ${one.role} finds nothing that hostile text made run`, async ({ page }) => {
    test.setTimeout(600_000);
    await crawl(page, one);
  });
}

async function crawl(page, { role, who, ofAKind, names }) {
  const found = [];
  await page.exposeFunction('zq9', () => found.push(`ran on ${page.url()}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.stopped = (window.stopped ?? []).concat(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('dialog', async (dialog) => {
    found.push(`dialog on ${page.url()}: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    const foreign = !request.url().startsWith(server.url) && !request.url().startsWith('data:');
    if (foreign) found.push(`${page.url()} asked ${request.url()}`);
  });
  await server.signIn(page, who);

  const [waiting, known, kinds] = [['/admin'], new Set(['/admin']), new Map()];
  let shown = 0;
  while (waiting.length && kinds.size < PAGES_MAX) {
    const path = waiting.shift();
    const kind = kindOf(path);
    if (kind.split('?')[1].split('&').length > names) continue;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kinds.get(kind) > (kind.endsWith('?') ? ofAKind : OF_A_QUERY_MAX)) continue;
    if (isFile(path)) {
      await readFile(page, path);
      continue;
    }
    const reply = await page.goto(server.url + path, { waitUntil: 'load' });
    expect(reply.status(), path).toBeLessThan(500);
    expect(reply.status(), `${path} is refused, but linked for a ${role}`).not.toBe(403);
    const { stopped, links, text, planted } = await page.evaluate(() => ({
      stopped: window.stopped ?? [],
      // Of a link within a picture, `href` is no text.
      links: [...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute('href'), location.href).href),
      text: document.body.innerText,
      planted: document.querySelectorAll('img[src="x"],svg[onload],a[href^="javascript:"]').length,
    }));
    stopped.forEach((what) => found.push(`${path}: the policy stopped ${what}`));
    if (planted) found.push(`${path} holds what was planted`);
    shown += text.includes('zq9"\'><img') ? 1 : 0;
    links
      .map((link) => new URL(link))
      .filter((link) => link.origin === server.url && link.pathname.startsWith('/admin'))
      .map((link) => link.pathname + link.search)
      .filter((link) => !known.has(link))
      .forEach((link) => { known.add(link); waiting.push(link); });
  }
  expect(found).toEqual([]);
  expect(shown, 'pages that show the text').toBeGreaterThan(10);
  console.log(`hostile as ${role}: ${kinds.size} kinds of pages, the text on ${shown} pages, nothing ran`);
}

/** Somebody joins with a role, under a hostile name. */
async function invite(browser, role, who) {
  const [team, guest] = [await browser.newContext(), await browser.newContext()];
  const page = await team.newPage();
  await server.signIn(page);
  await page.goto(`${server.url}/admin/settings/team`);
  await page.getByLabel('E-mail').and(page.locator('input')).fill(who.email);
  await page.locator(`input[type=radio][name=role][value=${role}]`).check();
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = await page.locator('#invite-link').inputValue();
  const own = await guest.newPage();
  await own.goto(link);
  await own.locator('input[name=name]').fill(PAYLOAD);
  await own.locator('input[name=password]').fill(who.password);
  await own.locator('main form button[type=submit]').click();
  await own.waitForURL((at) => at.pathname.startsWith('/admin'));
  await team.close();
  await guest.close();
}

/** The path without its ids, and the names of what is asked. */
function kindOf(path) {
  const { pathname, searchParams } = new URL(path, server.url);
  const parts = pathname.split('/').map((part) => (/^[a-z]{3}_\w{20,}$|^\d+\.\d+$/.test(part) ? '…' : part));
  return `${parts.join('/')}?${[...new Set(searchParams.keys())].sort().join('&')}`;
}

const isFile = (path) => /\.(csv|xlsx|json|svg|png|php|mjs|html)(\?|$)/.test(path);

/** No cell of an export begins what a spreadsheet would calculate. */
async function readFile(page, path) {
  const reply = await page.request.get(server.url + path);
  expect(reply.status(), path).toBeLessThan(500);
  if (!path.includes('.csv')) return;
  const [, ...lines] = (await reply.text()).split('\n');
  const cells = lines.flatMap((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  const bad = cells.map((cell) => cell.replace(/^"/, '')).filter((cell) => /^[=+@\t]/.test(cell));
  expect(bad, path).toEqual([]);
}

async function seed() {
  const make = async (path, body) => {
    const reply = await server.api('POST', path, body);
    expect(reply.status, `${path} ${JSON.stringify(reply.body)}`).toBe(201);
    return reply.body;
  };
  const partner = await make('/api/v1/partners', { name: PAYLOAD, kind: 'influencer' });
  await make('/api/v1/partners', { name: FORMULA, kind: 'influencer' });
  const code = { partner: partner.id, program: server.program };
  await make('/api/v1/codes', { ...code, kind: 'coupon', code: PAYLOAD });
  await make('/api/v1/codes', { ...code, kind: 'referral', code: 'sara' });
  for (const [number, text] of [['1', PAYLOAD], ['2', FORMULA]]) {
    const order = await make('/api/v1/orders', stated(number, text));
    const refund = { external_id: text, amount: usd(1_000), reason: text };
    await make(`/api/v1/orders/${order.id}/refunds`, refund);
  }
  await deliver();
  for (const path of ['/r/sara', '/r/sarra', `/r/${encodeURIComponent(PAYLOAD)}`]) await visit(path);
}

function stated(number, text) {
  return {
    store: server.store,
    external_id: number + text,
    number: number + text,
    status: 'completed',
    currency: 'USD',
    placed_at: new Date().toISOString(),
    total: usd(12_500),
    lines: [{ name: text, product: text, quantity: 2, total: usd(10_000) }],
    coupons: [PAYLOAD, text],
    customer: { email: 'bo@example.com', external_id: text },
    billing: { city: text, state: text, country: 'SE' },
    cookie: text,
  };
}

/** A real delivery of a shop, with every text that a person may have written replaced, signed anew. */
async function deliver() {
  const file = '../../crates/tributary/tests/fixtures/woocommerce/deliveries/027-wc10-order.updated.json';
  const kept = JSON.parse(readFileSync(new URL(file, import.meta.url)));
  const free = /^(name|first_name|last_name|company|address_\d|city|state|phone|customer_note|sku|number|code|reason|value|display_value|parent_name|method_title|payment_method_title|transaction_id)$/;
  const spoilt = (key, value) => (free.test(key) && typeof value === 'string' ? PAYLOAD : value);
  const order = JSON.parse(Buffer.from(kept.body_base64, 'base64').toString(), spoilt);
  const body = JSON.stringify(order);
  const reply = await fetch(server.url + server.webhookPath, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-delivery-id': PAYLOAD,
      'x-wc-webhook-signature': createHmac('sha256', server.webhookSecret).update(body).digest('base64'),
    },
    body,
  });
  expect(reply.status).toBe(200);
}

/** Follows a link with hostile headers, as no browser would. */
function visit(path) {
  const headers = { 'user-agent': PAYLOAD, referer: `https://zq9.example/?q=${PAYLOAD}` };
  const query = `?to=${encodeURIComponent(PAYLOAD)}&utm_source=${encodeURIComponent(PAYLOAD)}`;
  return new Promise((resolve, reject) => {
    get(server.url + path + query, { headers }, (reply) => resolve(reply.resume())).on('error', reject);
  });
}

function usd(minor) {
  return { amount: minor, currency: 'USD' };
}
