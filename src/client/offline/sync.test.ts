import assert from 'node:assert/strict';
import { it } from 'node:test';

import { fakeServer, json, through } from '../../../tests/offline/fake-campus.ts';
import { testSigner } from '../../../tests/offline/fake-tabs.ts';
import { memoryDisk, memoryStorage } from '../../../tests/offline/memory-storage.ts';
import type { EntryEnvelope } from '../../protocol/submission.ts';
import type { RawReply } from './answer.ts';
import { offlineQueue } from './offline-queue.ts';
import { oneSenderHere } from './one-sender.ts';
import { sendNow, syncOnce, type SyncPorts } from './sync.ts';

/** A device with a queue, and the envelopes that it sent. */
function device(answer: (envelope: EntryEnvelope, attempt: number) => RawReply) {
  const storage = memoryStorage(memoryDisk());
  const sent: { code: string; queued: boolean | undefined }[] = [];
  const heads: (string | undefined)[] = [];
  let nowMs = 1_700_000_000_000;
  let nonce = 0;
  const queue = offlineQueue({
    ...{ storage, signer: testSigner, nowMs: () => nowMs++, monotonicMs: () => 0 },
    randomBytes: (length) => new Uint8Array(length).fill(++nonce),
  });
  const ports: SyncPorts = {
    ...{ storage, exclusive: (task) => task(), oneSender: oneSenderHere(), nowMs: () => nowMs, random: () => 0.5 },
    send: async (envelope) => {
      const entry = JSON.parse(Buffer.from(envelope.entry, 'base64url').toString());
      sent.push({ code: entry.codes[0], queued: envelope.queued });
      heads.push(envelope.head);
      return answer(envelope, sent.length);
    },
  };
  const states = async () => (await queue.list()).map(({ state }) => state.kind);
  return { queue, ports, sent, heads, storage, states };
}

it('sends the first attempt as live and every later one as queued', async () => {
  const server = fakeServer();
  const { queue, ports, sent, states } = device((envelope, attempt) => through(attempt === 1 ? 'down' : 'up', server, envelope));
  const { key } = await queue.add('AAAAAAAA', 'S1');
  assert.equal((await sendNow(ports, key))?.kind, 'waiting');
  await syncOnce(ports);
  assert.deepEqual(sent.map(({ queued }) => queued), [false, true]);
  assert.deepEqual(await states(), ['recorded']);
});

it('sends the oldest first and goes on past an entry that is refused', async () => {
  const server = fakeServer((code) => (code === 'BBBBBBBB' ? 'invalid_signature' : undefined));
  const { queue, ports, sent, states } = device((envelope) => through('up', server, envelope));
  for (const code of ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC']) await queue.add(code, 'S1');
  const summary = await syncOnce(ports);
  assert.deepEqual(sent.map(({ code }) => code), ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC']);
  assert.deepEqual(await states(), ['recorded', 'refused', 'recorded']);
  assert.deepEqual(summary, { recorded: 2, alreadyRecorded: 0, refused: 1, waiting: 0, problem: null, retryInMs: null });
});

it('tells the end of the chain with every entry, so that all entries before it are known to exist', async () => {
  const { queue, ports, heads } = device((envelope) => through('up', fakeServer(), envelope));
  await queue.add('AAAAAAAA', 'S1');
  const last = await queue.add('BBBBBBBB', 'S1');
  await syncOnce(ports);
  assert.deepEqual(heads, [last.entryId, last.entryId]);
});

it('tells an entry of a key that was replaced nothing of the chain that began anew', async () => {
  const { queue, ports, heads, storage } = device((envelope) => through('up', fakeServer(), envelope));
  const old = await queue.add('AAAAAAAA', 'S1');
  const ofNewKey = { ...old, key: 'new', entryId: 'n'.repeat(43), deviceKey: 'another', state: { kind: 'recorded', receipt: null as never, atMs: 1 } } as const;
  await storage.append(ofNewKey, await storage.readHead(), { seq: 0, entryId: ofNewKey.entryId });
  await syncOnce(ports);
  assert.deepEqual(heads, [undefined]);
});

it('stops after two attempts in a row without an answer, keeps all, and says when to try next', async () => {
  const { queue, ports, sent } = device((envelope) => through('down', fakeServer(), envelope));
  for (const code of ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC']) await queue.add(code, 'S1');
  const summary = await syncOnce(ports);
  assert.equal(sent.length, 2);
  assert.deepEqual(summary, { recorded: 0, alreadyRecorded: 0, refused: 0, waiting: 3, problem: 'no connection to the server', retryInMs: 500 });
});

it('lets two entries that something on the way swallows block the others for one pass at most', async () => {
  const server = fakeServer();
  const { queue, ports, states } = device((envelope) =>
    through(Buffer.from(envelope.entry, 'base64url').includes('SWALL') ? 'bad gateway' : 'up', server, envelope),
  );
  for (const code of ['SWALL0W1', 'SWALL0W2', 'AAAAAAAA']) await queue.add(code, 'S1');
  await syncOnce(ports);
  await syncOnce(ports);
  assert.deepEqual(await states(), ['waiting', 'waiting', 'recorded']);
});

it('stops the pass where the server asks for a pause, and keeps to it', async () => {
  const busy = { status: 'error', code: 'storage_unavailable', reason: 'later', retry: true, request_id: 'r' };
  const { queue, ports, sent } = device(() => json(503, busy, '30'));
  for (const code of ['AAAAAAAA', 'BBBBBBBB']) await queue.add(code, 'S1');
  const summary = await syncOnce(ports);
  assert.equal(sent.length, 1);
  assert.equal(summary?.retryInMs, 30_500);
});

it('leaves out of a pass what is being sent live, and sends it once', async () => {
  const server = fakeServer();
  const { queue, ports, sent, states } = device((envelope) => through('up', server, envelope));
  const [fresh, older] = [await queue.add('AAAAAAAA', 'S1'), await queue.add('BBBBBBBB', 'S1')];
  const gate = Promise.withResolvers<void>();
  const live = sendNow({ ...ports, send: (envelope) => gate.promise.then(() => ports.send(envelope)) }, fresh.key);
  const summary = await syncOnce(ports);
  assert.deepEqual(sent.map(({ code }) => code), [older.code]);
  assert.equal(summary?.waiting, 1);
  assert.equal((await sendNow(ports, fresh.key))?.kind, 'waiting');
  gate.resolve();
  assert.equal((await live)?.kind, 'recorded');
  await Promise.all([sendNow(ports, fresh.key), syncOnce(ports)]);
  assert.deepEqual(sent, [{ code: 'BBBBBBBB', queued: true }, { code: 'AAAAAAAA', queued: false }]);
  assert.deepEqual(await states(), ['recorded', 'recorded']);
});

it('sends the whole queue where the disk is too full to note an answer, and says so at the end', async () => {
  const server = fakeServer();
  const { queue, ports, sent, states } = device((envelope) => through('up', server, envelope));
  for (const code of ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC']) await queue.add(code, 'S1');
  const full = new Error('full');
  await assert.rejects(syncOnce({ ...ports, storage: { ...ports.storage, settle: () => Promise.reject(full) } }), full);
  assert.deepEqual(sent.map(({ code }) => code), ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC']);
  assert.deepEqual(await states(), ['waiting', 'waiting', 'waiting']);
  await syncOnce(ports);
  assert.deepEqual(await states(), ['recorded', 'recorded', 'recorded']);
  assert.equal(server.records.size, 3);
});

it('does nothing where somebody else is syncing', async () => {
  const { queue, ports, sent } = device((envelope) => through('up', fakeServer(), envelope));
  await queue.add('AAAAAAAA', 'S1');
  assert.equal(await syncOnce({ ...ports, exclusive: async () => undefined }), undefined);
  assert.equal(sent.length, 0);
});

it('tells what it changed, and tells those who listen to the queue', async () => {
  const { queue, ports } = device((envelope) => through('up', fakeServer(), envelope));
  let heard = 0;
  const stop = queue.subscribe(() => heard++);
  await queue.add('AAAAAAAA', 'S1');
  await syncOnce({ ...ports, onChange: queue.notify });
  assert.equal(heard, 2);
  stop();
  await queue.add('BBBBBBBB', 'S1');
  assert.equal(heard, 2);
});
