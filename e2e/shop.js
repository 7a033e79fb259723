// A WooCommerce shop's coupons for tests: as strict about signatures as the real one, in memory.
import { createHmac } from 'node:crypto';
import http from 'node:http';

export const key = { key: 'ck_0123456789abcdef0123456789abcdef01234567', secret: 'cs_fedcba9876543210fedcba9876543210fedcba98' };

/** Starts one on a free port. `coupons` are those that were made; `letOnlyRead()` takes the key's right to write. */
export function startShop() {
  const state = { coupons: [], onlyReads: false };
  const server = http.createServer(async (request, response) => {
    const [status, body] = answer(state, request, await bodyOf(request));
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      const stop = () => new Promise((done) => server.close(done));
      resolve({ url, coupons: state.coupons, letOnlyRead: () => (state.onlyReads = true), stop });
    });
  });
}

function answer(state, request, body) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  if (!isSigned(request.method, url)) return refused(401, 'woocommerce_rest_authentication_error', 'Invalid signature.');
  if (url.pathname === '/wp-json/wc/v3/orders') return [200, []];
  if (url.pathname !== '/wp-json/wc/v3/coupons') return refused(404, 'rest_no_route', 'No route was found.');
  if (request.method === 'GET') {
    const code = url.searchParams.get('code')?.toLowerCase();
    return [200, state.coupons.filter((coupon) => !code || coupon.code === code)];
  }
  if (state.onlyReads) {
    return refused(401, 'woocommerce_rest_authentication_error', 'The API key provided does not have write permissions.');
  }
  const asked = JSON.parse(body);
  const code = asked.code.toLowerCase();
  if (state.coupons.some((coupon) => coupon.code === code)) {
    return refused(400, 'woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists');
  }
  const coupon = { ...asked, code, id: 100 + state.coupons.length, status: 'publish', usage_count: 0 };
  state.coupons.push(coupon);
  return [201, coupon];
}

/** One-legged OAuth 1.0a over plain http: names and values sorted, escaped twice, signed with the secret. */
function isSigned(method, url) {
  const given = url.searchParams.get('oauth_signature');
  const pairs = [...url.searchParams].filter(([name]) => name !== 'oauth_signature');
  const plain = pairs.map(([name, value]) => `${raw(name)}=${raw(value)}`).sort().join('&');
  const base = [method, raw(url.origin + url.pathname), raw(plain)].join('&');
  const wanted = createHmac('sha256', `${key.secret}&`).update(base).digest('base64');
  return url.searchParams.get('oauth_consumer_key') === key.key && given === wanted;
}

function raw(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function refused(status, code, message) {
  return [status, { code, message, data: { status } }];
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
