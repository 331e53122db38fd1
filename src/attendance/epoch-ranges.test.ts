import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { common, countOf, holds, merged, without, type EpochRange } from './epoch-ranges.ts';

const universe = Array.from({ length: 34 }, (_, index) => index);
const range: fc.Arbitrary<EpochRange> = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 32 }));
const ranges = fc.array(range, { maxLength: 6 });
const epochsOf = (some: readonly EpochRange[]) => universe.filter((epoch) => some.some(([first, last]) => first <= epoch && epoch <= last));

test('ranges that touch become one, and one that ends before it begins is none', () => {
  assert.deepEqual(merged([[7, 9], [1, 3], [4, 4], [12, 11], [8, 20]]), [[1, 4], [7, 20]]);
  assert.deepEqual(merged([]), []);
  assert.equal(countOf([[1, 3], [2, 4]]), 4);
});

test('a range with holes is what lies around them', () => {
  assert.deepEqual(without([[0, 10]], [[3, 4], [4, 6], [10, 99]]), [[0, 2], [7, 9]]);
  assert.deepEqual(common([[0, 5], [8, 9]], [[4, 8]]), [[4, 5], [8, 8]]);
});

test('merging, taking away and intersecting are what they are for sets', () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      const [inLeft, inRight] = [new Set(epochsOf(left)), new Set(epochsOf(right))];
      assert.deepEqual(epochsOf(merged(left)), [...inLeft]);
      assert.deepEqual(epochsOf(without(left, right)), [...inLeft].filter((epoch) => !inRight.has(epoch)));
      assert.deepEqual(epochsOf(common(left, right)), [...inLeft].filter((epoch) => inRight.has(epoch)));
      assert.equal(countOf(left), inLeft.size);
      for (const epoch of universe) assert.equal(holds(left, epoch), inLeft.has(epoch));
    }),
  );
});

test('what is merged is in order, and no two of its ranges touch', () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      for (const result of [merged(left), without(left, right), common(left, right)]) {
        result.forEach(([first, last], index) => {
          assert.ok(first <= last);
          assert.ok(index === 0 || result[index - 1]![1] + 1 < first);
        });
      }
    }),
  );
});
