import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';

import { socketLane, type SocketLane } from './socket-lane.ts';
import type { AnswerSubmission } from './submit-answers.ts';

interface Stand {
  readonly lane: SocketLane;
  readonly server: Server;
  readonly answered: string[];
  readonly connect: () => Promise<{ readonly socket: Socket; readonly said: () => string; readonly until: (text: string, times?: number) => Promise<void> }>;
}

/** A server whose own answers say `usual`, behind a lane that echoes. */
async function openLane(context: TestContext, { answer = echo, limitMs = 60_000 }: { readonly answer?: AnswerSubmission; readonly limitMs?: number } = {}): Promise<Stand> {
  const answered: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(`usual ${request.method} ${request.url}`));
  });
  const lane = socketLane({
    ...{ answer, requestIdOf: (headers) => String(headers['x-request-id'] ?? 'own'), clock: Date.now, keepAliveMs: limitMs, requestMs: limitMs },
    ...{ answered: (id, endpoint, status) => answered.push(`${id} ${endpoint} ${status}`), refuseLate: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') },
  });
  lane.open(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    server.closeAllConnections();
    lane.closeUnused();
  });
  return { lane, server, answered, connect: async () => watched(connect((server.address() as AddressInfo).port, '127.0.0.1')) };
}

const echo: AnswerSubmission = (bytes, id, done) => void setImmediate(() => done({ status: 201, headers: {}, text: `${id}:${bytes}`, code: undefined }));

async function watched(socket: Socket) {
  await once(socket, 'connect');
  let said = '';
  const until = (text: string, times = 1) =>
    new Promise<void>((done, fail) => {
      const look = () => void (said.split(text).length > times && done());
      socket.on('data', look).on('close', () => fail(new Error(`closed after ${said}`)));
      look();
    });
  socket.on('data', (bytes) => (said += String(bytes)));
  return { socket, said: () => said, until };
}

const submission = (body: string, rest = '') => `POST /submit_attendance HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${rest}\r\n${body}`;

test('submissions are answered in the lane, one after the other, and anything else by the server behind it', { timeout: 20_000 }, async (context) => {
  const { connect: open, answered } = await openLane(context);
  const { socket, said, until } = await open();
  socket.write(submission('one', 'x-request-id: from-proxy\r\n'));
  await until('from-proxy:one');
  socket.write(submission('zwölf'));
  await until('own:zwölf');
  assert.match(said(), /^HTTP\/1\.1 201 Created\r\nx-request-id: from-proxy\r\ncontent-length: 14\r\nDate: [^\r]+ GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\nfrom-proxy:oneHTTP/);
  socket.write('GET /s HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await until('usual GET /s');
  socket.write(submission('three'));
  await until('usual POST /submit_attendance');
  assert.deepEqual(answered, ['from-proxy submitAttendance 201', 'own submitAttendance 201']);
});

test('a body that comes letter by letter, requests that do not wait, and one that asks for something else among them', { timeout: 20_000 }, async (context) => {
  const { connect: open } = await openLane(context);
  const slow = await open();
  const head = submission('letters').slice(0, -7);
  slow.socket.setNoDelay(true);
  for (const piece of [head, ...'letters']) await new Promise<void>((done) => slow.socket.write(piece, () => setImmediate(done)));
  await slow.until('own:letters');
  slow.socket.write(`${submission('a')}${submission('b')}${submission('c').slice(0, -1)}`);
  await slow.until('own:b');
  slow.socket.write(`cGET /s HTTP/1.1\r\nhost: localhost\r\n\r\n${submission('d')}`);
  await slow.until('usual POST');
  assert.deepEqual([...slow.said().matchAll(/own:[a-z]+|usual [A-Z]+/g)].map(([text]) => text), ['own:letters', 'own:a', 'own:b', 'own:c', 'usual GET', 'usual POST']);
  const split = await open();
  for (const piece of ['POST /submit_attendance HT', `TP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nok`]) await new Promise<void>((done) => split.socket.write(piece, () => setImmediate(done)));
  await split.until('usual POST');
});

test('who asks 20,000 times and reads nothing gets all answers once they read', { timeout: 60_000 }, async (context) => {
  const { server, answered } = await openLane(context);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const [each, all] = [submission('x'.repeat(1_000)), 20_000];
  for (let sent = 0; sent < all; sent++) socket.write(each);
  let answers = 0;
  let rest = '';
  for await (const bytes of socket) {
    const parts = (rest + String(bytes)).split('HTTP/1.1 20');
    answers += parts.length - 1;
    rest = parts.at(-1)!.slice(-10);
    if (answers === all) break;
  }
  assert.equal(answers, all);
  assert.ok(answered.length > 0);
});

test('who asks and closes their own direction is answered, and then the connection ends', { timeout: 20_000 }, async (context) => {
  const { connect: open } = await openLane(context);
  const { socket, said } = await open();
  const closed = once(socket, 'close');
  socket.end(submission('last'));
  await closed;
  assert.match(said(), /own:last$/);
  const never = await open();
  const ended = once(never.socket, 'close');
  never.socket.end();
  await ended;
  assert.equal(never.said(), '');
});

test('a connection that is silent, and one whose body stays away, are ended', { timeout: 20_000 }, async (context) => {
  const { connect: open } = await openLane(context, { limitMs: 1 });
  const [silent, late] = [await open(), await open()];
  late.socket.write(submission('never whole').slice(0, -3));
  await Promise.all([once(silent.socket, 'close'), once(late.socket, 'close')]);
  assert.deepEqual([silent.said(), late.said().slice(0, 12)], ['', 'HTTP/1.1 400']);
});

test('a lane that closes answers what it has, leaves the rest to the server, and keeps no connection that has nothing', { timeout: 20_000 }, async (context) => {
  let finish: (() => void) | undefined;
  const { lane, connect: open } = await openLane(context, { answer: (bytes, id, done) => (finish = () => echo(bytes, id, done)) });
  const [busy, idle] = [await open(), await open()];
  busy.socket.write(submission('asked before'));
  await new Promise<void>((done) => {
    const look = () => (finish === undefined ? setImmediate(look) : done());
    look();
  });
  lane.close();
  const closed = once(idle.socket, 'close');
  lane.closeUnused();
  await closed;
  finish!();
  await busy.until('own:asked before');
  busy.socket.write(submission('asked after'));
  await busy.until('usual POST');
});
