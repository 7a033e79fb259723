// A mail server for tests: takes every mail over SMTP and keeps it in memory.
import net from 'node:net';

/**
 * Starts one on a free port. `next(to)` waits for the next mail to an address that was not handed out yet.
 *
 * `wait` ends what hangs: a letter about a payout goes after twelve seconds, and who sends it looks every five.
 */
export function start({ wait = 60_000 } = {}) {
  const kept = [];
  const waiting = [];
  const deliver = (mail) => {
    const at = waiting.findIndex((one) => mail.to.includes(one.to));
    if (at >= 0) waiting.splice(at, 1)[0].take(mail);
    else kept.push(mail);
  };
  const server = net.createServer((socket) => converse(socket, deliver));
  const next = (to) => {
    const at = kept.findIndex((mail) => mail.to.includes(to));
    if (at >= 0) return Promise.resolve(kept.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1);
        reject(new Error(`no mail to ${to} within ${wait} ms; there are ${kept.map((m) => m.to).join(', ') || 'none'}`));
      }, wait);
      const one = { to, take: (mail) => { clearTimeout(late); resolve(mail); } };
      waiting.push(one);
    });
  };
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const stop = () => new Promise((done) => server.close(done));
      resolve({ port, url: `smtp://127.0.0.1:${port}`, next, kept, stop });
    });
  });
}

/** One connection: enough of RFC 5321 for an honest client. */
function converse(socket, deliver) {
  let rest = '';
  let to = [];
  let data = null;
  const say = (line) => socket.write(`${line}\r\n`);
  const heard = (line) => {
    if (data) {
      if (line !== '.') return void data.push(line.replace(/^\./, ''));
      deliver(read(to, data));
      [to, data] = [[], null];
      return say('250 kept');
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return say('250 here');
    if (verb === 'RCPT') to.push(/<(.*?)>/.exec(line)?.[1]);
    if (verb === 'DATA') {
      data = [];
      return say('354 go on');
    }
    if (verb === 'QUIT') return socket.end('221 bye\r\n');
    return say('250 ok');
  };
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop();
    lines.forEach(heard);
  });
  say('220 tests');
}

/** The parts of a message that tests look at: `subject`, `text`, `html`, and the `links` of the text. */
function read(to, lines) {
  const raw = lines.join('\n');
  const [head, body] = halves(raw);
  const boundary = /boundary="?([^"\n;]+)/i.exec(head)?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1).map((part) => halves(part.replace(/^\n/, ''))) : [[head, body]];
  const of = (type) => {
    const part = parts.find(([partHead]) => new RegExp(`content-type: *text/${type}`, 'i').test(partHead));
    return part ? decoded(...part) : '';
  };
  const text = of('plain');
  return { to, raw, subject: words(/^subject: *(.*(?:\n[ \t].*)*)/im.exec(head)?.[1] ?? ''), text, html: of('html'), links: text.match(/https?:\/\/\S+/g) ?? [] };
}

function halves(text) {
  const at = text.indexOf('\n\n');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 2)];
}

function decoded(head, body) {
  const way = /content-transfer-encoding: *(\S+)/i.exec(head)?.[1]?.toLowerCase();
  if (way === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return way === 'quoted-printable' ? unquoted(body.replace(/=\n/g, '')) : body;
}

function unquoted(text) {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return /[^\x00-\xff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A header with encoded words in it (RFC 2047). */
function words(text) {
  const flat = text.replace(/\n[ \t]+/g, ' ').replace(/\?= =\?/g, '?==?');
  return flat.replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, way, inside) =>
    way.toLowerCase() === 'b' ? Buffer.from(inside, 'base64').toString('utf8') : unquoted(inside.replace(/_/g, ' ')));
}
