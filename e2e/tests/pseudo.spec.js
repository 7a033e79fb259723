// Every page in the pseudo-locale: longer texts break no layout, and no text is missing from the catalogue.
import { expect, test } from '@playwright/test';
import { signIn, startServer } from '../tributary.js';

const PAGES_MAX = 60; // one of each kind of page is enough: addresses with ids count once

// Words that no page in the pseudo-locale shows as they are, unless somebody forgot the catalogue. Names of people and
// goods are data and may look English, so not every English word tells.
const TELLING = `the of to is are was and or for with no not none by from on in at this that yet your you it its all any
  order orders click clicks partner partners code codes link links commission revenue status name date amount total
  save cancel search settings version rule rules note reason edit add remove open close show hide yes`.split(/\s+/);

// What is data, not words: names, codes, addresses, amounts, raw bodies.
const DATA = 'bdi, code, pre, time, kbd, .amount, .cur, [translate="no"], script, style, textarea, svg, [data-raw]';

let server;
test.beforeAll(async () => {
  server = await startServer({ demo: true });
});
test.afterAll(() => server.stop());

/** The address without what only names one of many. */
const kind = (href) => new URL(href).pathname.replace(/\/[a-z]{3}_[0-9a-z]+/g, '/*');

for (const width of [1280, 390]) {
  test(`pages hold longer texts at ${width} px, all of them from the catalogue`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signIn(page, server.url, { email: 'owner@example.test', password: 'demo demo demo' });
    await context.addCookies([{ name: 'tributary_language', value: 'en-XA', url: server.url }]);
    const found = [];
    const seen = new Set();
    const waiting = [`${server.url}/admin`];
    while (waiting.length > 0 && seen.size < PAGES_MAX) {
      const href = waiting.shift();
      if (seen.has(kind(href))) continue;
      seen.add(kind(href));
      await page.goto(href);
      const told = await page.evaluate(look, [DATA, TELLING]);
      if (told.overflow > 1) found.push(`${kind(href)}: ${told.overflow} px too wide (${told.widest})`);
      told.untold.forEach((text) => found.push(`${kind(href)}: not from the catalogue: ${text}`));
      waiting.push(...told.links.filter((link) => link.startsWith(`${server.url}/admin`)));
    }
    await context.close();
    expect(seen.size).toBeGreaterThan(8);
    expect([...new Set(found)]).toEqual([]);
  });
}

/** Runs in the page. */
function look([data, telling]) {
  const overflow = document.documentElement.scrollWidth - innerWidth;
  const widest = [...document.querySelectorAll('main *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.table-wrap, [data-scrolls]'))
    .map((one) => `${one.tagName}.${one.className}`)[0];
  const untold = [];
  const tree = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (tree.nextNode()) {
    const node = tree.currentNode;
    const text = node.data.replace(/~\w*/g, '').trim();
    // Names of time zones, events and countries stand as they are everywhere.
    if (/^([A-Z]\w+\/[\w\/ -]+|[a-z]+\.[a-z_]+|[A-Z]{2})$/.test(text)) continue;
    const words = text.toLowerCase().split(/[^\p{L}]+/u);
    if (!words.some((word) => telling.includes(word)) || node.parentElement.closest(data)) continue;
    untold.push(text.slice(0, 80));
  }
  const links = [...document.querySelectorAll('a[href]:not([download])')].map((one) => one.href);
  return { overflow, widest, untold, links };
}
