// Dub's own package, unchanged, against this server: it tracks a lead and a sale, and finds the answers as it expects them.
import { expect, test } from '@playwright/test';
import { Dub } from 'dub';
import * as errors from 'dub/models/errors';
import { startServer } from '../tributary.js';

let server;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(async () => {
  await server?.stop();
});

test('the package dub tracks a lead, and the sale of its customer is the partner\'s', async () => {
  const click = await partnersClick();
  const dub = new Dub({ token: server.apiKey, serverURL: server.url });

  const lead = await dub.track.lead({
    clickId: click,
    eventName: 'Sign up',
    customerExternalId: 'user-77',
    customerName: 'Bo Ek',
    customerEmail: 'bo@example.com',
  });
  expect(lead.click.id).toBe(click);
  expect(lead.link.key).toBe('spring');
  expect(lead.customer).toEqual({ name: 'Bo Ek', email: 'bo@example.com', avatar: null, externalId: 'user-77' });

  const sale = await dub.track.sale({ customerExternalId: 'user-77', amount: 5_000, invoiceId: 'in_1', metadata: { seats: 2 } });
  expect(sale.eventName).toBe('Purchase');
  expect(sale.customer.externalId).toBe('user-77');
  const sold = { amount: 5_000, currency: 'usd', paymentProcessor: 'custom', invoiceId: 'in_1', metadata: { seats: 2 } };
  expect(sale.sale).toEqual(sold);

  const again = await dub.track.sale({ customerExternalId: 'user-77', amount: 70_000, invoiceId: 'in_1' });
  expect(again.sale, 'the first result').toEqual(sold);
  const orders = await server.api('GET', '/api/v1/orders?external_id=in_1');
  expect(orders.body.data).toHaveLength(1);
  expect(orders.body.data[0].attribution.via).toBe('click');
  expect(orders.body.data[0].commissions[0].amount).toEqual({ amount: 500, currency: 'USD' });
  const leads = await server.api('GET', '/api/v1/leads');
  expect(leads.body.data).toHaveLength(1);
});

test('the package dub finds its own errors', async () => {
  const dub = new Dub({ token: server.apiKey, serverURL: server.url });
  const unknown = dub.track.lead({ clickId: 'nothing', eventName: 'Sign up', customerExternalId: 'user-1' });
  await expect(unknown).rejects.toBeInstanceOf(errors.NotFound);
  const wrong = dub.track.sale({ customerExternalId: 'user-1', amount: -1 });
  await expect(wrong).rejects.toBeInstanceOf(errors.UnprocessableEntity);
  const nobody = new Dub({ token: 'wrong', serverURL: server.url });
  await expect(nobody.track.sale({ customerExternalId: 'user-1', amount: 1 })).rejects.toBeInstanceOf(errors.Unauthorized);
});

/** A partner with a link that somebody follows. Answers the click's id. */
async function partnersClick() {
  const partner = await made('/api/v1/partners', { name: 'Sara Lind', kind: 'influencer' });
  const link = { partner: partner.id, program: server.program, slug: 'spring', destination: 'https://shop.example/' };
  await made('/api/v1/links', link);
  const user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const { status, body } = await server.api('POST', '/api/v1/clicks', { link: 'spring', ip: '192.0.2.1', user_agent });
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body.id;
}

async function made(path, body) {
  const reply = await server.api('POST', path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
