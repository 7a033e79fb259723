// A publisher's day: signing in by a link in a mail, a link with their own id, many at once, what became of the sales and
// why, a claim for one that is missing, a token that reads the same by the API, and a postback that calls their server.
import { get } from 'node:http';
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { listen } from '../receiver.js';
import { startServer } from '../tributary.js';

// Headless Chromium calls itself a robot, and robots' clicks do not count.
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';
const PAGE = 'https://shop.example/product/ridge-boots?size=42';
const MEMBER = '38315327'; // the publisher's own id of whoever clicks
const OTHER = '38290114';
const usd = (amount) => ({ amount, currency: 'USD' });

let mail;
let receiver;
let server;
test.beforeAll(async () => {
  [mail, receiver] = await Promise.all([startMail(), listen()]);
  const args = ['--allow-private-webhooks', '--smtp-url', mail.url, '--mail-from', 'shop@example.test'];
  server = await startServer({ args });
});
test.afterAll(async () => {
  await server?.stop();
  await mail?.stop();
  await receiver?.stop();
});

everyLook('a publisher’s day, from the link to the postback', async ({ browser, look }) => {
  const club = await publisher(look.name.replace(/\W+/g, '-'));
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const walk = await walker(browser, look, server.url, { signedIn: false, context });
  await signsIn(walk, club.email);
  await builds(walk);
  await reads(walk, club);
  await claims(walk, club);
  const token = await makesToken(walk);
  const api = await fetch(`${server.url}/api/v1/publisher/conversions`, { headers: { authorization: `Bearer ${token}` } });
  expect((await api.json()).data.map((one) => one.order_number).sort()).toEqual([club.paid, club.unpaid]);
  await isCalled(walk);
  walk.calm();
  expect((await walk.page.goto(`${server.url}/admin`)).url(), 'their sign-in opens nothing else').toContain('/login');
  await walk.leave();
});

/** A publisher in the program: one order that is paid, one that is not, and one that nobody is credited with. */
async function publisher(name) {
  const email = `${name}@club.example`;
  const member = await made('/api/v1/memberships', { program: server.program, name: `Club ${name}`, email });
  const link = `/track/v2/click?publisher=${member.publisher.uuid}&program=${server.program}`;
  const [paid, unpaid, missed] = ['a', 'b', 'c'].map((which) => `${which}-${name}`);
  await made('/api/v1/orders', { ...order(paid), click: await clicked(`${link}&ref=${MEMBER}`) });
  await made('/api/v1/orders', { ...order(unpaid), click: await clicked(`${link}&ref=${OTHER}`), status: 'on-hold' });
  await made('/api/v1/orders', order(missed));
  return { email, paid, unpaid, missed };
}

const order = (id) => ({
  store: server.store, external_id: id, number: id, status: 'processing', currency: 'USD', placed_at: new Date().toISOString(),
  total: usd(10_000), lines: [{ name: 'Boots', quantity: 1, total: usd(8_000) }],
  customer: { email: `${id}@example.com` },
});

async function made(path, body) {
  const reply = await server.api('POST', path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}

/** Somebody follows a link as a browser does, which `fetch` does not; where they land. */
function followed(link) {
  const headers = { 'user-agent': PHONE, accept: 'text/html', 'sec-fetch-mode': 'navigate' };
  return new Promise((resolve, reject) => {
    get(link, { headers }, (reply) => resolve(new URL(reply.resume().headers.location))).on('error', reject);
  });
}

/** The id of the click of somebody who follows a link. */
const clicked = async (path) => (await followed(server.url + path)).searchParams.get('click');

async function signsIn({ page, act, fits }, email) {
  await page.goto(`${server.url}/publisher/enter`);
  await fits();
  await act(() => page.locator('[name=email]').fill(email));
  await act(() => page.locator('form[action="/publisher/enter"] [type=submit]').click());
  await page.waitForURL('**/publisher/sent');
  let link;
  while (!link) link = (await mail.next(email)).links.find((one) => one.includes('/publisher/link')); // the invitation is first
  await act(() => page.goto(link));
  await fits();
  await act(() => page.locator('form[action="/publisher/link"] button').click());
  await page.waitForURL('**/publisher');
  await fits();
}

/** A link to a page with an id of their own, copied; then several at once. */
async function builds({ page, act, fits }) {
  await act(() => page.locator('main a[href^="/publisher/programs/mem_"]').last().click());
  await page.locator('[name=url]').fill(PAGE);
  await page.locator('form[method=get] [name=ref]').fill(MEMBER);
  await act(() => page.locator('form[method=get] [type=submit]').click());
  await page.waitForURL(/built=1/);
  const link = await page.locator('#built-link').inputValue();
  await act(() => page.locator('#built-link + [data-copy]').click());
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({ ref: MEMBER });
  const landing = await followed(link);
  expect(landing.origin + landing.pathname).toBe('https://shop.example/product/ridge-boots');
  expect(landing.searchParams.get('size')).toBe('42');
  await fits();

  await act(() => page.locator('details.card > summary').click());
  await page.locator('#urls').fill(`${PAGE}\nhttps://elsewhere.example/\nhttps://shop.example/tents`);
  await act(() => page.locator('form[action$="/bulk"] button:not([name])').click());
  await page.waitForURL('**/bulk');
  const rows = page.locator('details.card tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.locator('[data-copy]')).toHaveCount(2);
  await expect(rows.nth(1).locator('.err')).toBeVisible();
  await fits();
}

/** The list, by how an order stands and by an id of theirs, and why one stands so. */
async function reads({ page, act, fits }, { paid, unpaid }) {
  await page.goto(`${server.url}/publisher/transactions`);
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await fits();
  await act(() => page.locator('summary.btn-add').click());
  await act(() => page.locator('[data-filter=status] > summary').click());
  await act(() => page.locator('[data-filter=status] label.pick', { has: page.locator('[value=pending]') }).click());
  await act(() => page.locator('.filter-foot [type=submit]').click());
  await page.waitForURL(/status=pending/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(unpaid);
  await act(() => page.locator('.fchip a').click());
  await expect(rows).toHaveCount(2);
  await act(() => page.locator('[role=search] [name=ref]').fill(MEMBER));
  await act(() => page.keyboard.press('Enter'));
  await page.waitForURL(new RegExp(`ref=${MEMBER}`));
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('8.00');
  await act(() => rows.locator('a').first().click());
  await page.waitForURL('**/publisher/transactions/ord_*');
  for (const text of [paid, MEMBER, '80.00', '8.00']) await expect(page.locator('main')).toContainText(text);
  await expect(page.locator('main [data-copy^="clk_"]')).toBeVisible();
  await fits();
}

/** The sale that is missing, and what there is to say about it at once. */
async function claims({ page, act, fits }, { missed }) {
  await page.goto(`${server.url}/publisher/transactions/claims`);
  await act(() => page.locator('[name=order_number]').fill(missed));
  await page.locator('[name=note]').fill('Our member has the receipt.');
  await act(() => page.locator('form[action="/publisher/transactions/claims"] [type=submit]').click());
  await page.waitForURL(/made=1/);
  const card = page.locator('section.card[id^="clm_"]');
  await expect(card).toHaveCount(1);
  await expect(card.locator('h2')).toContainText(missed);
  await expect(card.locator('strong')).toBeVisible();
  await fits();
}

async function makesToken({ page, act, fits }) {
  await page.goto(`${server.url}/publisher/api`);
  await fits();
  await act(() => page.locator('form[action="/publisher/api/tokens"] [name=name]').fill('Reports'));
  await act(() => page.locator('form[action="/publisher/api/tokens"] [type=submit]').click());
  const token = await page.locator('#token').inputValue();
  expect(token).toMatch(/^tributary_pub_/);
  await fits();
  return token;
}

/** A postback: what it will call is seen before, a test is heard by the receiver, and the log says so. */
async function isCalled({ page, act, fits }) {
  await page.goto(`${server.url}/publisher/api`);
  const form = page.locator('form[action="/publisher/api/postbacks"]');
  await act(() => form.locator('[name=url]').fill(`${receiver.url}pb?member={ref}&sum={payout}&cur={currency}`));
  await expect(form.locator('[data-part=preview]')).toContainText(/pb\?member=[^{]+&sum=[\d.]+&cur=USD/);
  await fits();
  await act(() => form.locator('[type=submit]').click());
  await expect(page.locator('#secret')).toHaveValue(/^whsec_/);
  await page.goto(`${server.url}/publisher/api`);
  await act(() => page.locator('a[href^="/publisher/api/postbacks/whk_"]').click());
  await page.waitForURL('**/postbacks/whk_*');
  await act(() => page.locator('form:has([name=act][value=test]) button').click());
  const heard = await receiver.next();
  expect(heard.method).toBe('GET');
  expect(heard.url).toMatch(/^\/pb\?member=[^{]+&sum=[\d.]+&cur=USD.*&sig=[0-9a-f]{64}$/);
  const at = page.url().split('?')[0];
  const outcome = async () => {
    await page.goto(at);
    return page.locator('.deliveries li').allInnerTexts();
  };
  await expect.poll(outcome).toEqual([expect.stringContaining('204')]);
  await expect(page.locator('.deliveries li pre').first()).toContainText(heard.url);
  await fits();
}
