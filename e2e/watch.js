// Watches a page: what it logs, whom it asks, and whether everybody can use it. Start at `watch`.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';

/** The looks that every page must work in. */
export const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];

/** Notes errors in the console and requests to other hosts from now on; `calm` fails if there were any. `also` are hosts that may be asked, too. */
export function watch(page, url, also = []) {
  const found = [];
  const known = [url, ...also, 'data:'];
  page.on('console', (line) => line.type() === 'error' && found.push(line.text()));
  page.on('pageerror', (failure) => found.push(String(failure)));
  page.on('request', (request) => {
    const at = request.url();
    if (!known.some((start) => at.startsWith(start))) found.push(`asked ${at}`);
  });
  return { calm: () => expect(found).toEqual([]) };
}

/** Checks one page in every look: nothing wider than the window, no serious barrier. */
export async function fitsEverybody(page, path) {
  for (const { name, colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    if (path) await page.goto(path);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess, `${page.url()} is too wide in ${name}`).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    expect(told, `${page.url()} in ${name}`).toEqual([]);
  }
  await page.setViewportSize(looks[0].viewport);
}
