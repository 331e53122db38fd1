import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gunzipSync } from 'node:zlib';

import { startServer, type RunningServer } from './start-server.ts';

const pagesDir = mkdtempSync(join(tmpdir(), 'attend-pages-'));
const script = 'export const attendance = 1;\n'.repeat(100);
const files: Readonly<Record<string, string | Buffer>> = {
  'student/student.html': '<!doctype html><title>student</title>',
  'professor/professor.html': '<!doctype html><title>professor</title>',
  'receipt/receipt.html': '<!doctype html><title>receipt</title>',
  'sw.js': 'self.x = 1;',
  'manifest.webmanifest': '{}',
  'icons/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/app-1a2b3c.js': script,
  'assets/app-1a2b3c.js.br': brotliCompressSync(script),
  'assets/plain-4d5e6f.js': script,
  'assets/scan-7a8b9c.wasm': Buffer.alloc(2_000),
};

let server: RunningServer;
before(async () => {
  for (const directory of ['student', 'professor', 'receipt', 'icons', 'assets']) mkdirSync(join(pagesDir, directory));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(pagesDir, name), content);
  server = await startServer({ pagesDir });
});
after(async () => {
  await server.stop();
  rmSync(pagesDir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Without fetch, which unpacks and asks for what it likes. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(server.origin + path, { headers, agent: false }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => resolve({ status: reply.statusCode!, headers: reply.headers, body: Buffer.concat(chunks) }));
    }).on('error', reject);
  });
}

test('each address leads to its page, which is asked for again every time', async () => {
  const student = ['/s', '/S', '/s?x=1'];
  const professor = ['/staff', '/staff/sessions/abc', '/staff/sessions/abc/projector', '/setup', '/sign_in'];
  for (const [path, title] of [...student.map((path) => [path, 'student']), ...professor.map((path) => [path, 'professor']), ['/receipt', 'receipt']]) {
    const { status, headers, body } = await ask(path!);
    assert.equal(status, 200, path);
    assert.match(body.toString(), new RegExp(`<title>${title}`));
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-cache');
  }
});

test('an address without a page leads people on and says the same to a program in its own way', async () => {
  const people = await ask('/atendance', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
  assert.deepEqual([people.status, people.headers['content-type'], people.headers['vary']], [404, 'text/html; charset=utf-8', 'accept']);
  for (const [, path] of people.body.toString().matchAll(/href="([^"]+)"/g)) assert.equal((await ask(path!)).status, 200, path);
  const program = await ask('/atendance', { accept: '*/*' });
  assert.deepEqual([program.status, (JSON.parse(program.body.toString()) as { readonly code: string }).code], [404, 'not_found']);
});

test('/ leads staff to their pages and everybody else to the student page', async () => {
  assert.equal((await ask('/')).headers['location'], '/s');
  assert.equal((await ask('/', { cookie: 'attend_staff=x' })).headers['location'], '/staff');
});

test('a hashed asset is kept for ever, in the smallest form that the browser takes', async () => {
  const brotli = await ask('/assets/app-1a2b3c.js', { 'accept-encoding': 'gzip, deflate, br' });
  assert.deepEqual([brotli.headers['content-encoding'], brotli.headers['cache-control']], ['br', 'public, max-age=31536000, immutable']);
  assert.deepEqual(brotli.body, files['assets/app-1a2b3c.js.br']);
  const gzip = await ask('/assets/plain-4d5e6f.js', { 'accept-encoding': 'gzip, deflate, br' });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(gzip.body).toString(), script);
  const plain = await ask('/assets/app-1a2b3c.js');
  assert.deepEqual([plain.headers['content-encoding'], plain.body.toString(), plain.headers['vary']], [undefined, script, 'accept-encoding']);
  assert.equal((await ask('/assets/scan-7a8b9c.wasm')).headers['content-type'], 'application/wasm');
});

test('what a browser has already is not sent again', async () => {
  const { headers } = await ask('/s');
  const again = await ask('/s', { 'if-none-match': String(headers['etag']) });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
});

test('the worker and the manifest have their types, and nothing outside of the build is served', async () => {
  assert.equal((await ask('/sw.js')).headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal((await ask('/manifest.webmanifest')).headers['content-type'], 'application/manifest+json; charset=utf-8');
  assert.equal((await ask('/icons/icon.svg')).headers['content-type'], 'image/svg+xml; charset=utf-8');
  const outside = ['/assets/none.js', '/assets/%2e%2e/student/student.html', '/assets/..%2fsw.js', '/student/student.html'];
  for (const path of [...outside, '/assets/app-1a2b3c.js.br']) {
    assert.equal((await ask(path)).status, 404, path);
  }
});
