import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { fileLock } from '../../src/cli/student/file-lock.ts';
import { openFileQueue, type FileQueue } from '../../src/cli/student/file-queue.ts';
import { offlineQueue } from '../../src/client/offline/offline-queue.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { deviceVerifier } from '../../src/server/signatures/device-signature.ts';
import { queueStorageSuite } from './queue-storage-suite.ts';

const dir = mkdtempSync(join(tmpdir(), 'attend-queue-'));
after(() => rmSync(dir, { recursive: true }));
let files = 0;
const newFile = () => join(dir, `deep/er/${++files}.sqlite`);

function open(file: string): FileQueue {
  const opened = openFileQueue(file);
  assert.ok(opened.ok);
  return opened.value;
}

queueStorageSuite('a file', async () => {
  const file = newFile();
  const handles: FileQueue[] = [];
  return {
    async open() {
      const handle = open(file);
      handles.push(handle);
      return handle.storage;
    },
    close: async () => handles.forEach((handle) => handle.close()),
  };
});

it('keeps the file to its owner, for it holds the device key', () => {
  const file = newFile();
  writeFileSync(join(dir, 'open.sqlite'), '', { mode: 0o666 });
  for (const each of [file, join(dir, 'open.sqlite')]) {
    open(each).close();
    assert.equal(statSync(each).mode & 0o777, 0o600);
  }
});

it('has one device key for all who open the file, whose signatures the server verifies', async () => {
  const file = newFile();
  const [first, second] = [open(file), open(file)];
  const { deviceId } = await first.signer();
  assert.equal((await second.signer()).deviceId, deviceId);
  assert.notEqual((await open(newFile()).signer()).deviceId, deviceId);
  const queue = offlineQueue({
    ...{ storage: second.storage, signer: second.signer, nowMs: () => 5, monotonicMs: () => 5 },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  const entry = await queue.add('K7QF3M2X', '2022IMT-048');
  const [key, signature] = [base64url.decode(entry.deviceKey!)!, base64url.decode(entry.signature!)!];
  assert.equal(await deviceVerifier()(key, entry.bytes, signature), true);
  assert.equal(await deviceVerifier()(key, new Uint8Array([...entry.bytes, 32]), signature), false);
});

it('says why a file cannot be a queue and leaves it as it is', () => {
  const file = join(dir, 'letter.txt');
  writeFileSync(file, 'Dear Sir, '.repeat(200));
  const opened = openFileQueue(file);
  assert.equal(opened.ok, false);
  assert.equal(opened.ok ? '' : opened.failure.code, 'queue_unusable');
  assert.equal(statSync(file).size, 2000);
});

it('lets one syncer at a time at a queue file', async () => {
  const lock = fileLock(join(dir, 'sync.lock'));
  const inner = await lock(() => lock(async () => 'in'));
  assert.equal(inner, undefined);
  assert.equal(await lock(async () => 'in'), 'in');
  await assert.rejects(lock(async () => Promise.reject(new Error('broken'))));
  assert.equal(await lock(async () => 'in again'), 'in again');
});
