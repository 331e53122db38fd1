import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextRow } from './row-keys.ts';

test('arrows step, pages leap, and both stop at the ends', () => {
  assert.equal(nextRow('ArrowDown', -1, 10, 4), 0);
  assert.equal(nextRow('ArrowDown', 9, 10, 4), 9);
  assert.equal(nextRow('ArrowUp', 0, 10, 4), 0);
  assert.equal(nextRow('PageDown', 3, 10, 4), 7);
  assert.equal(nextRow('PageUp', 3, 10, 4), 0);
  assert.equal(nextRow('Home', 7, 10, 4), 0);
  assert.equal(nextRow('End', 2, 10, 4), 9);
});

test('other keys and empty tables lead nowhere', () => {
  assert.equal(nextRow('x', 3, 10, 4), undefined);
  assert.equal(nextRow('toString', 3, 10, 4), undefined);
  assert.equal(nextRow('ArrowDown', -1, 0, 4), undefined);
});
