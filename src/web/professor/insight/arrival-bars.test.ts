import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { SessionView } from '../../../protocol/schemas.ts';
import { arrivalBars } from './arrival-bars.ts';

const session = { starts_at: '2026-11-23T09:00:00.000Z', closes_at: '2026-11-23T09:20:00.000Z' } as SessionView;
const barsOf = (...minutes: readonly (readonly [minute: number, count: number])[]) =>
  arrivalBars({ session, arrivals_by_minute: minutes.map(([minute, count]) => ({ minute, count })) });

test('each minute from the start to the last arrival is a bar, also an empty one', () => {
  assert.deepEqual(barsOf([1, 5], [3, 2]), {
    ...{ minutesEach: 1, after: 0 },
    bars: [{ minute: 0, count: 0 }, { minute: 1, count: 5 }, { minute: 2, count: 0 }, { minute: 3, count: 2 }],
  });
});

test('what came after the session closed is counted beside the bars', () => {
  const { bars, after } = barsOf([19, 1], [20, 2], [4_000, 3]);
  assert.deepEqual([bars.length, after], [20, 5]);
});

test('a session without arrivals has no bars', () => {
  assert.deepEqual(barsOf(), { minutesEach: 1, bars: [], after: 0 });
});

test('however long the session, there are at most 60 bars, and no arrival is lost', () => {
  const counts = fc.uniqueArray(fc.tuple(fc.integer({ min: -100, max: 20_000 }), fc.integer({ min: 1, max: 9 })), { selector: ([minute]) => minute });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 20_000 }), (some, duration) => {
      const long = { ...session, closes_at: new Date(Date.parse(session.starts_at) + duration * 60_000).toISOString() };
      const sorted = some.toSorted(([left], [right]) => left - right).map(([minute, count]) => ({ minute, count }));
      const { bars, after } = arrivalBars({ session: long, arrivals_by_minute: sorted });
      assert.ok(bars.length <= 60);
      assert.equal(bars.reduce((sum, { count }) => sum + count, after), some.reduce((sum, [, count]) => sum + count, 0));
    }),
  );
});
