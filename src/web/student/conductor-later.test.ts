import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeFragment, phoneOf } from '../../../tests/support/student-phone.ts';
import { entryOf } from './test-entries.ts';

test('an address that is opened offline is kept for a second code, and taken as it is where it cannot be', async () => {
  const phone = phoneOf({ student: 'S-1', keeps: true });
  phone.conductor.setOnline(false);
  await phone.conductor.open(codeFragment);
  assert.deepEqual([phone.log, phone.sent.length], [['kept for later', 'address cleared', 'kicked'], 0]);
  const without = phoneOf({ student: 'S-1', isDown: true });
  without.conductor.setOnline(false);
  await without.conductor.open(codeFragment);
  assert.equal(without.disk.entries.size, 1);
});

test('a code that was typed is never kept for a second one, nor is one that is scanned online', async () => {
  const phone = phoneOf({ student: 'S-1', keeps: true });
  await phone.conductor.open(codeFragment);
  phone.conductor.setOnline(false);
  await phone.conductor.takeFragment('#K7QF3M2X');
  assert.equal(phone.log.includes('kept for later'), false);
  assert.equal(phone.disk.entries.size, 2);
});

test('a scan for a guest goes under the guest’s number, and the phone keeps its own', async () => {
  const phone = phoneOf({ student: 'S-1' });
  await phone.conductor.open('');
  await phone.conductor.takeCode('K7QF3M2X', 'S-2');
  const [entry] = phone.disk.entries.values();
  assert.deepEqual([entry!.studentId, JSON.parse(new TextDecoder().decode(entry!.bytes)).guest, phone.state().student], ['S-2', true, 'S-1']);
});

test('a classmate’s sealed scan needs no student number', async () => {
  const phone = phoneOf({ student: null });
  await phone.conductor.open('#X0000');
  assert.deepEqual(phone.state().view, { kind: 'bring', text: 'X0000' });
  phone.conductor.closeView();
  assert.equal(phone.state().view.kind, 'first_time');
});

test('a key that was switched off while no page was open is renewed before the next code is taken', async () => {
  const entries = [entryOf('a', { kind: 'refused', code: 'device_revoked', reason: '', atMs: 1 })];
  const phone = phoneOf({ student: 'S-1', keeps: true, entries });
  await phone.conductor.open(codeFragment);
  assert.ok(phone.log.indexOf('key renewed') >= 0 && phone.log.indexOf('key renewed') < phone.log.indexOf('stored'));
});
