// A real reverse proxy before a server, with its buffering left on. Start at `startProxy`. NGINX names the binary.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './tributary.js';

const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'];
const nginx = process.env.NGINX || places.find(existsSync) || places[0];
const START_MS_MAX = 10_000;

const alive = new Set();
const folders = new Set();
process.on('exit', () => {
  alive.forEach((child) => child.kill('SIGKILL'));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

/**
 * Starts nginx before `target`, buffering. `obstinate`: it buffers even what asks it not to.
 *
 * Answers `{ url, stop, start }`; a stopped proxy starts again on the same port.
 */
export async function startProxy(target, { obstinate = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-proxy-'));
  folders.add(folder);
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, config(folder, port, target, obstinate));
  let child;
  const proxy = {
    url: `http://127.0.0.1:${port}`,
    start: async () => { child = await launch(folder, file, port); },
    stop: () => ended(child),
  };
  await proxy.start();
  return proxy;
}

function config(folder, port, target, obstinate) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  gzip on;
  gzip_types text/plain text/event-stream;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_buffering on;
      proxy_buffers 16 64k;
      proxy_buffer_size 64k;
      ${obstinate ? 'proxy_ignore_headers X-Accel-Buffering;' : ''}
    }
  }
}
`;
}

async function launch(folder, file, port) {
  const child = spawn(nginx, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  child.on('error', (failure) => (log += `${(child.failure = failure)}`));
  alive.add(child);
  child.on('close', () => alive.delete(child));
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    if (child.exitCode !== null || child.failure) throw new Error(`nginx did not start: ${log}`);
    const answers = await fetch(`http://127.0.0.1:${port}/livez`).then(() => true, () => false);
    if (answers) return child;
    if (Date.now() > until) throw new Error(`nginx does not answer: ${log}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('close', resolve);
    child.kill('SIGKILL');
  });
}
