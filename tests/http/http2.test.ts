import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import type { TLSSocket } from 'node:tls';

import { followCertificate, readCertificate, type Certificate, type CertificateTrouble } from '../../src/server/certificate.ts';
import { tlsServer } from '../../src/server/http/tls-server.ts';
import { http2Client, type Http2Client } from '../support/http2-client.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** The server with a certificate of its own: HTTP/2 and HTTP/1.1 on one port, and a certificate that is renewed under it. */

const pem = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const first: Certificate = { cert: pem('localhost.cert.pem'), key: pem('localhost.key.pem') };
const renewed: Certificate = { cert: pem('renewed.cert.pem'), key: pem('renewed.key.pem') };

/** Node warns once of a header that HTTP/2 does not know. */
const warnings: string[] = [];
process.on('warning', ({ message }) => void warnings.push(message));

let server: RunningServer;
let client: Http2Client;
before(async () => {
  server = await startServer({ tls: first });
  client = await http2Client(server.origin, first.cert);
});
after(async () => {
  client.close();
  await server.stop();
});

interface Http1Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly fingerprint: string;
}

function askHttp1(origin: string, path: string, { method = 'GET', headers = {}, body, ca = first.cert }: { method?: string; headers?: Record<string, string>; body?: string; ca?: string } = {}): Promise<Http1Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin + path, { method, headers, ca, agent: false }, (reply) => {
      let text = '';
      const { fingerprint256: fingerprint } = (reply.socket as TLSSocket).getPeerCertificate();
      reply.on('data', (bytes) => (text += String(bytes)));
      reply.on('end', () => resolve({ status: reply.statusCode!, headers: reply.headers, body: text, fingerprint }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const asStaff = () => ({ authorization: `Bearer ${server.token}` });

async function createOver2(): Promise<{ readonly id: string; scan(student: string): string }> {
  const { status, body } = await client.ask('/create_session', { headers: asStaff(), body: { course: 'Networks' } });
  assert.equal(status, 201);
  const { session_id: id, qr_payload: { payload_b64, signature } } = JSON.parse(String(body));
  const payload = Buffer.from(payload_b64, 'base64url').toString();
  return { id, scan: (student) => JSON.stringify({ student_id: student, session_id: id, payload, signature, submitted_at: '2026-03-02T09:00:01Z' }) };
}

test('what is submitted over HTTP/2 is answered as over HTTP/1.1, head and body, on the short way and on the long one', async () => {
  const { scan } = await createOver2();
  const bodies = (student: string) => [scan(student), scan(student), '[]', '{"student_id":', JSON.stringify({ filler: 'x'.repeat(70_000) })];
  for (const type of ['application/json', 'application/json; way=long', 'text/plain']) {
    const [two, one] = [bodies(`TWO-${type.length}`), bodies(`ONE-${type.length}`)];
    for (const index of two.keys()) {
      const over2 = await client.ask('/submit_attendance', { headers: { 'content-type': type }, body: two[index] });
      const over1 = await askHttp1(server.origin, '/submit_attendance', { method: 'POST', headers: { 'content-type': type, 'content-length': String(one[index]!.length) }, body: one[index]! });
      assert.deepEqual(comparable(over2.status, over2.headers, String(over2.body)), comparable(over1.status, over1.headers, over1.body), `${type} ${index}`);
    }
  }
});

function comparable(status: number, headers: Readonly<Record<string, unknown>>, body: string) {
  const { date: _date, connection: _connection, 'keep-alive': _keep, 'x-request-id': id, 'content-length': length, ':status': _status, ...rest } = Object.fromEntries(Object.entries(headers));
  const { request_id: inBody, student_id: _student, received_at: _received, scanned_at: _scanned, latency_seconds: _latency, record, ...reply } = JSON.parse(body) as Record<string, unknown>;
  assert.equal(inBody, id);
  assert.equal(Number(length), body.length);
  return { status, headers: rest, reply, hasRecord: record !== undefined };
}

test('a live stream over HTTP/2 shows a submission, beside other requests on the same connection', async () => {
  const { id, scan } = await createOver2();
  const streams = Array.from({ length: 8 }, () => client.readUntil(`/sessions/${id}/live`, asStaff(), (text) => text.includes('LIVE-1')));
  const { status } = await client.ask('/submit_attendance', { body: scan('LIVE-1') });
  assert.equal(status, 201);
  for (const stream of await Promise.all(streams)) assert.equal(stream.status, 200);
});

test('a browser signs in over HTTP/2 by a cookie for its own origin alone', async () => {
  const signIn = (origin: string) => client.ask('/auth/sign_in', { headers: { origin }, body: { token: server.token } });
  assert.equal((await signIn('https://elsewhere.example')).status, 403);
  const { status, headers } = await signIn(server.origin);
  assert.equal(status, 200);
  const cookie = String(headers['set-cookie']).split(';')[0]!;
  const close = async (origin: string) => (await client.ask('/auth/sign_out', { headers: { origin, cookie }, body: {} })).status;
  assert.deepEqual([await close('https://elsewhere.example'), await close(server.origin)], [403, 200]);
});

test('what is not there, what may not be asked and a head alone are answered over HTTP/2 too', async () => {
  assert.deepEqual([(await client.ask('/nothing')).status, (await client.ask('/%ff')).status, (await client.ask('/sessions')).status], [404, 404, 401]);
  const head = await client.ask('/healthz', { method: 'HEAD' });
  assert.deepEqual([head.status, head.body.length, head.headers['content-length']], [200, 0, '15']);
  assert.match(String(head.headers['strict-transport-security']), /max-age=/);
});

test('one connection may ask a hundred things at once', () => {
  assert.equal(client.session.remoteSettings.maxConcurrentStreams, 100);
});

test('a request that does not arrive in its time is cancelled, and a connection without requests ends', { timeout: 20_000 }, async () => {
  const slow = tlsServer({ certificate: first, keepAliveMs: 300, requestMs: 50 }, (incoming) => void incoming.resume());
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done));
  const slowly = await http2Client(`https://localhost:${(slow.address() as AddressInfo).port}`, first.cert);
  const isSessionClosed = once(slowly.session, 'close');
  const stream = slowly.session.request({ ':path': '/', ':method': 'POST' });
  stream.on('error', () => {});
  stream.write('half of it');
  await once(stream, 'close');
  assert.equal(stream.rstCode, 8);
  await isSessionClosed;
  slow.close();
});

test('a stopping server answers over HTTP/2 what it has and ends live streams, and unused connections do not hold it', { timeout: 20_000 }, async () => {
  const stopping = await startServer({ tls: first });
  const clients = await Promise.all([1, 2, 3].map(() => http2Client(stopping.origin, first.cert)));
  const asking = clients[0]!.ask('/create_session', { headers: { authorization: `Bearer ${stopping.token}` }, body: {} });
  const { session_id: id } = JSON.parse(String((await clients[1]!.ask('/create_session', { headers: { authorization: `Bearer ${stopping.token}` }, body: {} })).body));
  let isWatched = () => {};
  const watched = new Promise<void>((done) => (isWatched = done));
  const live = clients[1]!.readUntil(`/sessions/${id}/live`, { authorization: `Bearer ${stopping.token}` }, (text) => {
    if (text.includes('data:')) isWatched();
    return false;
  });
  await watched;
  const closed = Promise.all(clients.map(({ session }) => once(session, 'close')));
  assert.equal((await asking).status, 201);
  await stopping.stop();
  assert.equal((await live).status, 200);
  await closed;
});

test('a renewed certificate is what the next connection sees, and one that is open goes on', async () => {
  const renewing = await startServer({ tls: first });
  const old = await http2Client(renewing.origin, first.cert);
  const before = await askHttp1(renewing.origin, '/healthz');
  renewing.renewCertificate(renewed);
  const now = await askHttp1(renewing.origin, '/healthz', { ca: renewed.cert });
  assert.notEqual(now.fingerprint, before.fingerprint);
  assert.equal((await old.ask('/healthz')).status, 200);
  const next = await http2Client(renewing.origin, renewed.cert);
  assert.equal((await next.ask('/healthz')).status, 200);
  old.close();
  next.close();
  await renewing.stop();
});

test('a certificate is renewed once both of its files are there; until then, and where they are of no use, the old one is served', (context) => {
  mock.timers.enable({ apis: ['setInterval'] });
  const directory = mkdtempSync(join(tmpdir(), 'attend-renew-'));
  context.after(() => {
    mock.timers.reset();
    rmSync(directory, { recursive: true });
  });
  const files = { certFile: join(directory, 'cert.pem'), keyFile: join(directory, 'key.pem') };
  const write = ({ cert, key }: Partial<Certificate>) => {
    if (cert !== undefined) writeFileSync(files.certFile, cert);
    if (key !== undefined) writeFileSync(files.keyFile, key);
    mock.timers.tick(30_000);
  };
  write(first);
  const [given, troubles]: [Certificate[], CertificateTrouble[]] = [[], []];
  const stop = followCertificate({ files, served: first, onNew: (certificate) => void given.push(certificate), onTrouble: (found) => void troubles.push(...found) });
  mock.timers.tick(60_000);
  assert.deepEqual([given, troubles], [[], []]);
  write({ cert: renewed.cert });
  write({});
  assert.deepEqual([given, troubles], [[], ['pair']]);
  write({ key: renewed.key });
  assert.deepEqual(given, [renewed]);
  rmSync(files.keyFile);
  mock.timers.tick(60_000);
  assert.deepEqual(troubles, ['pair', 'keyFile']);
  stop();
  write(first);
  assert.deepEqual(given, [renewed]);
  assert.deepEqual(readCertificate({ ...files, certFile: join(directory, 'none.pem') }), { ok: false, failure: ['certFile'] });
});

test('in all of this nothing was said over HTTP/2 that only HTTP/1.1 knows', async () => {
  await client.ask('/create_session', { headers: asStaff(), body: '{' });
  assert.deepEqual(warnings, []);
});
