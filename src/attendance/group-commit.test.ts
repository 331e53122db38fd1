import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { groupCommit } from './group-commit.ts';

/** A disk that answers when the test says so. */
function slowDisk() {
  const batches: (readonly number[])[] = [];
  const pending: { readonly finish: () => void; readonly fail: (error: Error) => void }[] = [];
  async function write(batch: readonly number[]): Promise<readonly string[]> {
    batches.push(batch);
    await new Promise<void>((resolve, reject) => pending.push({ finish: resolve, fail: reject }));
    return batch.map((item) => `stored ${item}`);
  }
  return { batches, pending, write };
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('an idle queue commits at once, and the next batch gathers while one is in flight', async () => {
  const { batches, pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 10 });
  const first = commits.commit(1);
  assert.deepEqual(batches, [[1]]);
  const rest = [2, 3, 4].map((item) => commits.commit(item));
  await settle();
  assert.deepEqual([batches.length, commits.waiting], [1, 3]);
  pending[0]!.finish();
  assert.equal(await first, 'stored 1');
  await settle();
  assert.deepEqual(batches, [[1], [2, 3, 4]]);
  pending[1]!.finish();
  assert.deepEqual(await Promise.all(rest), ['stored 2', 'stored 3', 'stored 4']);
});

test('what arrives while the requests of one instant are read shares their batch', async () => {
  const { batches, pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 10, whenRead: async () => void (await settle()) });
  const all = [1, 2].map((item) => commits.commit(item));
  await Promise.resolve();
  all.push(commits.commit(3));
  assert.deepEqual(batches, []);
  await settle();
  await settle();
  assert.deepEqual(batches, [[1, 2, 3]]);
  pending[0]!.finish();
  assert.deepEqual(await Promise.all(all), ['stored 1', 'stored 2', 'stored 3']);
});

test('nothing is answered before its batch is on the disk', async () => {
  const { pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 10 });
  let answer = 'none';
  void commits.commit(1).then((outcome) => (answer = outcome));
  await settle();
  assert.equal(answer, 'none');
  pending[0]!.finish();
  await settle();
  assert.equal(answer, 'stored 1');
});

test('a batch that fails rejects its own items and no other', async () => {
  const { pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 2 });
  const outcomes = Promise.allSettled([1, 2, 3, 4].map((item) => commits.commit(item)));
  await settle();
  pending[0]!.finish();
  await settle();
  pending[1]!.fail(new Error('disk full'));
  await settle();
  pending[2]!.finish();
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
});

test('a writer that throws at once rejects too, and the queue goes on', async () => {
  let isBroken = true;
  const commits = groupCommit(
    (batch: readonly number[]) => {
      if (isBroken) throw new Error('closed');
      return Promise.resolve(batch);
    },
    { maxBatch: 5 },
  );
  await assert.rejects(commits.commit(1), /closed/);
  isBroken = false;
  assert.equal(await commits.commit(2), 2);
});

test('it is drained when nothing waits and nothing is in flight', async () => {
  const { pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 1 });
  await commits.drained();
  void commits.commit(1);
  void commits.commit(2);
  let isDrained = false;
  void commits.drained().then(() => (isDrained = true));
  await settle();
  pending[0]!.finish();
  await settle();
  assert.equal(isDrained, false);
  pending[1]!.finish();
  await settle();
  assert.equal(isDrained, true);
});

test('enough leave at once, while others are in flight and up to as many as may be, and none fails for another', async () => {
  const { batches, pending, write } = slowDisk();
  const commits = groupCommit(write, { maxBatch: 10, whenRead: async () => void (await settle()), maxInFlight: 2, enough: 2 });
  const outcomes = Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((item) => commits.commit(item)));
  assert.deepEqual([batches, commits.waiting], [[[1, 2], [3, 4]], 3]);
  pending[0]!.fail(new Error('disk full'));
  await settle();
  await settle();
  assert.deepEqual(batches, [[1, 2], [3, 4], [5, 6, 7]], 'what gathered meanwhile leaves together');
  pending[1]!.finish();
  pending[2]!.finish();
  assert.deepEqual((await outcomes).map(({ status }) => status === 'fulfilled'), [false, false, true, true, true, true, true]);
  await commits.drained();
});

test('whatever comes when, one batch is in flight, none is too large, order is kept and each item has its own outcome', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(3), { maxLength: 40 }), async (maxBatch, pauses) => {
      let inFlight = 0;
      const written: number[] = [];
      const commits = groupCommit(
        async (batch: readonly number[]) => {
          assert.equal(++inFlight, 1);
          assert.ok(batch.length >= 1 && batch.length <= maxBatch);
          for (let turn = 0; turn < (batch[0]! % 3) + 1; turn++) await Promise.resolve();
          written.push(...batch);
          inFlight--;
          return batch.map((item) => item * 10);
        },
        { maxBatch },
      );
      const outcomes: Promise<number>[] = [];
      for (const [item, pause] of pauses.entries()) {
        outcomes.push(commits.commit(item));
        for (let turn = 0; turn < pause; turn++) await Promise.resolve();
      }
      assert.deepEqual(await Promise.all(outcomes), pauses.map((_, item) => item * 10));
      assert.deepEqual(written, pauses.map((_, item) => item));
    }),
  );
});
