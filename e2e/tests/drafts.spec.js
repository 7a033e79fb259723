// Another language in the middle of a form: what was typed stays, and goes to nobody else.
import { expect, test } from '@playwright/test';
import { owner, startServer } from '../tributary.js';

let server;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server?.stop());

/** Chooses a language in the account menu, and waits for the page in it. */
async function speak(page, language) {
  await page.locator('.account summary').click();
  await page.locator('.account select[name=language]').selectOption(language);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

const kept = (page) => page.evaluate(() => Object.keys(sessionStorage));

test('what was typed stays when another language is chosen', async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/partners/new?code=sara`);
  await page.locator('input[name=name]').fill('Sara "Lind" <b>');
  await page.locator('input[name=email]').fill('sara@example.org');
  await speak(page, 'ug');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page).toHaveURL(/\/admin\/partners\/new\?code=sara$/);
  await expect(page.locator('input[name=name]')).toHaveValue('Sara "Lind" <b>');
  await expect(page.locator('input[name=email]')).toHaveValue('sara@example.org');
  expect(await kept(page), 'nothing is kept once it was put back').toEqual([]);
  await speak(page, 'en');
  await expect(page.locator('input[name=name]')).toHaveValue('Sara "Lind" <b>');
  await page.reload();
  await expect(page.locator('input[name=name]')).toHaveValue('');
});

test('choices, long texts and a form with a save bar stay, and leaving asks nothing', async ({ page }) => {
  const asked = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await server.signIn(page);
  await page.goto(`${server.url}/admin/settings/general`);
  await page.locator('main input[name=name]').fill('Another name');
  await page.locator('main select[name=timezone]').selectOption('Asia/Urumqi');
  await speak(page, 'sv');
  await expect(page.locator('main input[name=name]')).toHaveValue('Another name');
  await expect(page.locator('main select[name=timezone]')).toHaveValue('Asia/Urumqi');
  await expect(page.locator('[data-savebar]'), 'it is still not saved').not.toHaveClass(/clean/);
  expect(asked).toEqual([]);
  await page.goto(`${server.url}/admin/developers`);
  await page.locator('main input[name=preset][value=all]').check();
  await speak(page, 'en');
  await expect(page.locator('main input[name=preset][value=all]')).toBeChecked();
});

test('a password is never kept, and nothing outlives signing out', async ({ page }) => {
  await server.signIn(page);
  await page.goto(`${server.url}/admin/account`);
  await page.locator('main input[name=current]').fill('hunter2');
  await page.locator('main input[name=name]').fill('Ada');
  // The page of the other language is held back, so that what is kept can be read.
  const stored = [];
  await page.exposeFunction('kept', (text) => stored.push(text));
  await page.evaluate(() => {
    addEventListener('pagehide', () => window.kept(JSON.stringify({ ...sessionStorage })));
    document.addEventListener('submit', () => window.kept(JSON.stringify({ ...sessionStorage })));
  });
  await speak(page, 'tr');
  await expect(page.locator('main input[name=name]')).toHaveValue('Ada');
  await expect(page.locator('main input[name=current]')).toHaveValue('');
  expect(stored.join(), 'what was kept').toContain('Ada');
  expect(stored.join()).not.toContain('hunter2');
  await page.evaluate(() => {
    const draft = { who: 'somebody', where: '/admin/account', kept: [] };
    sessionStorage.setItem('tributary-draft', JSON.stringify(draft));
  });
  await page.locator('.account summary').click();
  await page.locator('.account form[action="/logout"] button').click();
  await page.waitForURL(/\/login/);
  expect(await kept(page)).toEqual([]);
});

test('what one person typed is not put back for another', async ({ page }) => {
  await server.signIn(page, owner);
  await page.goto(`${server.url}/admin/partners/new`);
  const draft = (who) => ({
    who,
    where: '/admin/partners/new',
    kept: [{ form: '/admin/partners 0', name: 'name', at: 0, value: 'Theirs' }],
  });
  const me = await page.locator('form[data-carry]').first().getAttribute('data-carry');
  for (const [who, value] of [[me, 'Theirs'], ['usr_somebody', '']]) {
    await page.evaluate((one) => sessionStorage.setItem('tributary-draft', JSON.stringify(one)), draft(who));
    await page.goto(`${server.url}/admin/partners/new`);
    await expect(page.locator('input[name=name]')).toHaveValue(value);
    expect(await kept(page)).toEqual([]);
  }
});

test('an application to a program stays when its reader changes the language', async ({ page, browser }) => {
  const team = await (await browser.newContext()).newPage();
  await server.signIn(team);
  await team.goto(`${server.url}/admin/programs/${server.program}/join`);
  await team.locator('main input[name=open]').check();
  await team.locator('main form button[type=submit]').click();
  await team.waitForURL(/did=saved/);
  const slug = await team.locator('main input[name=slug]').inputValue();
  await page.goto(`${server.url}/join/${slug}/apply`);
  await page.locator('textarea[name=promotes]').fill('Stories from the rock');
  await page.locator('input[name=agreed]').check();
  await page.locator('details.languages summary').click();
  await page.locator('details.languages a[lang=ug]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ug');
  await expect(page.locator('textarea[name=promotes]')).toHaveValue('Stories from the rock');
  await expect(page.locator('input[name=agreed]')).toBeChecked();
});
