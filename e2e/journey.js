// Walks a journey in every look that it must work in: {English light, English dark, Uyghur dark} x {1280, 390 with touch}.
// Start at `everyLook`. A walker counts actions and time, and fails on errors, foreign hosts, barriers and shifting layout.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { signIn } from './tributary.js';
import { watch } from './watch.js';

const LANGUAGE_COOKIE = 'tributary_language';
const CLS_MAX = 0.05;
// The journeys' times are meant for a release build on a quiet machine; tests run neither.
const PATIENCE = Number(process.env.JOURNEY_PATIENCE || 5);

const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const tongues = [
  { tongue: 'en light', language: 'en', dir: 'ltr', colorScheme: 'light' },
  { tongue: 'en dark', language: 'en', dir: 'ltr', colorScheme: 'dark' },
  { tongue: 'ug dark', language: 'ug', dir: 'rtl', colorScheme: 'dark' },
];

/** Every look; `touch` says which are phones. */
export const looks = tongues.flatMap(({ tongue, ...look }) => [
  { name: `${tongue} 1280`, touch: false, ...look, ...wide },
  { name: `${tongue} 390`, touch: true, ...look, ...phone },
]);

/** One test per look: `everyLook('J5 …', ({ browser, look }) => …)`. */
export function everyLook(title, body) {
  for (const look of looks) {
    test(`${title} · ${look.name}`, ({ browser }) => body({ browser, look }));
  }
}

// One sign-in per server and person: the page of it is English, the walk may not be.
const sessions = new Map();

async function sessionOf(browser, url, who) {
  const key = `${url} ${who?.email ?? ''}`;
  if (!sessions.has(key)) {
    const context = await browser.newContext();
    await signIn(await context.newPage(), url, who);
    sessions.set(key, await context.storageState());
    await context.close();
  }
  return sessions.get(key);
}

/**
 * Somebody who walks through pages in one look. Tell every click, tap, key and filled field with `act`.
 *
 * `signedIn` (the owner, or `who`); `also` are other hosts that may be asked; `context` are further options of the browser's context.
 * Answers `{ page, context, act, arrived, fits, calm, leave }`.
 */
export async function walker(browser, look, url, { signedIn = true, who, also = [], context: options = {} } = {}) {
  const storageState = signedIn ? structuredClone(await sessionOf(browser, url, who)) : { cookies: [], origins: [] };
  const { language, colorScheme, viewport, hasTouch = false, isMobile = false } = look;
  const settings = { colorScheme, viewport, hasTouch, isMobile, storageState, ...options };
  const context = await browser.newContext(settings);
  await context.addCookies([{ name: LANGUAGE_COOKIE, value: language, url }]);
  const page = await context.newPage();
  const seen = watch(page, url, also);
  const shifts = await watchShifts(page);
  const told = { actions: 0, started: 0 };

  return {
    page,
    context,
    look,
    /** One action: a click, a tap, a key, a paste or one field filled. */
    act: async (doing) => {
      told.started ||= Date.now();
      told.actions += 1;
      return doing();
    },
    /** The journey's end is on the screen: so many actions and seconds at most. */
    arrived: ({ actionsMax, secondsMax }) => {
      expect(told.actions, 'actions').toBeLessThanOrEqual(actionsMax);
      const seconds = (Date.now() - told.started) / 1000;
      if (secondsMax) expect(seconds, 'seconds').toBeLessThanOrEqual(secondsMax * PATIENCE);
    },
    /** The page reads in the look's direction, fits the window, and has no serious barrier. */
    fits: () => fits(page, look),
    /** Nothing was logged, no other host was asked, nothing moved by itself. */
    calm: () => {
      seen.calm();
      for (const [at, { sum, moved }] of shifts) {
        expect(sum, `layout shift on ${at}, of ${moved.join(', ')}`).toBeLessThan(CLS_MAX);
      }
    },
    leave: () => context.close(),
  };
}

/** Sums the layout shifts of each page by its address, and says what moved. */
async function watchShifts(page) {
  const shifts = new Map();
  await page.exposeFunction('tributaryShift', (at, value, moved) => {
    const before = shifts.get(at) ?? { sum: 0, moved: [] };
    shifts.set(at, { sum: before.sum + value, moved: [...before.moved, ...moved] });
  });
  await page.addInitScript(() => {
    const at = `${location.pathname} at ${performance.timeOrigin}`;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        if (shift.hadRecentInput) continue;
        const moved = shift.sources.map(({ node }) => `${node?.nodeName}.${node?.className ?? node?.data?.slice(0, 20)}`);
        window.tributaryShift(at, shift.value, moved);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return shifts;
}

async function fits(page, look) {
  await expect(page.locator('html')).toHaveAttribute('dir', look.dir);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(excess, `${page.url()} is too wide in ${look.name}`).toBeLessThanOrEqual(0);
  await page.waitForFunction(still);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(told, `${page.url()} in ${look.name}`).toEqual([]);
}

/** In the page: nothing fades in or out just now. What is half seen has half its contrast, which is no barrier. */
function still() {
  const ends = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime);
  return !document.getAnimations().some(ends) && !document.querySelector('[data-toast].gone');
}
