// J5, "Why wasn't this order credited?": three actions (open the search, paste the number, Enter) lead to a verdict, its
// reason and what would change it; and to who lost where somebody won.
import { expect, test } from '@playwright/test';
import { everyLook, walker } from '../journey.js';
import { startServer } from '../tributary.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.5 Mobile/15E148 Safari/604.1';

let server;
test.beforeAll(async () => {
  server = await startServer();
  await history();
});
test.afterAll(async () => {
  await server?.stop();
});

/** What the owner will ask about. Clicks are of now; orders lie ahead of them as far as the variants need. */
async function history() {
  const sara = await partner({ name: 'Sara', email: 'sara@example.com' });
  const omar = await partner({ name: 'Omar Haddad', email: 'omar@example.com' });
  await code(sara, 'referral', 'sara');
  await code(sara, 'coupon', 'SARA10');
  await code(omar, 'referral', 'omar');
  const late = await follow('sara');
  await order({ number: 'A-1007', click: late, ahead: 9 * DAY_MS + 2 * HOUR_MS + 60_000 });
  await order({ number: 'A-1008', coupons: ['SUMMER25'] });
  await order({ number: 'A-1009', coupons: ['SARA1O'] });
  const own = await follow('omar');
  await order({ number: 'A-1010', click: own, email: 'omar@example.com', ahead: HOUR_MS });
  const beaten = await follow('omar');
  await order({ number: 'A-1011', click: beaten, coupons: ['SARA10'], ahead: HOUR_MS });
}

const variants = [
  {
    number: 'A-1007',
    english: "Sara's link was clicked 9 d 2 h before the order; this program counts 7 days.",
    fixes: ['credit-loser', 'change-window'],
  },
  { number: 'A-1008', english: 'No partner has the code SUMMER25.', fixes: ['give-code', 'credit-someone'] },
  { number: 'A-1009', english: 'No partner has the code SARA1O.', fixes: ['near-code', 'give-code'] },
  {
    number: 'A-1010',
    english: 'Omar Haddad bought it themselves: own purchases do not earn in this program.',
    fixes: ['credit-loser', 'change-rules'],
  },
];

everyLook('J5 a number leads to the verdict, the reason and the fix', async ({ browser, look }) => {
  for (const { number, english, fixes } of variants) {
    const { page, act, arrived, fits, calm, leave } = await walker(browser, look, server.url);
    await page.goto(`${server.url}/admin`);
    await search({ page, act, look }, number);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
    const verdict = page.getByTestId('verdict');
    await expect(verdict.getByTestId('reason')).toBeVisible();
    if (look.language === 'en') {
      await expect(page.getByRole('heading', { level: 1 })).toContainText(`${number} was not credited`);
      await expect(verdict.getByTestId('reason')).toHaveText(english);
    }
    for (const fix of fixes) await expect(verdict.getByTestId(fix)).toBeVisible();
    arrived({ actionsMax: 3, secondsMax: 3 });
    if (number === 'A-1007') await fits();
    calm();
    await leave();
  }
});

everyLook('J5 a credited order shows who lost', async ({ browser, look }) => {
  const { page, act, arrived, fits, calm, leave } = await walker(browser, look, server.url);
  await page.goto(`${server.url}/admin`);
  await search({ page, act, look }, 'A-1011');
  const claims = page.getByTestId('claims');
  await expect(claims.locator('tr.won')).toContainText('Sara');
  await expect(claims.locator('tr.lost')).toContainText('Omar Haddad');
  if (look.language === 'en') {
    await expect(claims.locator('tr.lost')).toContainText('Another kind of evidence has priority in this program.');
  }
  arrived({ actionsMax: 3, secondsMax: 3 });
  await fits();
  calm();
  await leave();
});

test('J5 the fix asks for a note, credits, and is taken back', async ({ browser }) => {
  const look = { language: 'en', dir: 'ltr', colorScheme: 'light', viewport: { width: 1280, height: 800 } };
  const { page, calm, leave } = await walker(browser, look, server.url);
  await page.goto(`${server.url}/admin/orders/A-1007`);
  await page.getByRole('link', { name: 'Change the window…' }).click();
  await expect(page).toHaveURL(/\/admin\/programs\/prg_\w+\/edit\?window_days=10/);
  await page.goBack();
  await page.getByTestId('credit-loser').locator('summary').click();
  await page.getByRole('dialog').getByLabel('Note').fill('She told us on the phone');
  await page.getByRole('dialog').getByRole('button', { name: 'Credit', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('Credited to Sara');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A-1007 was not credited');
  calm();
  await leave();
});

/** Three actions: open the palette, paste, Enter. */
async function search({ page, act, look }, number) {
  const open = page.locator('[data-palette-open]').first();
  await act(() => (look.touch ? open.tap() : page.keyboard.press('Control+k')));
  const field = page.locator('[data-palette] input[type=search]');
  await expect(field).toBeFocused();
  await act(() => field.fill(number)); // a paste: the whole number at once
  await act(() => field.press('Enter'));
  await page.waitForURL(/\/admin\/orders\/ord_/);
}

async function partner(body) {
  const made = await server.api('POST', '/api/v1/partners', { kind: 'influencer', ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

async function code(partner, kind, text) {
  const body = { partner, program: server.program, kind, code: text };
  const made = await server.api('POST', '/api/v1/codes', body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
}

/** A stranger's click on a phone, told by the shop's own server; answers its id. */
async function follow(code) {
  const made = await server.api('POST', '/api/v1/clicks', { code, user_agent: PHONE });
  expect(made.body.outcome, JSON.stringify(made.body)).toBe('counted');
  return made.body.id;
}

async function order({ number, click, coupons = [], email = 'bo@example.com', ahead = 0 }) {
  const usd = (amount) => ({ amount, currency: 'USD' });
  const reply = await server.api('POST', '/api/v1/orders', {
    store: server.store,
    external_id: number.replace('A-', ''),
    number,
    status: 'completed',
    currency: 'USD',
    placed_at: new Date(Date.now() + ahead).toISOString(),
    total: usd(10_000),
    lines: [{ name: 'Trail shoes', quantity: 1, total: usd(10_000) }],
    coupons,
    click,
    customer: { email },
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
}
