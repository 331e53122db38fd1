import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';

import { createSession, originalBody, type CreatedSession } from '../support/classroom.ts';
import { httpClient, type HttpClient } from '../support/http-client.ts';
import { startServer, type RunningServer } from './start-server.ts';

/**
 * The short ways past the framework answer as the framework does: over a connection that carries nothing but submissions, and over one that
 * something else was asked over before. A type with a parameter of its own is left to the framework.
 */
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

interface Sent {
  readonly body: string | Uint8Array;
  readonly type?: string;
  /** Something else is asked first, over the same connection. */
  readonly isUsed?: boolean;
}

async function post({ body, type = short, isUsed = false }: Sent) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  if (isUsed) await ask(agent, 'GET', '/healthz', {});
  const { status, headers, text } = await ask(agent, 'POST', '/submit_attendance', { 'content-type': type, 'content-length': Buffer.byteLength(body) }, body);
  agent.destroy();
  const { request_id: requestId, received_at: _received, scanned_at: _scanned, latency_seconds: _latency, ...reply } = JSON.parse(text) as Record<string, unknown>;
  assert.match(String(requestId), /^[0-9a-f]{8}-[0-9a-z]+$/);
  assert.equal(headers['x-request-id'], requestId);
  assert.ok(Math.abs(Date.parse(headers.date!) - Date.now()) < 60_000);
  // After a body that it cannot read the framework ends the connection, though all of the body was read.
  const { 'x-request-id': _id, date: _date, 'content-length': length, connection: _connection, 'keep-alive': _keep, ...rest } = headers;
  assert.equal(Number(length), Buffer.byteLength(text));
  return { status, headers: rest, reply };
}

async function ask(agent: Agent, method: string, path: string, headers: OutgoingHttpHeaders, body?: string | Uint8Array) {
  const sent = request(server.origin + path, { agent, method, headers }).end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const bytes of answer.setEncoding('utf8')) text += String(bytes);
  return { status: answer.statusCode, headers: answer.headers, text };
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

test('what comes a short way is answered as what comes the long way, head and body', async () => {
  const session = await createSession(client, server.token, { identity: 'open' });
  const students = ['2026IMT-001', '2026IMT-002', 'Ünï-003'];
  const [first, second, third] = students.map((student) => bodies(session, student));
  for (const name of Object.keys(first!)) {
    const answers = [await post({ body: first![name]! }), await post({ body: second![name]!, isUsed: true }), await post({ body: third![name]!, type: long })];
    const [quick, used, usual] = answers.map(({ reply: { student_id: _student, ...reply }, ...rest }) => ({ ...rest, reply }));
    assert.deepEqual(quick, usual, name);
    assert.deepEqual(used, usual, name);
    assert.deepEqual(answers.map(({ reply }) => reply['student_id']), name === 'accepted' ? students : [undefined, undefined, undefined]);
  }
});

test('a second submission of a student is refused on each way, with what it ran into', async () => {
  const session = await createSession(client, server.token, { identity: 'open' });
  await post({ body: JSON.stringify(originalBody(session, '2026IMT-003')) });
  const again = { body: JSON.stringify(originalBody(session, '2026imt-003')) };
  const [quick, used, usual] = [await post(again), await post({ ...again, isUsed: true }), await post({ ...again, type: long })];
  assert.equal(quick.status, 409);
  assert.deepEqual([quick, used], [usual, usual]);
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
