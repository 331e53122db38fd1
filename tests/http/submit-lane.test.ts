import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';

import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { httpClient, type HttpClient } from '../support/http-client.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** The short way past the framework answers as the framework does. A type with a parameter of its own is left to the framework. */

const [short, long] = ['application/json', 'application/json; way=long'];

let server: RunningServer;
let client: HttpClient;
before(async () => {
  server = await startServer();
  client = httpClient(Number(new URL(server.origin).port), 1);
});
after(async () => {
  client.close();
  await server.stop();
});

async function post(type: string, body: string | Uint8Array) {
  const answer = await fetch(`${server.origin}/submit_attendance`, { method: 'POST', headers: { 'content-type': type }, body: body as BodyInit });
  const headers = Object.fromEntries(answer.headers);
  const { request_id: requestId, received_at: _received, scanned_at: _scanned, latency_seconds: _latency, ...reply } = (await answer.json()) as Record<string, unknown>;
  assert.match(String(requestId), /^[0-9a-f]{8}-[0-9a-z]+$/);
  assert.equal(headers['x-request-id'], requestId);
  // After a body that it cannot read the framework ends the connection, though all of the body was read.
  const { 'x-request-id': _id, date: _date, 'content-length': length, connection: _connection, 'keep-alive': _keep, ...rest } = headers;
  assert.ok(Number(length) > 0);
  return { status: answer.status, headers: rest, reply };
}

function bodies(session: CreatedSession, student: string): Readonly<Record<string, string | Uint8Array>> {
  const whole = originalBody(session, student);
  const { signature: _, ...unsigned } = whole;
  return {
    accepted: JSON.stringify(whole),
    forged: JSON.stringify({ ...whole, student_id: `${student}X`, signature: '0'.repeat(64) }),
    unsigned: JSON.stringify(unsigned),
    'of no session': JSON.stringify({ ...whole, session_id: '11111111-1111-4111-8111-111111111111' }),
    'an array': '[]',
    'no JSON': '{"student_id":',
    'no text': Uint8Array.of(0x7b, 0xff, 0x7d),
    'a prototype': '{"__proto__":{"student_id":"1"}}',
    'too large': JSON.stringify({ ...whole, filler: 'x'.repeat(70_000) }),
  };
}

test('what comes the short way is answered as what comes the long way, head and body', async () => {
  const session = await createSession(client, server.token, { identity: 'open' });
  const [one, other] = [bodies(session, '2026IMT-001'), bodies(session, '2026IMT-002')];
  for (const name of Object.keys(one)) {
    const [quick, usual] = [await post(short, one[name]!), await post(long, other[name]!)];
    const { student_id: quickStudent, ...quickReply } = quick.reply;
    const { student_id: usualStudent, ...usualReply } = usual.reply;
    assert.deepEqual({ ...quick, reply: quickReply }, { ...usual, reply: usualReply }, name);
    assert.deepEqual([quickStudent, usualStudent], name === 'accepted' ? ['2026IMT-001', '2026IMT-002'] : [undefined, undefined]);
  }
});

test('a second submission of a student is refused on either way, with what it ran into', async () => {
  const session = await createSession(client, server.token, { identity: 'open' });
  await post(short, JSON.stringify(originalBody(session, '2026IMT-003')));
  const [quick, usual] = [await post(short, JSON.stringify(originalBody(session, '2026imt-003'))), await post(long, JSON.stringify(originalBody(session, '2026IMT-003')))];
  assert.equal(quick.status, 409);
  assert.deepEqual(quick, usual);
});

/** Sends bytes as they are and answers the statuses of what came back. */
async function statusesOf(answers: number, ...pieces: readonly string[]): Promise<readonly string[]> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  const statuses = () => [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!);
  const isSaid = new Promise<void>((done) => {
    socket.on('data', (bytes) => {
      said += String(bytes);
      if (statuses().length >= answers) done();
    });
    socket.on('close', () => done());
  });
  for (const piece of pieces) await new Promise<void>((done) => socket.write(piece, () => setImmediate(done)));
  await isSaid;
  socket.destroy();
  return statuses();
}

test('a body in pieces, one of chunks, and requests that wait for nobody are each answered', async () => {
  const session = await createSession(client, server.token, { identity: 'open' });
  const bodyOf = (student: string) => JSON.stringify(originalBody(session, student));
  const head = (rest: string) => `POST /submit_attendance HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${rest}\r\n\r\n`;
  const whole = (student: string) => `${head(`content-length: ${bodyOf(student).length}`)}${bodyOf(student)}`;

  const [first, second] = [bodyOf('2026IMT-101').slice(0, 50), bodyOf('2026IMT-101').slice(50)];
  assert.deepEqual(await statusesOf(1, head(`content-length: ${bodyOf('2026IMT-101').length}`), first, second), ['201']);
  const chunks = bodyOf('2026IMT-102');
  assert.deepEqual(await statusesOf(1, head('transfer-encoding: chunked'), `${chunks.length.toString(16)}\r\n${chunks}\r\n0\r\n\r\n`), ['201']);
  assert.deepEqual(await statusesOf(3, `${whole('2026IMT-103')}${whole('2026IMT-104')}${whole('2026IMT-103')}`), ['201', '201', '409']);
  assert.deepEqual(await statusesOf(1, `GET /submit_attendance HTTP/1.1\r\nhost: localhost\r\n\r\n`), ['404']);
});
