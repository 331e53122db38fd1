import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { startServer, type RunningServer } from './start-server.ts';

/** What a phone is sent of the pages as they are built: each file once, in few bytes, and hardly anything the second time. `npm run visit` measures it. */

const built = resolve(import.meta.dirname, '../../dist/web');
const names = readdirSync(built, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && !/\.(?:br|gz|map)$/.test(entry.name))
  .map((entry) => relative(built, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
const addressOf = (name: string) => (name.endsWith('.html') ? { 'student/student.html': '/s', 'professor/professor.html': '/staff', 'receipt/receipt.html': '/receipt' }[name]! : `/${name}`);

let server: RunningServer;
before(async () => {
  server = await startServer({ pagesDir: built });
});
after(() => server.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks on one connection, as a phone does; `received` is what came over the wire, heads and all. */
function visit(): { ask(path: string, headers?: Record<string, string>): Promise<Answer>; readonly received: number; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<Socket>();
  return {
    ask: (path, headers = {}) =>
      new Promise((done, fail) => {
        const asked = get(server.origin + path, { agent, headers: { 'accept-encoding': 'gzip, br', ...headers } }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () => done({ status: reply.statusCode!, headers: reply.headers, body: Buffer.concat(chunks) }));
        });
        asked.on('socket', (socket) => sockets.add(socket));
        asked.on('error', fail);
      }),
    get received() {
      return [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    },
    close: () => agent.destroy(),
  };
}

test('every file of text is sent compressed, smaller, and with the same content, whichever form a browser takes', async () => {
  const phone = visit();
  const texts = names.filter((name) => /\.(?:html|js|css|svg|webmanifest|wasm)$/.test(name) && readFileSync(join(built, name)).length > 200);
  assert.ok(texts.length > 15);
  for (const name of texts) {
    const plain = readFileSync(join(built, name));
    for (const [coding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]] as const) {
      const { status, headers, body } = await phone.ask(addressOf(name), { 'accept-encoding': coding });
      assert.deepEqual([status, headers['content-encoding'], headers['vary'], Number(headers['content-length'])], [200, coding, 'accept-encoding', body.length], name);
      assert.ok(body.length < plain.length, `${name} as ${coding}`);
      assert.ok(unpack(body).equals(plain), name);
    }
  }
  phone.close();
});

test('a file whose name holds the hash of its content is kept for ever; everything else is asked for again, and answered with 304 and no body', async () => {
  const phone = visit();
  for (const name of names) {
    const { headers } = await phone.ask(addressOf(name));
    const isHashed = name.startsWith('assets/');
    if (isHashed) assert.match(name, /-[\w-]{8}\.\w+$/);
    assert.equal(headers['cache-control'], isHashed ? 'public, max-age=31536000, immutable' : 'no-cache', name);
    const again = await phone.ask(addressOf(name), { 'if-none-match': headers.etag! });
    assert.deepEqual([again.status, again.body.length], [304, 0], name);
  }
  phone.close();
});

test('a second visit is sent less than a tenth of the first, in two heads', async () => {
  const first = visit();
  const page = await first.ask('/s');
  const assets = [...brotliDecompressSync(page.body).toString().matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  assert.ok(assets.length >= 2);
  for (const path of assets) assert.match((await first.ask(path)).headers['cache-control']!, /immutable/);
  const worker = await first.ask('/sw.js');
  first.close();

  const second = visit();
  for (const [path, { headers }] of [['/s', page], ['/sw.js', worker]] as const) assert.equal((await second.ask(path, { 'if-none-match': headers.etag! })).status, 304);
  second.close();
  assert.ok(second.received > 0);
  assert.ok(second.received * 10 < first.received && second.received < 2_000, `${second.received} of ${first.received} bytes`);
});
