// The redirect pages for shops, each run for real, against addresses that want to lead elsewhere.
import { expect, test } from '@playwright/test';
import { startNode, startPhp, startStatic } from '../redirect-pages.js';

const CLICK = 'clk_01k9zjv4c8e1r7t2b5m6n3q0xw';
const LONG_CLICK = `clk_${'0123456789abcdefghjkmnpqrstvwxyz'.repeat(2).slice(0, 48)}`;
const UUID = '5f0a1b2c-3d4e-4f60-8a9b-0c1d2e3f4a5b';

/** Each leads off the shop in some browser, or did. `HOST` is the shop's own. */
const HOSTILE = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\r\n//evil.example',
  ' https://evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'http:\\\\evil.example',
  'https://HOST@evil.example/',
  'https://HOST:x@evil.example/',
  'https://HOST.evil.example/',
  'https://evil.example\\@HOST/',
  'https://evil.example#@HOST/',
  'https://evil.example?HOST',
  'https://HOST\\.evil.example',
  'https://HOST%2eevil.example',
  'https://HOST%00.evil.example',
  'https://HOST。evil.example',
  'https://ｅvil.example',
  'javascript:alert(1)',
  'JaVaScRiPt://HOST/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'https://HOST/\r\nSet-Cookie: stolen=1',
  '',
];
const PATHS = ['/', '/cart?a=1&b=%20#x', '/a/b.html', '/%2f%2fevil.example', '/./..//evil.example'];

const query = (values) => new URLSearchParams(values).toString();
const own = (text, host) => text.replaceAll('HOST', host);

for (const [name, start] of [
  ['PHP', startPhp],
  ['Node', startNode],
]) {
  test.describe(`the redirect page in ${name}`, () => {
    let shop;
    test.beforeAll(async () => {
      shop = await start();
    });
    test.afterAll(() => shop?.stop());
    const ask = (values) => fetch(`${shop.page}?${query(values)}`, { redirect: 'manual' });

    test('keeps the click and leads to the deeplink', async () => {
      for (const click of [CLICK, LONG_CLICK, UUID]) {
        const deeplink = `${shop.url}/shoes?size=42&color=red%20wine#reviews`;
        const reply = await ask({ click, deeplink });
        expect([reply.status, reply.headers.get('location')]).toEqual([302, deeplink]);
        expect(reply.headers.get('cache-control')).toContain('no-store');
        const cookie = reply.headers.getSetCookie().join('\n').toLowerCase();
        for (const part of [`retrack_click=${click}`, 'max-age=864000', 'path=/', 'secure', 'samesite=lax', 'httponly']) {
          expect(cookie).toContain(part);
        }
      }
    });

    test('leads to a path of its own host', async () => {
      for (const path of PATHS) {
        const reply = await ask({ click: CLICK, deeplink: path });
        expect(reply.headers.get('location')).toBe(path);
        expect(new URL(path, shop.url).origin).toBe(shop.url);
      }
    });

    test('leads nowhere else, whatever it is told', async () => {
      const { host } = new URL(shop.url);
      for (const hostile of HOSTILE) {
        const reply = await ask({ click: CLICK, deeplink: own(hostile, host) });
        expect([hostile, reply.status, reply.headers.get('location')]).toEqual([hostile, 302, '/']);
        expect(reply.headers.getSetCookie(), 'the visit still counts').toHaveLength(1);
      }
    });

    test('keeps nothing that is no click', async () => {
      for (const click of ['', 'x', 'clk_', `${CLICK}x`, `${CLICK}\r\nSet-Cookie: a=b`, `${CLICK};a=b`, '<script>', `${UUID}0`]) {
        const reply = await ask({ click, deeplink: '/ok' });
        expect([click, reply.headers.getSetCookie()]).toEqual([click, []]);
        expect(reply.headers.get('location')).toBe('/ok');
      }
      const bare = await fetch(shop.page, { redirect: 'manual' });
      expect([bare.status, bare.headers.get('location')]).toEqual([302, '/']);
      const several = await fetch(`${shop.page}?click[]=1&deeplink[]=2`, { redirect: 'manual' });
      expect(several.headers.get('location')).toBe('/');
    });
  });
}

test('the redirect page answers at the edge as in Node', async () => {
  const shop = await startNode();
  try {
    const deeplink = `${shop.url}/shoes`;
    const reply = shop.module.default.fetch(new Request(`https://edge.example/retrack?${query({ click: CLICK, deeplink })}`));
    expect([reply.status, reply.headers.get('location')]).toEqual([302, deeplink]);
    expect(reply.headers.getSetCookie()[0]).toContain(`retrack_click=${CLICK}; Max-Age=864000; Path=/; Secure; SameSite=Lax`);
  } finally {
    await shop.stop();
  }
});

test('the static redirect page keeps the click, leads to the deeplink and nowhere else', async ({ page, context }) => {
  const shop = await startStatic();
  const strangers = [];
  await page.route((url) => url.origin !== shop.url, (route) => {
    strangers.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Evil</title>' });
  });
  page.on('dialog', (dialog) => {
    strangers.push(dialog.message());
    return dialog.dismiss();
  });
  try {
    const { host } = new URL(shop.url);
    await page.goto(`${shop.page}?${query({ click: CLICK, deeplink: `${shop.url}/shoes?a=1#b` })}`);
    await page.waitForURL(`${shop.url}/shoes?a=1#b`);
    const [cookie] = await context.cookies();
    const days = (cookie.expires - Date.now() / 1000) / 86400;
    expect(cookie).toMatchObject({ name: 'retrack_click', value: CLICK, path: '/', secure: true, sameSite: 'Lax' });
    expect(Math.round(days)).toBe(10);

    await context.clearCookies();
    for (const hostile of HOSTILE) {
      await page.goto(`${shop.page}?${query({ click: 'x', deeplink: own(hostile, host) })}`);
      await page.waitForURL(`${shop.url}/`);
    }
    expect(await context.cookies()).toEqual([]);
    await page.goto(`${shop.page}?${query({ click: UUID, deeplink: '/cart' })}`);
    await page.waitForURL(`${shop.url}/cart`);
    expect(strangers).toEqual([]);
  } finally {
    await shop.stop();
  }
});
