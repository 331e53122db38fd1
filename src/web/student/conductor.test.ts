import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ClaimOutcome } from '../../client/offline/claim-code.ts';
import { codeFragment, phoneOf } from '../../../tests/support/student-phone.ts';

test('a code in the address of a known student is stored, sent once as not queued, and recorded with no tap', async () => {
  const phone = phoneOf({ student: 'S-1' });
  await phone.conductor.open(codeFragment);
  assert.deepEqual(phone.sent.map(({ queued }) => queued), [false]);
  assert.equal(phone.state().view.kind, 'entry');
  assert.equal(phone.state().entries[0]!.state.kind, 'recorded');
  assert.ok(phone.log.indexOf('stored') < phone.log.indexOf('address cleared'));
  assert.ok(phone.log.indexOf('stored') < phone.log.indexOf('sent'));
});

test('the first time, the code waits for the student number and stays in the address until it is stored', async () => {
  const phone = phoneOf({ student: null });
  await phone.conductor.open(codeFragment);
  assert.equal(phone.state().view.kind, 'first_time');
  assert.deepEqual([phone.sent.length, phone.log.includes('address cleared')], [0, false]);
  await phone.conductor.takeStudent('S-2');
  assert.equal(phone.state().entries[0]!.state.kind, 'recorded');
  assert.equal(phone.state().entries[0]!.studentId, 'S-2');
});

test('the first time, a code keeps its place while the number is asked for, and the entry brings the claim', async () => {
  const phone = phoneOf({ student: null, place: { kind: 'kept', token: 'AAAA', untilMs: 1_700_000_600_000 } });
  await phone.conductor.open(codeFragment);
  assert.deepEqual([phone.state().view.kind, phone.state().placeUntilMs, phone.claimed.length], ['first_time', 1_700_000_600_000, 1]);
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual(phone.tokens, ['AAAA']);
  await phone.conductor.takeCode('K7QF3M2X');
  assert.deepEqual([phone.tokens, phone.claimed.length], [['AAAA', undefined], 1], 'a known student claims nothing');
});

test('a code that is refused says so before the number was typed, and leaves no entry and no address', async () => {
  const refused = { kind: 'refused', code: 'code_expired', reason: 'this code is no longer on the screen; scan again' } as const;
  const phone = phoneOf({ student: null, place: refused });
  await phone.conductor.open(codeFragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: refused });
  assert.deepEqual([phone.state().heldCode, phone.disk.entries.size, phone.log.includes('address cleared')], [null, 0, true]);
  phone.conductor.closeView();
  assert.equal(phone.state().view.kind, 'first_time');
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual([phone.state().view.kind, phone.sent.length], ['ready', 0]);
});

test('a number that is typed before the claim is answered waits for the answer', async () => {
  const { promise, resolve } = Promise.withResolvers<ClaimOutcome>();
  const phone = phoneOf({ student: null, place: promise });
  const opened = phone.conductor.open(codeFragment);
  await new Promise((done) => setImmediate(done));
  const taken = phone.conductor.takeStudent('S-2');
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([phone.state().view.kind, phone.sent.length], ['saving', 0]);
  resolve({ kind: 'kept', token: 'AAAA', untilMs: 0 });
  await Promise.all([opened, taken]);
  assert.deepEqual(phone.tokens, ['AAAA']);
});

test('of two codes the last one holds, whatever is said of the first', async () => {
  const { promise, resolve } = Promise.withResolvers<ClaimOutcome>();
  const phone = phoneOf({ student: null, place: promise });
  const opened = phone.conductor.open(codeFragment);
  await new Promise((done) => setImmediate(done));
  phone.setPlace({ kind: 'kept', token: 'BBBB', untilMs: 7 });
  await phone.conductor.takeCode('K7QF3M2X');
  resolve({ kind: 'refused', code: 'code_expired', reason: '' });
  await opened;
  assert.deepEqual([phone.state().view.kind, phone.state().placeUntilMs], ['first_time', 7]);
  await phone.conductor.takeStudent('S-2');
  assert.deepEqual([phone.tokens, [...phone.disk.entries.values()].map(({ code }) => code)], [['BBBB'], ['K7QF3M2X']]);
});

test('without a network the entry waits, and only then is a sync asked for', async () => {
  const phone = phoneOf({ student: 'S-1', isDown: true });
  await phone.conductor.open(codeFragment);
  assert.equal(phone.state().entries[0]!.state.kind, 'waiting');
  assert.deepEqual(phone.state().sending, []);
  assert.ok(phone.log.indexOf('sent') < phone.log.indexOf('watched'));
  assert.ok(phone.log.includes('background sync'));
});

test('a phone that cannot store sends the scan once, unsealed, and never shows it as saved', async () => {
  const phone = phoneOf({ student: 'S-1', isFull: true });
  await phone.conductor.open(codeFragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: { kind: 'recorded', receipt: phone.receipts[0] } });
  assert.equal(phone.state().canStore, false);
  assert.deepEqual(phone.sent.map(({ signature, queued }) => [signature, queued]), [[undefined, false]]);
});

test('a phone that can neither store nor send says so', async () => {
  const phone = phoneOf({ student: 'S-1', isFull: true, isDown: true });
  await phone.conductor.open(codeFragment);
  assert.deepEqual(phone.state().view, { kind: 'unsaved', answer: { kind: 'unanswered', problem: '' } });
});

test('an outdated page sends nothing and stores nothing', async () => {
  const phone = phoneOf({ student: 'S-1', isNewer: true });
  await phone.conductor.open(codeFragment);
  await phone.conductor.takeCode('K7QF3M2X');
  assert.equal(phone.state().view.kind, 'outdated');
  assert.deepEqual([phone.sent.length, phone.claimed.length, phone.disk.entries.size], [0, 0, 0]);
});

test('entries keep the student number that they were made with', async () => {
  const phone = phoneOf({ student: 'S-1', isDown: true });
  await phone.conductor.open(codeFragment);
  await phone.conductor.takeStudent('S-9');
  await phone.conductor.takeCode('K7QF3M2X');
  assert.deepEqual([...phone.disk.entries.values()].map(({ studentId }) => studentId), ['S-1', 'S-9']);
});

test('an address without a code is cleared and says so', async () => {
  const phone = phoneOf({ student: 'S-1' });
  await phone.conductor.open('#nothing-here');
  assert.deepEqual(phone.state().view, { kind: 'ready', hasBadLink: true, isFirst: false });
  assert.ok(phone.log.includes('address cleared'));
});

test('an address that changes while the storage is read is taken once it was read', async () => {
  for (const [text, kind] of [[`#X${'0'.repeat(80)}`, 'bring'], [codeFragment, 'entry']] as const) {
    const phone = phoneOf({ student: 'S-1' });
    await Promise.all([phone.conductor.open(''), phone.conductor.takeFragment(text)]);
    assert.equal(phone.state().view.kind, kind);
  }
});
