import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeText } from './history-words.ts';

test('a change says what was done, by whom, what it did and why', () => {
  const change = { action: 'accept', staff: 'Prof. Rossi', note: 'seen in the hall', before: { status: 'present', grade: 'late_sync' }, after: { status: 'present', grade: 'manual' } };
  assert.equal(changeText(change), 'Accepted, Prof. Rossi: Present, Check → Present, By hand. “seen in the hall”');
});

test('the server judges under its own name, and a record that came or went is said', () => {
  assert.equal(changeText({ action: 'regrade', staff: 'evidence', note: null, before: null, after: { status: 'late', grade: 'suspicious' } }), 'Judged again with newer evidence, the server: no record → Late, Contradiction');
  assert.equal(changeText({ action: 'unmark', staff: 'Prof. Rossi', note: null, before: { status: 'late', grade: 'manual' }, after: null }), 'Mark taken back, Prof. Rossi: Late, By hand → no record');
});

test('an order for a screen names the screen', () => {
  const order = { action: 'hide_code', staff: 'Prof. Rossi', note: null, before: { displayId: 'x', name: 'Left wall', hide: null }, after: { displayId: 'x', name: 'Left wall', hide: true } };
  assert.equal(changeText(order), 'Code hidden on “Left wall”, Prof. Rossi');
  assert.equal(changeText({ ...order, action: 'show_code', after: { displayId: 'x', name: null, hide: false } }), 'Code shown again on a screen without a name, Prof. Rossi');
});

test('what a newer server calls something is shown as it is', () => {
  assert.equal(changeText({ action: 'merge', staff: 'Prof. Rossi', note: null, before: { openings: [] }, after: 7 }), 'merge, Prof. Rossi');
});
