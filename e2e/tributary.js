// Starts a real Tributary for one test: temporary data folder, `setup`, `serve` on a free port, and takes
// it all away again. Start at `startServer`. TRIBUTARY_BIN names the binary (`cargo xtask e2e` sets it).
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const owner = { email: 'owner@example.test', password: 'correct horse battery' };

const START_MS_MAX = 60_000; // a debug build on a busy two-core machine starts within seconds
const DEMO_MS_MAX = 240_000; // the same, telling 90 days of history
const SETUP_MS_MAX = 120_000; // migrations and one password hash, unoptimised
const STOP_MS_MAX = 5_000; // then it is killed
const LOG_CHARS_MAX = 20_000; // the tail is what explains a failure

// A test that fails before `stop` leaves its server and folder to the end of the process.
const alive = new Set();
const folders = new Set();
process.on('exit', () => {
  alive.forEach((child) => child.kill('SIGKILL'));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

/**
 * Sets up and starts a server.
 *
 * Answers `{ url, apiKey, store, program, webhookPath, webhookSecret, data, api, signIn, log, kill, restart, stop }`.
 * `demo` fills it with sample data, `fresh` leaves setting up to the browser, `args` are further arguments of `serve`,
 * `storeUrl` is where the shop stands.
 */
export async function startServer({ demo = false, fresh = false, args = [], env = {}, storeUrl } = {}) {
  const bin = process.env.TRIBUTARY_BIN;
  if (!bin) throw new Error('TRIBUTARY_BIN is not set: run the browser tests with `cargo xtask e2e`');
  const data = await mkdtemp(join(tmpdir(), 'tributary-e2e-'));
  folders.add(data);
  try {
    const made = fresh || demo ? {} : await setUp(bin, data, env, storeUrl);
    const how = { args: demo ? ['--demo', ...args] : args, env };
    const running = await serve(bin, data, how);
    return describe(made, running, data, (port) => serve(bin, data, { ...how, port }));
  } catch (failure) {
    await drop(data);
    throw failure;
  }
}

/** Signs in as the owner (or as `who`) through the sign-in page. */
export async function signIn(page, url, who = owner) {
  await page.goto(new URL('/login', url).href);
  const input = page.locator('input');
  await page.getByLabel(/e-?mail/i).and(input).fill(who.email);
  await page.getByLabel(/^password/i).and(input).fill(who.password);
  await page.getByRole('button', { name: /^(sign|log) in$/i }).click();
  await page.waitForURL((at) => at.pathname !== '/login');
}

async function drop(folder) {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

function describe(made, running, data, again) {
  const { url, log } = running;
  let { child } = running;
  return {
    url,
    data,
    log,
    apiKey: made.api_key,
    store: made.store,
    program: made.program,
    webhookPath: made.webhook_path,
    webhookSecret: made.webhook_secret,
    api: (method, path, body, headers) => callApi(url, made.api_key, { method, path, body, headers }),
    signIn: (page, who) => signIn(page, url, who),
    /** Kills it without a word, as a crash would. */
    kill: () => kill(child),
    /** Starts it again on the same data and address. */
    restart: async () => {
      ({ child } = await again(Number(new URL(url).port)));
    },
    stop: async () => {
      await stop(child);
      await drop(data);
    },
  };
}

/** One call with the store's key. Answers `{ status, headers, body }`; JSON bodies are parsed. */
async function callApi(url, apiKey, { method, path, body, headers = {} }) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const reply = await fetch(new URL(path, url), {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${apiKey}`, ...json, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  const isJson = /\bjson\b/.test(reply.headers.get('content-type') ?? '');
  return { status: reply.status, headers: reply.headers, body: isJson && text ? JSON.parse(text) : text };
}

async function setUp(bin, data, env, storeUrl = 'https://shop.example') {
  const wanted = {
    data,
    'admin-email': owner.email,
    'admin-password': owner.password,
    'store-name': 'Northwind',
    'store-url': storeUrl,
    currency: 'USD',
    preset: 'reftrackr',
    timezone: 'Europe/Stockholm',
  };
  const flags = Object.entries(wanted).flatMap(([name, value]) => [`--${name}`, value]);
  const child = start(bin, ['setup', ...flags, '--json'], env);
  const code = await ended(child, SETUP_MS_MAX);
  if (code !== 0) throw new Error(`\`setup\` ended with ${code}\n${child.log()}`);
  try {
    return JSON.parse(child.out());
  } catch {
    throw new Error(`\`setup --json\` did not print one JSON object:\n${child.log()}`);
  }
}

async function serve(bin, data, { args, env, port: wanted }) {
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = start(bin, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...args], env);
  const patience = args.includes('--demo') ? DEMO_MS_MAX : START_MS_MAX;
  const until = Date.now() + patience;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.failure) {
      throw new Error(`\`serve\` ended before it was ready\n${child.log()}`);
    }
    if (await isLive(url)) return { url, child, log: child.log };
    if (Date.now() > until) {
      await stop(child);
      throw new Error(`${url}/livez did not answer 200 within ${patience} ms\n${child.log()}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function isLive(url) {
  try {
    const reply = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1_000) });
    return reply.status === 200;
  } catch {
    return false; // not listening yet
  }
}

function start(bin, args, env) {
  const child = spawn(bin, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, log] = ['', ''];
  const note = (text) => (log = (log + text).slice(-LOG_CHARS_MAX));
  child.stdout.setEncoding('utf8').on('data', (text) => {
    if (args[0] === 'setup') out += text;
    note(text);
  });
  child.stderr.setEncoding('utf8').on('data', note);
  child.on('error', (failure) => note(`${(child.failure = failure)}\n`));
  alive.add(child);
  child.on('close', () => alive.delete(child));
  return Object.assign(child, { out: () => out, log: () => log });
}

/** The exit code (or signal) once output is fully read; the child is killed after `ms`. */
function ended(child, ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    const done = (answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.on('close', (code, signal) => done(code ?? signal));
    child.on('error', (failure) => done(failure.code));
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.failure) return;
  const end = ended(child, STOP_MS_MAX);
  child.kill('SIGTERM');
  await end;
}

async function kill(child) {
  const end = ended(child, STOP_MS_MAX);
  child.kill('SIGKILL');
  await end;
}

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
