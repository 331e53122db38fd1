import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { offlineQueue } from '../../../client/offline/offline-queue.ts';
import { databaseOpener } from './database.ts';
import { openSigner } from './device.ts';
import { entryStorage } from './entry-storage.ts';
import { renewKey } from './renew-key.ts';

let phones = 0;

function phone() {
  const withDatabase = databaseOpener(`renewed-${phones++}`);
  const storage = entryStorage(withDatabase);
  const open = () => openSigner(withDatabase, crypto.subtle);
  let nonces = 0;
  const queueOf = (signer: typeof open) =>
    offlineQueue({ storage, signer, nowMs: () => 1_700_000_000_000 + nonces, monotonicMs: () => 5, randomBytes: (length) => new Uint8Array(length).fill(++nonces) });
  return { withDatabase, storage, open, queueOf };
}

test('a key that was switched off is replaced once, however many tabs learn of it, and begins a chain of its own', async () => {
  const { withDatabase, storage, open, queueOf } = phone();
  const old = await queueOf(open).add('K7QF3M2X', 'S-1');
  const renewed = await Promise.all([1, 2, 3].map(() => renewKey(withDatabase, crypto.subtle, [old.deviceKey!])));
  assert.equal(renewed.filter(Boolean).length, 1);
  const { publicKey } = await open();
  assert.notEqual(publicKey, old.deviceKey);
  assert.deepEqual(await storage.readHead(), { seq: -1, entryId: null });
  assert.equal(await renewKey(withDatabase, crypto.subtle, [old.deviceKey!]), false, 'the new key is not the one that was switched off');
  const next = await queueOf(open).add('K7QF3M2X', 'S-1');
  assert.equal(next.deviceKey, publicKey);
  assert.equal((await storage.list()).length, 2, 'what the old key sealed stays');
});

test('a second key that is switched off is replaced as well', async () => {
  const { withDatabase, open } = phone();
  const keys = [(await open()).publicKey];
  for (let times = 0; times < 3; times++) {
    assert.equal(await renewKey(withDatabase, crypto.subtle, keys), true);
    keys.push((await open()).publicKey);
  }
  assert.equal(new Set(keys).size, 4);
});

test('a scan that a tab sealed with the old key is not stored, and is sealed anew with the new one', async () => {
  const { withDatabase, storage, open, queueOf } = phone();
  const stale = await open();
  await renewKey(withDatabase, crypto.subtle, [stale.publicKey]);
  let asked = 0;
  const entry = await queueOf(async () => (asked++ === 0 ? stale : open())).add('K7QF3M2X', 'S-1');
  assert.equal(entry.deviceKey, (await open()).publicKey);
  assert.equal((await storage.list()).length, 1);
});
