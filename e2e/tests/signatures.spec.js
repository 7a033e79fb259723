// Signatures in both directions, against the standard's own library: it verifies ours, and signs what we take.
import { expect, test } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { listen } from '../receiver.js';
import { startServer } from '../tributary.js';

const usd = (amount) => ({ amount, currency: 'USD' });

let server;
let receiver;
test.beforeAll(async () => {
  server = await startServer({ args: ['--allow-private-webhooks'] });
  receiver = await listen();
});
test.afterAll(async () => {
  await receiver.stop();
  await server.stop();
});

/** An order as a shop states it. */
const order = (id) => ({
  store: server.store, external_id: id, status: 'processing', currency: 'USD', placed_at: '2026-05-01T12:00:00Z',
  total: usd(10_000), lines: [{ name: 'Mug', quantity: 1, total: usd(8_000) }],
});

const verifies = (secret, { headers, body }) => {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch {
    return null;
  }
};

test('the library verifies what we send, and both secrets fit while one replaces the other', async () => {
  const wanted = { url: receiver.url, events: ['order.created'] };
  const made = await server.api('POST', '/api/v1/webhook_endpoints', wanted);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { id, secret: old } = made.body;

  await server.api('POST', '/api/v1/orders', order('out-1'));
  const first = await receiver.next();
  expect(verifies(old, first)?.type).toBe('order.created');
  expect(verifies(old, { ...first, body: first.body.replace('out-1', 'out-9') })).toBeNull();

  const rotated = await server.api('POST', `/api/v1/webhook_endpoints/${id}/rotate`, {});
  expect(rotated.status, JSON.stringify(rotated.body)).toBe(200);
  const { secret: fresh } = rotated.body;
  expect(fresh).not.toBe(old);
  await server.api('POST', '/api/v1/orders', order('out-2'));
  const second = await receiver.next();
  expect(verifies(old, second)?.data.object.external_id).toBe('out-2');
  expect(verifies(fresh, second)?.data.object.external_id).toBe('out-2');
  expect(verifies(fresh, first)).toBeNull();
});

test('we take what the library signs, by either secret of a store, once and within its time', async () => {
  const path = `/hooks/orders/${server.store}`;
  const secrets = [0, 1].map(() => `whsec_${randomBytes(32).toString('base64')}`);
  const send = (id, { secret, at = new Date(), body = JSON.stringify(order(id)), sent = body }) =>
    fetch(new URL(path, server.url), {
      method: 'POST',
      body: sent,
      headers: {
        'content-type': 'application/json',
        'webhook-id': `msg_${id}`,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(`msg_${id}`, at, body),
      },
    });

  expect((await send('in-1', { secret: secrets[0] })).status).toBe(401);
  for (const secret of secrets) {
    const added = await server.api('POST', `/api/v1/stores/${server.store}/webhook_secrets`, { secret });
    expect(added.status).toBe(201);
  }
  expect((await send('in-1', { secret: secrets[0] })).status).toBe(201);
  expect((await send('in-2', { secret: secrets[1] })).status).toBe(201);

  const at = new Date();
  expect((await send('in-3', { secret: secrets[1], at })).status).toBe(201);
  const again = await send('in-3', { secret: secrets[1], at });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);

  const changed = JSON.stringify(order('in-9'));
  expect((await send('in-4', { secret: secrets[0], sent: changed })).status).toBe(401);
  const old = new Date(Date.now() - 301_000);
  expect((await send('in-5', { secret: secrets[0], at: old })).status).toBe(401);

  const { body } = await server.api('GET', '/api/v1/orders?limit=100');
  const taken = body.data.map((one) => one.external_id).filter((id) => id.startsWith('in-'));
  expect(taken.sort()).toEqual(['in-1', 'in-2', 'in-3']);
});
