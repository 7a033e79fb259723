// A publisher's site and a shop, each a host of its own on loopback (127.0.0.1 and localhost are two), for the journey from
// a click on one to a purchase in the other. The shop has the redirect page from connectors/redirect and, if it wants, the
// script and a server that reports its orders.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setUp } from './redirect-pages.js';
import { freePort } from './tributary.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
export const STUB =
  '<script>window.tributary=window.tributary||function(){(tributary.q=tributary.q||[]).push(arguments)}</script>';

/** What is bought: 100.00 with tax and shipping, 80.00 before. */
export const purchase = {
  order: '1042',
  currency: 'USD',
  amount_minor: 10_000,
  tax_minor: 1_200,
  shipping_minor: 800,
  lines: [{ sku: 'MUG', name: 'Mug', quantity: 2, amount_minor: 8_000 }],
};

/** A publisher's page with one link. */
export async function startPublisher() {
  const site = { link: '' };
  const server = http.createServer((_, response) => {
    response.writeHead(200, HTML).end(`<!doctype html><title>Cashback</title><a href="${site.link}">To the shop</a>`);
  });
  const port = await listening(server);
  return Object.assign(site, { url: `http://127.0.0.1:${port}/`, stop: () => stopped(server) });
}

/**
 * A shop at `localhost`. What it does can be changed between visits: `head` is in every page, `thanks` behind a purchase,
 * `onPurchase(click)` is its server's part, `proxy` the server to which `/own/…` is passed on.
 */
export async function startShop({ httpOnly = true } = {}) {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'tributary-shop-')), freePort()]);
  const changes = httpOnly ? [] : [['HTTP_ONLY = true', 'HTTP_ONLY = false']];
  await writeFile(join(folder, 'redirect.mjs'), await setUp('redirect.mjs', [`localhost:${port}`], changes));
  const redirect = await import(pathToFileURL(join(folder, 'redirect.mjs')).href);
  const shop = { head: '', thanks: '', onPurchase: undefined, proxy: undefined, visits: [] };
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/retrack') return redirect.node(request, response);
    if (pathname.startsWith('/own/')) return passOn(shop.proxy, request, response);
    shop.visits.push(request.url);
    if (pathname === '/thanks') await shop.onPurchase?.(clickOf(request));
    const body = pathname === '/thanks' ? `<h1>Thank you</h1>${shop.thanks}` : '<a href="/thanks">Buy</a>';
    response.writeHead(200, HTML).end(`<!doctype html><title>Shop</title>${shop.head}${body}`);
  });
  await listening(server, port);
  const stop = async () => {
    await stopped(server);
    await rm(folder, { recursive: true, force: true });
  };
  return Object.assign(shop, { url: `http://localhost:${port}`, page: `http://localhost:${port}/retrack`, stop });
}

/** The page's call that reports a purchase. */
export const report = (data, name = 'transaction') => `<script>tributary('${name}', ${JSON.stringify(data)})</script>`;

/** The hash that a page demands of a script. */
export const integrityOf = (text) => `sha384-${createHash('sha384').update(text).digest('base64')}`;

function clickOf(request) {
  return /(?:^|; )retrack_click=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}

/** As a shop's web server passes a path of its own host on. */
function passOn(target, request, response) {
  const to = new URL(request.url.slice('/own'.length), target);
  const headers = { ...request.headers, host: to.host };
  const asked = http.request(to, { method: request.method, headers }, (reply) => {
    response.writeHead(reply.statusCode, reply.headers);
    reply.pipe(response);
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
}

function listening(server, port = 0) {
  return new Promise((done, refuse) => {
    server.on('error', refuse).listen(port, '127.0.0.1', () => done(server.address().port));
  });
}

function stopped(server) {
  return new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
