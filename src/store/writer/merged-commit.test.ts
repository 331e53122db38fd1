import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StorageUnavailable, type CommitItem } from '../../attendance/ports.ts';
import { mergedCommit } from './merged-commit.ts';
import { packBatch } from './packed-batch.ts';
import type { WriteRequest } from './writer-messages.ts';

const contact = (atMs: number): CommitItem => ({ kind: 'contact', institutionId: 1, head: new Uint8Array(32), atMs });

function requestOf(id: number, batch: readonly CommitItem[]): WriteRequest {
  return { id, method: 'commit', args: [packBatch(batch)] };
}

const notPlain = () => Promise.resolve(undefined);

test('batches that wait share a transaction, and each is answered with its own outcomes', async () => {
  const sizes: number[] = [];
  const commit = mergedCommit(async (batch) => {
    sizes.push(batch.length);
    return batch.map(() => ({ kind: 'noted' as const }));
  }, notPlain);
  const replies = await commit([requestOf(1, [contact(1), contact(2)]), requestOf(2, []), requestOf(3, [contact(3)])]);
  assert.deepEqual(sizes, [3]);
  const noted = { kind: 'noted' };
  assert.deepEqual(replies, [
    { id: 1, ok: true, value: [noted, noted] },
    { id: 2, ok: true, value: [] },
    { id: 3, ok: true, value: [noted] },
  ]);
});

test('where all of it is plain each batch learns the place of its first', async () => {
  const unasked = () => assert.fail('it went the plain way');
  const commit = mergedCommit(unasked, async () => 100);
  const replies = await commit([requestOf(1, [contact(1), contact(2)]), requestOf(2, [contact(3)])]);
  assert.deepEqual(replies, [
    { id: 1, ok: true, value: 100 },
    { id: 2, ok: true, value: 102 },
  ]);
});

test('a batch that fails takes none along that shared its transaction', async () => {
  const commit = mergedCommit(async (batch) => {
    if (batch.some((item) => item.kind === 'contact' && item.atMs === 2)) throw new Error('no such session');
    return batch.map(() => ({ kind: 'noted' as const }));
  }, notPlain);
  const replies = await commit([requestOf(1, [contact(1)]), requestOf(2, [contact(2)]), requestOf(3, [contact(3)])]);
  assert.deepEqual(replies.map(({ id, ok }) => [id, ok]), [
    [1, true],
    [2, false],
    [3, true],
  ]);
});

test('where the file cannot be written all are told at once, and it is tried once', async () => {
  let tries = 0;
  const commit = mergedCommit(() => assert.fail('it was tried again'), async () => {
    tries++;
    throw new StorageUnavailable('database is locked');
  });
  const replies = await commit([requestOf(1, [contact(1)]), requestOf(2, [contact(2)])]);
  assert.deepEqual(replies.map((reply) => [reply.id, reply.ok, !reply.ok && reply.isUnavailable]), [
    [1, false, true],
    [2, false, true],
  ]);
  assert.equal(tries, 1);
});
