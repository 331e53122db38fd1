import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { burstsOf, maxBursts } from './bursts.ts';

const at = (...times: readonly number[]) => times.map((receivedAtMs, index) => ({ studentId: `S-${index}`, receivedAtMs }));

test('five within one second of a quiet session are a burst, four are not, and neither are five in more than a second', () => {
  assert.deepEqual(burstsOf(at(0, 250, 500, 750, 999)), [{ fromMs: 0, count: 5, usual: 0, students: ['S-0', 'S-1', 'S-2', 'S-3', 'S-4'] }]);
  assert.deepEqual(burstsOf(at(0, 250, 500, 999)), []);
  assert.deepEqual(burstsOf(at(0, 250, 500, 750, 1_000)), []);
});

test('a hall that scans all at once has no burst: around it, it is as lively', () => {
  const lively = Array.from({ length: 360 }, (_, index) => index * 166);
  assert.deepEqual(burstsOf(at(...lively)), []);
});

test('a burst in a lively minute has to stand out by as much', () => {
  const oneASecond = Array.from({ length: 60 }, (_, index) => index * 1_000);
  const more = (count: number) => Array.from({ length: count }, () => 30_010);
  assert.equal(burstsOf(at(...oneASecond, ...more(3))).length, 0);
  const [burst] = burstsOf(at(...oneASecond, ...more(8)));
  assert.deepEqual([burst?.count, Math.round(burst!.usual * 60)], [9, 59]);
});

test('every burst obeys the rule by a plain count, they do not overlap, and they come in the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000), { maxLength: 120 }), (times) => {
      const bursts = burstsOf(at(...times));
      for (const { fromMs, count, usual, students } of bursts) {
        const within = times.filter((time) => time >= fromMs && time < fromMs + 1_000).length;
        const around = times.filter((time) => time >= fromMs - 30_000 && time < fromMs + 31_000).length - within;
        assert.deepEqual([count, usual, students.length], [within, around / 60, within]);
        assert.ok(count >= 5 && count >= 5 * usual);
      }
      for (const [index, { fromMs }] of bursts.entries()) assert.ok(index === 0 || fromMs >= bursts[index - 1]!.fromMs + 1_000);
    }),
  );
});

test('the list keeps the biggest ones', () => {
  const groups = Array.from({ length: maxBursts + 5 }, (_, group) => Array.from({ length: 5 + group }, () => group * 120_000)).flat();
  const bursts = burstsOf(at(...groups));
  assert.equal(bursts.length, maxBursts);
  assert.deepEqual([bursts[0]!.count, bursts.at(-1)!.count], [10, 29]);
});
