import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deskEn } from '../../ui/messages/desk-en.ts';
import { deskKeyOf, neighbourOf } from './desk-keys.ts';

test('every key that the list of keys names does something, in either case', () => {
  const named = deskEn.keyHelp.flatMap(([key]) => key.split(' ')).map((key) => ({ '↑': 'ArrowUp', '↓': 'ArrowDown', Esc: 'Escape' })[key] ?? key);
  for (const key of named) assert.notEqual(deskKeyOf(key), undefined, key);
  assert.deepEqual(deskKeyOf('A'), deskKeyOf('a'));
  assert.equal(deskKeyOf('Enter'), undefined);
});

test('the arrows lead from row to row and stop at the ends', () => {
  const rows = ['S1', 'S2'];
  assert.equal(neighbourOf(rows, undefined, 1), 'S1');
  assert.equal(neighbourOf(rows, 'S1', 1), 'S2');
  assert.equal(neighbourOf(rows, 'S2', 1), undefined);
  assert.equal(neighbourOf(rows, 'S1', -1), undefined);
  assert.equal(neighbourOf(rows, 'gone', 1), 'S1');
  assert.equal(neighbourOf([], undefined, 1), undefined);
});
