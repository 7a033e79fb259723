// The redirect pages that shops put on their servers (connectors/redirect), run for real: PHP's own server, Node, and a host
// that only serves files. Each is set up as a shop would: by editing the lines at its top.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from './tributary.js';

const FOLDER = fileURLToPath(new URL('../connectors/redirect/', import.meta.url));
const ALLOWED = "['shop.example', 'www.shop.example']";
const START_MS_MAX = 30_000;

/** The text of a page whose list of hosts is `hosts`; `changes` are further lines to edit. */
export async function setUp(name, hosts, changes = []) {
  const text = await readFile(join(FOLDER, name), 'utf8');
  const wanted = [[ALLOWED, `[${hosts.map((host) => `'${host}'`).join(', ')}]`], ...changes];
  return wanted.reduce((page, [from, to]) => {
    if (!page.includes(from)) throw new Error(`${name} has no line with ${from}`);
    return page.replace(from, to);
  }, text);
}

/** PHP's server with the page at `/retrack.php`. Answers `{ url, page, stop }`. */
export async function startPhp(hosts = [], changes = []) {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'tributary-php-')), freePort()]);
  await writeFile(join(folder, 'retrack.php'), await setUp('retrack.php', [`127.0.0.1:${port}`, ...hosts], changes));
  const child = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', folder], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  const stop = async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  return { url, page: `${url}/retrack.php`, stop };
}

/** A Node server with the page at `/retrack`. `module` is the page itself. */
export async function startNode(hosts = [], changes = []) {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'tributary-node-')), freePort()]);
  const file = join(folder, 'redirect.mjs');
  await writeFile(file, await setUp('redirect.mjs', [`127.0.0.1:${port}`, ...hosts], changes));
  const module = await import(pathToFileURL(file).href);
  const url = `http://127.0.0.1:${port}`;
  const close = await listen(port, module.node);
  const stop = async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, page: `${url}/retrack`, module, stop };
}

/** A host that serves files, with the page at `/retrack.html` and a start page. */
export async function startStatic() {
  const port = await freePort();
  const page = await setUp('redirect.html', [`127.0.0.1:${port}`]);
  const files = { '/retrack.html': page, '/': '<!doctype html><title>Start</title>' };
  const stop = await listen(port, (request, response) => {
    const file = files[new URL(request.url, 'http://shop').pathname] ?? '<!doctype html><title>Shop</title>';
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(file);
  });
  const url = `http://127.0.0.1:${port}`;
  return { url, page: `${url}/retrack.html`, stop };
}

function listen(port, handler) {
  const server = http.createServer(handler);
  const stop = () => new Promise((done) => server.close(done).closeAllConnections());
  return new Promise((done, refuse) => server.on('error', refuse).listen(port, '127.0.0.1', () => done(stop)));
}

async function answers(url, child) {
  let failure;
  child.on('error', (error) => (failure = error));
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    if (failure || child.exitCode !== null) throw new Error(`php does not start: ${failure ?? child.exitCode}`);
    const there = await fetch(url).then(() => true, () => false);
    if (there) return;
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
