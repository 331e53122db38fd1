import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groupTyped, readTyped } from './typed-input.ts';

test('what is typed is shown in capitals and two groups of four', () => {
  assert.deepEqual(['', 'k7q', 'k7qf', 'k7qf3', 'K7QF-3M2X', 'k7 qf 3m 2x and more'].map(groupTyped), [
    '',
    'K7Q',
    'K7QF',
    'K7QF-3',
    'K7QF-3M2X',
    'K7QF-3M2X',
  ]);
});

test('a code is read whatever its case, its hyphens and its look-alike letters', () => {
  for (const text of ['K7QF3M2X', ' k7qf-3m2x ', 'K7QF 3M2X']) assert.deepEqual(readTyped(text), { kind: 'code', code: 'K7QF3M2X' });
  assert.deepEqual(readTyped('oIlL-0000'), { kind: 'code', code: '01110000' });
});

test('a letter that no code has is named', () => {
  assert.deepEqual(readTyped('K7QU-3M2X'), { kind: 'wrong_letter', letter: 'U' });
  assert.deepEqual(readTyped('K7Q?'), { kind: 'wrong_letter', letter: '?' });
});

test('a code that is too short or too long is told its length', () => {
  assert.deepEqual(readTyped(''), { kind: 'wrong_length', count: 0 });
  assert.deepEqual(readTyped('K7QF-3M2'), { kind: 'wrong_length', count: 7 });
  assert.deepEqual(readTyped('K7QF-3M2X-5'), { kind: 'wrong_length', count: 9 });
});
