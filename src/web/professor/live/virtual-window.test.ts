import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { rowsInSight, scrollToRow } from './virtual-window.ts';

test('whatever is scrolled, every row in sight is drawn, few others are, and the height stays that of all rows', () => {
  fc.assert(
    fc.property(fc.nat(2_500), fc.nat(120_000), fc.integer({ min: 0, max: 2_000 }), (rowCount, wantedPx, heightPx) => {
      const rowPx = 44;
      const scrolledPx = Math.min(wantedPx, Math.max(0, rowCount * rowPx - heightPx));
      const { first, after, spaceBeforePx, spaceAfterPx } = rowsInSight({ scrolledPx, heightPx, rowPx }, rowCount);
      assert.ok(first <= Math.floor(scrolledPx / rowPx));
      assert.ok(after >= Math.min(rowCount, Math.ceil((scrolledPx + heightPx) / rowPx)));
      assert.ok(after - first <= Math.ceil(heightPx / rowPx) + 48);
      assert.equal(spaceBeforePx + (after - first) * rowPx + spaceAfterPx, rowCount * rowPx);
    }),
  );
});

test('a row in sight needs no scrolling; others come to the nearest edge', () => {
  const viewport = { scrolledPx: 440, heightPx: 484, rowPx: 44 };
  assert.equal(scrollToRow(viewport, 12, 44), undefined);
  assert.equal(scrollToRow(viewport, 3, 44), 132);
  assert.equal(scrollToRow(viewport, 20, 44), 484);
});
