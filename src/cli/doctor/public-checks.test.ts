import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';

import { checkPublicUrl } from './public-checks.ts';

/** A proxy that ends TLS with a certificate for localhost, which this process trusts only where a test says so. */

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../tests/http', name), 'utf8');
const cert = read('localhost.cert.pem');
const nowMs = Date.UTC(2027, 0, 1);
let proxy: Server;
let url: string;
before(async () => {
  proxy = createServer({ cert, key: read('localhost.key.pem') }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  url = `https://localhost:${(proxy.address() as AddressInfo).port}`;
});
after(() => proxy.close());

const answering = (status: number, text: string): typeof fetch => async () => new Response(text, { status });
const check = (publicUrl: string | undefined, answer = answering(200, '{"status":"ok"}'), atMs = nowMs) => checkPublicUrl(publicUrl, { fetch: answer, nowMs: () => atMs });
const inShort = async (checks: ReturnType<typeof check>) => (await checks).map(({ name, state }) => `${name} ${state}`);

test('what stands in the codes is missing, is no HTTPS, or is answered by nobody', async () => {
  assert.match((await check(undefined))[0]!.finding, /PUBLIC_URL is not set/);
  assert.match((await check('http://attend.example.edu'))[0]!.finding, /is no HTTPS.*put a proxy in front/);
  const nobody = (await check('https://localhost:1'))[0]!;
  assert.deepEqual([nobody.state, /ECONNREFUSED.*start the proxy/.test(nobody.finding)], ['fail', true]);
});

test('a certificate that no phone trusts, that is of another name, or that has ended fails', async () => {
  assert.match((await check(url))[0]!.finding, /does not trust it \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
  assert.match((await check(url, undefined, Date.UTC(2127, 0, 1)))[0]!.finding, /expired at 2126-10-29/);
  assert.match((await check(url.replace('localhost', '127.0.0.2')))[0]!.finding, /ECONNREFUSED|is not for 127\.0\.0\.2/);
});

test('a trusted one is said with its days, and what is behind it is asked', async () => {
  const known = tls.getCACertificates();
  tls.setDefaultCACertificates([...known, cert]);
  try {
    assert.deepEqual(await inShort(check(url)), ['public ok', 'proxy ok']);
    assert.match((await check(url))[0]!.finding, /CN=localhost: good for \d+ days/);
    assert.deepEqual(await inShort(check(url, undefined, Date.UTC(2126, 9, 20))), ['public warn', 'proxy ok']);
    const behind = (await check(url, answering(502, 'Bad Gateway')))[1]!;
    assert.deepEqual([behind.state, /HTTP 502: start the server/.test(behind.finding)], ['warn', true]);
  } finally {
    tls.setDefaultCACertificates(known);
  }
});
