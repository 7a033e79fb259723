// Refer a friend, from the first share to the last refund: J7 on a phone in English and in Uyghur, and J8, a weekend at
// double. Each step is looked at by all whom it concerns: the owner, the customer who tells friends, and the friend.
import { expect, test } from '@playwright/test';
import { customerToken, person } from '../customer.js';
import { looks, walker } from '../journey.js';
import { start as startMail } from '../mailcatcher.js';
import { key, startShop } from '../shop.js';
import { startServer } from '../tributary.js';

// Headless Chromium calls itself a robot, and robots' clicks do not count.
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';
const DAY_MS = 86_400_000;
const usd = (amount) => ({ amount, currency: 'USD' });
const onPhones = looks.filter((look) => look.touch && look.name !== 'en dark 390');
const onDesk = looks.find((look) => look.name === 'en light 1280');

let shop;
let mail;
let server;
let secret;
test.beforeAll(async () => {
  shop = await startShop();
  mail = await startMail();
  server = await startServer({
    args: ['--smtp-url', mail.url, '--mail-from', 'shop@example.test'],
    storeUrl: shop.url,
  });
  await server.api('PUT', `/api/v1/stores/${server.store}/rest_key`, key);
  secret = (await agreed('POST', `/api/v1/stores/${server.store}/customer_secret`, {})).secret;
  await agreed('PATCH', `/api/v1/programs/${server.program}`, { referral: { enabled: true } });
});
test.afterAll(async () => {
  await server?.stop();
  await mail?.stop();
  await shop?.stop?.();
});

/** A call that must be answered well. */
async function agreed(method, path, body) {
  const reply = await server.api(method, path, body);
  expect(reply.status, `${method} ${path}: ${JSON.stringify(reply.body)}`).toBeLessThan(300);
  return reply.body;
}

/** What the shop puts into its My Account page: who is signed in there. */
const token = (who, language) => customerToken({ store: server.store, secret }, who, language);

const signUp = (who, more = {}) =>
  agreed('POST', '/api/v1/customers', {
    store: server.store, external_id: who.account, email: who.email, name: who.name, login: who.login, ...more,
  });

function order(who, number, status, more = {}) {
  return agreed('POST', '/api/v1/orders', {
    store: server.store, external_id: number, status, currency: 'USD', placed_at: more.placed_at ?? new Date().toISOString(),
    total: usd(15_000), lines: [{ external_id: '1', name: 'Boots', quantity: 1, total: usd(15_000) }],
    customer: { external_id: who.account, email: who.email }, ...more,
  });
}

/** The weekend of J8, where that test did not plan it: a failed one begins with a new server. */
async function atDouble() {
  const program = `/api/v1/programs/${server.program}`;
  const { referral } = await agreed('GET', program);
  if (referral.promos.length > 0) return;
  const promo = { name: 'Weekend at double', starts_at: local(Date.now() - DAY_MS), ends_at: local(Date.now() + DAY_MS), multiplier: '2' };
  await agreed('PATCH', program, { referral: { promos: [promo] } });
}

const local = (at) => new Date(at).toLocaleString('sv', { timeZone: 'Europe/Stockholm' }).slice(0, 16).replace(' ', 'T');

test('J8: a weekend at double, planned in six actions; what overlaps it is refused by name', async ({ browser }) => {
  const walk = await walker(browser, onDesk, server.url);
  const { page, act } = walk;
  const now = Date.now();
  await page.goto(`${server.url}/admin/programs/${server.program}/promos`);
  await walk.fits();
  await act(() => page.getByRole('link', { name: 'New promotion' }).first().click());
  await act(() => page.locator('[name=name]').fill('Weekend at double'));
  await act(() => page.locator('[name=starts_at]').fill(local(now - DAY_MS)));
  await act(() => page.locator('[name=ends_at]').fill(local(now + DAY_MS)));
  await act(() => page.getByRole('button', { name: 'Plan it' }).click());
  await expect(page.getByText(/Live ·/)).toBeVisible();
  walk.arrived({ actionsMax: 6, secondsMax: 6 });
  await expect(page.locator('.promo-strip .strip-band')).toHaveCount(1);

  // A friend's order of its first second earns twice, one of the second before earns once; and it stands on the chart.
  const ada = await signUp(person(1, 'Ada'));
  const { code } = await agreed('POST', `/api/v1/customers/${ada.id}/code`, {});
  const first = Math.floor((now - DAY_MS) / 60_000) * 60_000;
  const stamp = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');
  for (const [account, name, placed, reward] of [[2, 'Early', first - 1_000, '100.00'], [3, 'Timely', first, '200.00']]) {
    const friend = person(account, name);
    await signUp(friend, { code, registered_at: new Date(now - 3 * DAY_MS).toISOString() });
    await order(friend, `P-${account}`, 'completed', { placed_at: stamp(placed) });
    await page.goto(`${server.url}/admin/customers?tab=friends`);
    await expect(page.locator('tr', { hasText: friend.email })).toContainText(`${reward} USD`);
  }
  await page.goto(`${server.url}/admin?period=7d`);
  await expect(page.locator('.c-marks a', { hasText: 'Weekend at double, ×2' })).toBeVisible();
  await expect(page.locator('svg .c-band')).toHaveCount(1);

  await page.goto(`${server.url}/admin/programs/${server.program}/promos/new`);
  await page.locator('[name=name]').fill('Clash');
  await page.locator('[name=starts_at]').fill(local(Date.now()));
  await page.locator('[name=ends_at]').fill(local(Date.now() + 2 * DAY_MS));
  await page.getByRole('button', { name: 'Plan it' }).click();
  await expect(page.getByText(/Weekend at double/).first()).toBeVisible();
  await expect(page.getByRole('alert')).toBeVisible();
  await walk.leave();
});

/** A look at a page again and again, until it shows it: clicks and coupons take a moment. */
const comesTo = (page, shows) =>
  expect(async () => {
    await page.reload();
    await shows();
  }).toPass({ timeout: 15_000 });

for (const [place, look] of onPhones.entries()) {
  test(`J7: a friend is sent, comes, buys, and sends it back · ${look.name}`, async ({ browser }) => {
    const base = 1_000 * (place + 1);
    const [bob, mia] = [person(base + 1, 'Bob'), person(base + 2, 'Mia')];
    await atDouble();
    await signUp(bob);

    // Bob opens the panel in his account at the shop. During a promotion a chip counts down.
    const walk = await walker(browser, look, server.url, { signedIn: false, context: { userAgent: PHONE } });
    const { page, act } = walk;
    const earned = page.locator('main dl dd').first();
    const dots = page.locator('ul.friends li .dots i.on');
    const panel = () => page.goto(`${server.url}/refer?token=${token(bob, look.language)}`);
    await panel();
    await expect(page.locator('html')).toHaveAttribute('dir', look.dir);
    await expect(page.locator('[data-until]')).toHaveText(/\d\d:\d\d/);
    await expect(page.locator('ul.friends li')).toHaveCount(0);
    await walk.fits();
    const link = await page.locator('input.url').inputValue();
    expect(link).toMatch(/\/r\/[^/]+$/);
    await expect(page.locator('input.url')).toHaveAttribute('dir', 'ltr');
    const message = await page.locator('a[data-place=whatsapp]').getAttribute('href');
    expect(decodeURIComponent(message)).toContain(link);

    // The owner sees who tells friends, by which code, and that nobody has come yet: opened, signed up, ordered, earned.
    const owner = await walker(browser, look, server.url);
    const teller = owner.page.locator('tr', { hasText: bob.email });
    const figure = (at) => teller.locator('td').nth(at);
    const referrers = () => owner.page.goto(`${server.url}/admin/customers`);
    await referrers();
    await expect(teller).toContainText(link.split('/r/')[1]);
    for (const at of [3, 4, 5]) await expect(figure(at)).toHaveText('0');
    await owner.fits();

    // Mia follows it and lands on a page that says who sends her what.
    const friend = await walker(browser, look, server.url, { signedIn: false, context: { userAgent: PHONE } });
    await friend.page.goto(link);
    await expect(friend.page.locator('h1')).toContainText('50.00 USD');
    await friend.fits();
    const click = /clk_[a-z0-9]+/.exec(friend.page.url())[0];
    const toShop = await friend.page.locator('.friend a.btn-primary').getAttribute('href');
    expect(toShop).toContain(shop.url);
    expect(toShop).toContain(click);
    await comesTo(owner.page, () => expect(figure(3)).toHaveText('1', { timeout: 500 }));

    // She signs up; the shop tells us with the click. A coupon is hers alone, mailed, made in the shop, and in her own account.
    const told = await signUp(mia, { click, registered_at: new Date().toISOString(), language: look.language });
    expect(told.binding?.sponsor).toBeTruthy();
    const letter = await mail.next(mia.email);
    const coupon = /WELCOME-[0-9A-Z-]+/.exec(letter.text)[0];
    await expect.poll(() => shop.coupons.find((one) => one.code === coupon.toLowerCase())?.email_restrictions).toEqual([mia.email]);
    const own = friend.page.locator('[data-coupon]');
    const herPanel = () => friend.page.goto(`${server.url}/refer?token=${token(mia, look.language)}`);
    await herPanel();
    await expect(own).toHaveAttribute('data-coupon', 'open');
    await expect(own).toContainText(coupon);
    await expect(own).toContainText('50 USD');
    await friend.fits();
    await panel();
    await expect(page.locator('ul.friends li')).toHaveCount(1);
    await expect(dots).toHaveCount(2);
    await referrers();
    await expect(figure(4)).toHaveText('1');
    await owner.page.goto(`${server.url}/admin/customers/${told.id}`);
    await expect(owner.page.getByText(coupon).first()).toBeVisible();
    await expect(owner.page.locator('#why .why-waits, #why .why-bad')).toBeVisible();

    // Her order uses it. While it is on its way nobody is rewarded; completed, Bob gets twice 100, for the weekend is at double.
    const number = `F-${base}`;
    const placed_at = new Date().toISOString();
    await order(mia, number, 'processing', { coupons: [coupon], placed_at });
    const row = owner.page.locator('tr', { hasText: mia.email });
    const friends = () => owner.page.goto(`${server.url}/admin/customers?tab=friends`);
    await friends();
    await expect(row).not.toContainText('200.00');
    await panel();
    await expect(dots).toHaveCount(3);
    await expect(earned).not.toContainText('200');
    await herPanel();
    await expect(own).toHaveAttribute('data-coupon', 'used');
    const done = await order(mia, number, 'completed', { coupons: [coupon], placed_at });
    await friends();
    await expect(row).toContainText('200.00');
    await owner.fits();
    await referrers();
    await expect(figure(5)).toHaveText('1');
    await expect(figure(6)).toContainText('200.00');
    await panel();
    await expect(earned).toContainText('200');
    await expect(page.locator('ul.friends li')).toHaveCount(1);
    await expect(dots).toHaveCount(4);
    await expect(page.locator('ul.history li').first()).toContainText('+200 USD');
    await walk.fits();

    // A second order gives nothing, and the owner's page of Mia says why there was a reward at all.
    await order(mia, `G-${base}`, 'completed');
    await act(() => panel());
    await expect(earned).toContainText('200');
    await expect(page.locator('ul.history li')).toHaveCount(1);
    await owner.page.goto(`${server.url}/admin/customers/${told.id}`);
    await expect(owner.page.locator('#why .checklist li.no')).toHaveCount(0);
    await owner.fits();

    // She sends all of it back, and what it earned goes with it: everybody sees that. Her coupon was used and stays so.
    await agreed('POST', `/api/v1/orders/${done.id}/refunds`, { external_id: `R-${base}`, amount: usd(15_000), reason: 'Too small' });
    await panel();
    await expect(earned).not.toContainText('200');
    await expect(page.locator('ul.history li')).toHaveCount(2);
    await expect(page.locator('ul.history li').first()).toContainText('\u2212200 USD');
    await expect(dots).toHaveCount(3);
    await walk.fits();
    await owner.page.reload();
    await expect(owner.page.locator('#why .checklist li.no').first()).toBeVisible();
    await friends();
    await expect(row.locator('.chip-reversed')).toBeVisible();
    await referrers();
    await expect(figure(6)).not.toContainText('200.00');
    await herPanel();
    await expect(own).toHaveAttribute('data-coupon', 'used');
    await friend.leave();
    await owner.leave();
    await walk.leave();
  });
}
