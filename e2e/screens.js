// Takes pictures of pages for people to look at: English light, English dark and Uyghur dark, each at 1280 px and,
// as a phone with touch, at 390 px.
// Usage: node e2e/screens.js [--signed-out|--publisher] BASE_URL OUT_DIR PATH...
// Signs in as the owner of the tests, or as SCREENS_EMAIL with SCREENS_PASSWORD, or as the demo's publisher. Exits 1 when a page answers
// an error, logs one, or is wider than its window.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { launchOptions } from './chromium.js';
import { owner, signIn } from './tributary.js';

const LANGUAGE_COOKIE = 'tributary_language';
const HEIGHT_MAX = 8_000; // what is longer is cut: no viewer shows it

const tongues = [
  { tongue: 'light', language: 'en', colorScheme: 'light' },
  { tongue: 'dark', language: 'en', colorScheme: 'dark' },
  { tongue: 'ug', language: 'ug', colorScheme: 'dark' },
];
const sizes = [
  { width: 1280, options: { viewport: { width: 1280, height: 800 } } },
  {
    width: 390,
    options: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  },
];
const looks = tongues.flatMap(({ tongue, ...look }) =>
  sizes.map(({ width, options }) => ({ name: `${tongue}-${width}`, ...look, ...options })),
);

const words = process.argv.slice(2);
const signedOut = words[0] === '--signed-out' && Boolean(words.shift());
const publisher = words[0] === '--publisher' && Boolean(words.shift());
const [base, out, ...paths] = words;
if (!base || !out || paths.length === 0) {
  console.error('usage: node e2e/screens.js [--signed-out|--publisher] BASE_URL OUT_DIR PATH...');
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
    await pictures(look, session);
  }
} finally {
  await browser.close();
}
process.exit(complaints === 0 ? 0 : 1);

async function sessionOf(browser) {
  const context = await browser.newContext();
  await (publisher ? enterDemo : signIn)(await context.newPage(), base, who);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function enterDemo(page) {
  await page.goto(new URL('/login', base).href);
  await page.locator('[formaction="/publisher/demo"]').click();
  await page.waitForURL(/\/publisher$/);
}

async function pictures({ name, language, ...look }, session) {
  const storageState = structuredClone(session);
  const context = await browser.newContext({ ...look, storageState, reducedMotion: 'reduce' });
  await context.addCookies([{ name: LANGUAGE_COOKIE, value: language, url: base }]);
  await fetchFonts(context);
  for (const path of paths) await picture(context, name, path);
  await context.close();
}

// Fonts are optional: a first page may be painted without them, every later one has them.
async function fetchFonts(context) {
  const page = await context.newPage();
  await page.goto(new URL(paths[0], base).href);
  await page.evaluate(() => document.fonts.ready);
  await page.close();
}

async function picture(context, name, path) {
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
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  }));
  await page.screenshot({
    path: file,
    fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX) },
  });
  await page.close();
  complaints += found.length;
  console.log([file, ...found.map((what) => `  ! ${what}`)].join('\n'));
}

function slug(path) {
  return path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').toLowerCase() || 'home';
}
