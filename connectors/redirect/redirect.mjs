// The redirect page of a shop: keeps the click in a cookie and sends the visitor on. MIT.
// No dependencies. At the edge its default export answers requests (`fetch`); in Node, `node` is a handler for http.createServer
// and for Express. More, and how to test it: docs/redirect-page.md

// What to set ---------------------------------------------------------------------------------------------------
/** Hosts that a visitor may be sent on to, in lower case, with a port only where it is not the usual one. */
const HOSTS = ['shop.example', 'www.shop.example'];
/** Where a visitor goes whose address is missing or leads elsewhere. */
const START = '/';
/** How long the click counts. */
const DAYS = 10;
/** Only the shop's server can read the cookie. Set it to false if scripts on your pages are to read it. */
const HTTP_ONLY = true;
// ---------------------------------------------------------------------------------------------------------------

/** Ours, or a UUID as Retrack gives it. */
const CLICK = /^(?:clk_[0-9a-z]{26}(?:[0-9a-z]{22})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Where to: a path of this host, or a whole address of one of the hosts above; anything else is the start page. */
export function destination(deeplink) {
  // Whatever a browser would repair (spaces, line breaks, backslashes) is refused instead of understood.
  if (!deeplink || deeplink.length > 2048 || !/^[\x21-\x5b\x5d-\x7e]+$/.test(deeplink)) return START;
  if (/^\/(?!\/)/.test(deeplink)) return deeplink;
  // No user, no address in digits with tricks: after the scheme come letters, digits, dots and hyphens, and a port.
  const host = /^https?:\/\/([a-z0-9.-]+(?::[0-9]{1,5})?)(?:[/?#]|$)/i.exec(deeplink)?.[1];
  return host && HOSTS.includes(host.toLowerCase()) ? deeplink : START;
}

/** The headers of the answer to a request for `url`. */
export function headers(url) {
  const asked = new URL(url, 'https://shop.invalid').searchParams;
  const click = asked.get('click');
  const answer = {
    location: destination(asked.get('deeplink')),
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  };
  if (click && CLICK.test(click)) {
    const age = DAYS * 86400;
    answer['set-cookie'] =
      `retrack_click=${click}; Max-Age=${age}; Path=/; Secure; SameSite=Lax${HTTP_ONLY ? '; HttpOnly' : ''}`;
  }
  return answer;
}

/** Node and Express: `http.createServer(node)`, `app.get('/retrack', node)`. */
export function node(request, response) {
  response.writeHead(302, headers(request.originalUrl ?? request.url));
  response.end();
}

/** Edge functions. */
export default {
  fetch: (request) => new Response(null, { status: 302, headers: headers(request.url) }),
};
