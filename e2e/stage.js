// A shop that a browser can run and buy in: the fake WordPress and WooCommerce of the plugin's own tests, behind PHP's web server. The
// plugin is not there until its zip is uploaded. Start at `startStage`.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './tributary.js';

const scripts = fileURLToPath(new URL('../connectors/woocommerce/tests/stage/', import.meta.url));
const START_MS_MAX = 30_000;
// The server looks at the shop, and the shop calls itself, while the shop waits for the server.
const WORKERS = '6';

const alive = new Set();
const folders = new Set();
process.on('exit', () => {
  alive.forEach(end);
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

/**
 * Opens a shop with so many products.
 *
 * Answers `{ url, admin, owner, log, stop }`: `admin(path)` is an address of its back office, `owner` the cookie of whoever runs it.
 */
export async function startStage({ products = 0, currency = 'USD' } = {}) {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'tributary-stage-')), freePort()]);
  folders.add(folder);
  const url = `http://127.0.0.1:${port}`;
  const made = php([join(scripts, 'setup.php'), folder, url, currency, String(products)]);
  const code = await new Promise((done) => made.on('close', done));
  if (code !== 0) throw new Error(`the shop could not be made:\n${made.log()}`);
  const env = { STAGE_FOLDER: folder, PHP_CLI_SERVER_WORKERS: WORKERS };
  const child = php(['-S', `127.0.0.1:${port}`, join(scripts, 'router.php')], env);
  await answers(url, child);
  return {
    url,
    admin: (path) => `${url}/wp-admin/${path}`,
    owner: { name: 'stage_owner', value: 'yes', url },
    log: child.log,
    stop: async () => {
      const ended = new Promise((done) => child.on('close', done));
      end(child);
      await ended;
      await rm(folder, { recursive: true, force: true });
      folders.delete(folder);
    },
  };
}

/** In a group of its own, so that its workers end with it. */
function php(args, env = {}) {
  const child = spawn('php', args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  const note = (text) => (log = (log + text).slice(-20_000));
  child.stdout.setEncoding('utf8').on('data', note);
  child.stderr.setEncoding('utf8').on('data', note);
  child.on('error', (failure) => note(`${failure}\n`));
  alive.add(child);
  child.on('close', () => alive.delete(child));
  return Object.assign(child, { log: () => log });
}

function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function answers(url, child) {
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.status === 200) return;
    if (reply || child.exitCode !== null || Date.now() > until) {
      throw new Error(`the shop does not open: ${reply?.status}\n${await reply?.text()}\n${child.log()}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}
