import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { constants, gunzipSync } from 'node:zlib';

import { eventStream, type EventStream } from './event-stream.ts';
import { frameOf } from './frame.ts';

interface Opened {
  readonly stream: EventStream;
  readonly response: ServerResponse;
  readonly reader: Socket;
  /** How often the reader took what had filled its socket. */
  readonly readies: () => number;
  /** What came after the head, as the reader understands it. */
  read(): string;
}

/** Streams over real sockets; a reader that is paused takes nothing. */
async function openStreams(context: TestContext, wishes: readonly { readonly takesGzip: boolean }[]): Promise<readonly Opened[]> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const opened: Opened[] = [];
  for (const { takesGzip } of wishes) {
    const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
    context.after(() => reader.destroy());
    const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    reader.write(`GET / HTTP/1.1\r\nhost: localhost\r\n${takesGzip ? 'accept-encoding: gzip, br\r\n' : ''}\r\n`);
    const [, response] = await asked;
    let readies = 0;
    const stream = eventStream({ response, headers: {}, ready: () => void readies++, gone: () => undefined });
    const pieces: Buffer[] = [];
    reader.on('data', (piece: Buffer) => pieces.push(piece));
    const read = () => {
      const all = Buffer.concat(pieces);
      const body = all.subarray(all.indexOf('\r\n\r\n') + 4);
      return (takesGzip && body.length > 0 ? gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }) : body).toString();
    };
    opened.push({ stream, response, reader, readies: () => readies, read });
  }
  return opened;
}

async function until(isTrue: () => boolean): Promise<void> {
  const limitMs = performance.now() + 10_000;
  while (!isTrue()) {
    assert.ok(performance.now() < limitMs, 'what was waited for did not come within 10 s');
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

const rows = (from: number) => `data: ${Array.from({ length: 100 }, (_, index) => `{"student_id":"2026IMT-${from + index}"}`).join()}\n\n`;

test('readers of a frame are written the same bytes, compressed where they take that, whenever their stream began', async (context) => {
  const opened = await openStreams(context, [{ takesGzip: true }, { takesGzip: true }, { takesGzip: false }, { takesGzip: false }]);
  const written = opened.map(({ response }) => context.mock.method(response, 'write'));
  const frames = [0, 100, 200].map((from) => frameOf(rows(from)));
  opened[0]!.stream.send(frames[0]!);
  for (const { stream } of opened) for (const frame of frames.slice(1)) stream.send(frame);
  const bytesOf = (reader: number) => written[reader]!.mock.calls.map((call) => call.arguments[0] as unknown);
  assert.equal(bytesOf(0)[1], bytesOf(1)[0]);
  assert.equal(bytesOf(2)[1], bytesOf(3)[1]);
  assert.ok((bytesOf(1)[0] as Buffer).length < frames[1]!.plain.length / 3);
  const both = `retry: 1000\n\n${rows(100)}${rows(200)}`;
  await until(() => opened.every(({ read }) => read().endsWith(rows(200))));
  assert.deepEqual(opened.map(({ read }) => read()), [`retry: 1000\n\n${rows(0)}${rows(100)}${rows(200)}`, both, both, both]);
});

test('a reader that takes nothing fills its socket and no more, and says when it is ready again', async (context) => {
  const [opened] = await openStreams(context, [{ takesGzip: false }]);
  const { stream, response, reader, readies, read } = opened!;
  await until(() => read() !== '');
  const before = readies();
  reader.pause();
  let sent = 0;
  const frame = frameOf(`data: ${'x'.repeat(100_000)}\n\n`);
  await until(() => {
    if (!stream.isReady()) return response.writableNeedDrain && sent > 20;
    stream.send(frame);
    sent++;
    return false;
  });
  const held = response.writableLength;
  assert.ok(held < 2 * frame.plain.length, `${held} bytes wait`);
  stream.beat();
  assert.ok(response.writableLength <= held, 'a beat waits too');
  reader.resume();
  await until(() => readies() > before && stream.isReady() && read().length >= sent * frame.plain.length);
  assert.equal(read(), `retry: 1000\n\n${frame.plain.toString().repeat(sent)}`);
});

test('a beat is a comment where nothing was sent since the one before', async (context) => {
  const [opened] = await openStreams(context, [{ takesGzip: true }]);
  const { stream, read } = opened!;
  stream.beat();
  stream.beat();
  stream.send(frameOf('data: a\n\n'));
  stream.beat();
  stream.beat();
  stream.end();
  await until(() => read().endsWith('a\n\n: beat\n\n'));
  assert.equal(read(), 'retry: 1000\n\n: beat\n\ndata: a\n\n: beat\n\n');
});

test('a reader that took nothing for four beats is gone', async (context) => {
  const [opened] = await openStreams(context, [{ takesGzip: false }]);
  const { stream, response, reader } = opened!;
  reader.pause();
  const frame = frameOf(`data: ${'x'.repeat(1_000_000)}\n\n`);
  await until(() => {
    if (stream.isReady()) stream.send(frame);
    return response.writableNeedDrain && response.writableLength > 0 && !stream.isReady();
  });
  for (let beat = 1; beat <= 3; beat++) stream.beat();
  assert.equal(response.destroyed, false);
  stream.beat();
  assert.equal(response.destroyed, true);
});
