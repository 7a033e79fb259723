// Takes pictures of pages for people to look at: light and dark at 1280 px, light at 390 px.
// Usage: node e2e/screens.js [--signed-out] BASE_URL OUT_DIR PATH...
// Signs in as the owner of the tests, or as SCREENS_EMAIL with SCREENS_PASSWORD. Exits 1 when a page answers
// an error, logs one, or is wider than its window.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { launchOptions } from './chromium.js';
import { owner, signIn } from './tributary.js';

const looks = [
  { name: 'light-1280', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark-1280', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'light-390', colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
];

const words = process.argv.slice(2);
const signedOut = words[0] === '--signed-out' && Boolean(words.shift());
const [base, out, ...paths] = words;
if (!base || !out || paths.length === 0) {
  console.error('usage: node e2e/screens.js [--signed-out] BASE_URL OUT_DIR PATH...');
  process.exit(2);
}

const who = {
  email: process.env.SCREENS_EMAIL || owner.email,
  password: process.env.SCREENS_PASSWORD || owner.password,
};

await mkdir(out, { recursive: true });
const browser = await chromium.launch(launchOptions);
let complaints = 0;
try {
  const session = signedOut ? undefined : await sessionOf(browser);
  for (const look of looks) {
    for (const path of paths) await picture(look, path, session);
  }
} finally {
  await browser.close();
}
process.exit(complaints === 0 ? 0 : 1);

async function sessionOf(browser) {
  const context = await browser.newContext();
  await signIn(await context.newPage(), base, who);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function picture({ name, ...look }, path, storageState) {
  const context = await browser.newContext({ ...look, storageState, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const found = [];
  page.on('console', (line) => line.type() === 'error' && found.push(line.text()));
  page.on('pageerror', (failure) => found.push(String(failure)));
  const reply = await page.goto(new URL(path, base).href);
  await page.waitForLoadState('load');
  await page.evaluate(() => document.fonts.ready);
  if (!reply || reply.status() >= 400) found.push(`answered ${reply?.status()}`);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (excess > 0) found.push(`${excess} px wider than the window`);
  const file = join(out, `${slug(path)}--${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  await context.close();
  complaints += found.length;
  console.log([file, ...found.map((what) => `  ! ${what}`)].join('\n'));
}

function slug(path) {
  return path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').toLowerCase() || 'home';
}
