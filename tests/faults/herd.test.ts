import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runHerd } from './run-herd.ts';

test('60 students behind one address come back with five entries each: all are answered finally, none is turned away, each is one row', { timeout: 90_000 }, async (context) => {
  const result = await runHerd({ students: 60, withinMs: 500, seed: 7 });
  assert.deepEqual(result.faults, []);
  assert.deepEqual([result.entries, result.recorded, result.alreadyRecorded, result.rows], [300, 297, 3, 300]);
  assert.equal(result.posts, result.entries, 'one post an entry');
  assert.deepEqual(result.refused, { duplicate_submission: 3 });
  assert.ok(result.totalMs < 60_000, `it took ${result.totalMs} ms`);
  context.diagnostic(JSON.stringify(result));
});
