import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { slidingCount } from './sliding-count.ts';

test('what was added is counted for the window, to within one slot', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (gaps) => {
      const count = slidingCount(60_000);
      const added: number[] = [];
      let nowMs = 0;
      for (const gap of gaps) {
        nowMs += gap;
        count.add(nowMs);
        added.push(nowMs);
        const within = (ms: number) => added.filter((atMs) => nowMs - atMs < ms).length;
        const total = count.total(nowMs);
        assert.ok(within(59_000) <= total && total <= within(60_001), `${within(59_000)} <= ${total} <= ${within(60_001)}`);
      }
      assert.equal(count.total(nowMs + 60_001), 0);
    }),
  );
});

test('a clock that is set back loses nothing', () => {
  const count = slidingCount(60_000);
  count.add(100_000);
  count.add(40_000);
  assert.equal(count.total(100_000), 2);
});
