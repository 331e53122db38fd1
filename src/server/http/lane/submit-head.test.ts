import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { seeded } from '../../../../tests/bench/camera.ts';
import { readSubmitHead } from './submit-head.ts';

/** What is taken is read as Node's own parser reads it; what is not taken costs only time. */

const body = '{"student_id":"1"}';
const lines = ['host: localhost', 'content-type: application/json', `content-length: ${body.length}`, 'x-request-id: 0123456789', 'user-agent: Mozilla/5.0 (X11)', 'accept: */*'];
const headOf = (all: readonly string[], first = 'POST /submit_attendance HTTP/1.1') => `${[first, ...all].join('\r\n')}\r\n\r\n`;
const read = (text: string) => readSubmitHead(Buffer.from(text, 'latin1'));

test('a head as browsers, proxies and programs send it is taken', () => {
  assert.deepEqual(read(headOf(lines) + body), { bodyAt: headOf(lines).length, length: body.length, requestId: '0123456789' });
  const mixed = ['Host:localhost:5000', 'Content-Type: application/json; charset=utf-8', 'CONTENT-LENGTH: 1', 'Connection: Keep-Alive', 'X-Forwarded-For: 10.0.0.1', 'Cookie: a=ü'];
  assert.deepEqual(read(headOf(mixed)), { bodyAt: headOf(mixed).length, length: 1, requestId: undefined });
});

test('whatever has two readings, or is for somebody else, is left to Node', () => {
  const without = (name: string) => lines.filter((line) => !line.startsWith(name));
  const wrong: readonly (readonly string[])[] = [
    ...['host', 'content-type', 'content-length'].map(without),
    ...[0, 1, 2, 3].map((index) => [...lines, lines[index]!]),
    ...['transfer-encoding: chunked', 'expect: 100-continue', 'upgrade: h2c', 'connection: close', 'connection: upgrade', 'proxy-connection: close'].map((line) => [...lines, line]),
    ...['x : y', ' folded', 'no colon', ': no name', 'x: a\rb', 'x: a\nb', 'x: \u0000', 'x: \u007f', 'näme: x'].map((line) => [...lines, line]),
    ...['0', '-1', '+5', '1e2', '0x10', '5 5', '5,5', '', '007', '65537', '99999999999999999999'].map((size) => [...without('content-length'), `content-length: ${size}`]),
    [...without('content-type'), 'content-type: text/plain'],
    [...lines, `x: ${'y'.repeat(9_000)}`],
  ];
  for (const all of wrong) assert.equal(read(headOf(all)), undefined, JSON.stringify(all));
  for (const first of ['GET /submit_attendance HTTP/1.1', 'POST /submit_attendance HTTP/1.0', 'POST /submit_attendance?x HTTP/1.1', 'POST  /submit_attendance HTTP/1.1', 'POST /sessions HTTP/1.1']) {
    assert.equal(read(headOf(lines, first)), undefined, first);
  }
  assert.equal(read(headOf(lines).slice(0, -2)), undefined);
  assert.equal(read(headOf(lines).replaceAll('\r\n', '\n')), undefined);
  assert.equal(read(''), undefined);
});

const node = createServer();
let port = 0;
before(async () => {
  node.listen(0, '127.0.0.1');
  await once(node, 'listening');
  ({ port } = node.address() as AddressInfo);
});
after(() => void node.close());

/** What Node makes of the same bytes. */
async function asNodeReads(text: string): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  const asked = once(node, 'request') as Promise<[IncomingMessage]>;
  const refused = once(socket, 'data').then(([bytes]) => String(bytes));
  socket.write(Buffer.from(text, 'latin1'));
  const outcome = await Promise.race([asked, refused]);
  try {
    if (typeof outcome === 'string') return outcome;
    const [{ method, url, headers, httpVersion }] = outcome;
    return [method, url, httpVersion, headers['content-length'], headers['transfer-encoding'], headers['x-request-id']];
  } finally {
    socket.destroy();
  }
}

const pieces = ['\r', '\n', '\r\n', ' ', '\t', ':', ',', ';', '0', '1', '9', '\0', '\x0b', '\xa0', '\x7f', '\x80', 'ÿ', 'a', 'Z', '_', '%', '"', 'content-length: 5\r\n', 'transfer-encoding: chunked\r\n', 'host: x\r\n', 'x-request-id: abcdefgh\r\n', 'connection: keep-alive\r\n'];

test('1,500 heads with a few letters changed that are taken: Node reads the same length, the same id and no chunks', { timeout: 60_000 }, async () => {
  const random = seeded(7);
  const pick = (count: number) => Math.floor(random() * count);
  let taken = 0;
  for (let tries = 0; taken < 1_500; tries++) {
    assert.ok(tries < 100_000, `only ${taken} were taken`);
    let text = headOf(lines);
    for (let changes = 1 + pick(3); changes > 0; changes--) {
      const at = pick(text.length);
      text = text.slice(0, at) + (random() < 0.8 ? pieces[pick(pieces.length)]! : '') + text.slice(at + pick(3));
    }
    const found = read(text + body);
    if (found === undefined) continue;
    taken++;
    assert.deepEqual(
      await asNodeReads(text.slice(0, found.bodyAt) + 'x'.repeat(found.length)),
      ['POST', '/submit_attendance', '1.1', String(found.length), undefined, found.requestId],
      JSON.stringify(text),
    );
  }
});
