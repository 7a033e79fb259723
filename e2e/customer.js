// A customer of a shop, and the token with which the shop says who is signed in (docs/share-panel.md).
import { createHmac } from 'node:crypto';

export function person(account, name) {
  const login = name.toLowerCase();
  return { account: String(account), name, login, email: `${login}-${account}@friends.example` };
}

/** Good for five minutes. */
export function customerToken({ store, secret }, who, language) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: store, sub: who.account, email: who.email, name: who.name, login: who.login, lang: language };
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat: now, exp: now + 300 })}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}
