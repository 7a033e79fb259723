// Takes calls for tests: a server on loopback that answers 204 and keeps what it heard.
import { createServer } from 'node:http';

/** Starts one on a free port. `next()` waits for the next call that was not handed out yet: `{ method, url, headers, body }`. */
export function listen() {
  const kept = [];
  const waiting = [];
  const http = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    response.writeHead(204).end();
    const heard = { method: request.method, url: request.url, headers: request.headers, body };
    if (waiting.length > 0) waiting.shift()(heard);
    else kept.push(heard);
  });
  const next = () => (kept.length > 0 ? Promise.resolve(kept.shift()) : new Promise((take) => waiting.push(take)));
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => {
      const stop = () => new Promise((done) => http.close(done).closeAllConnections());
      resolve({ url: `http://127.0.0.1:${http.address().port}/`, next, stop });
    });
  });
}
