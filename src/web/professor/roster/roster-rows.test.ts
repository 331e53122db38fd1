import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordOf } from '../desk/test-desk.ts';
import { onlyMatch, rosterRows, statusAt } from './roster-rows.ts';

const listed = [
  { student_id: 'S-02', sessions: 3, record: null },
  { student_id: 'S-1', sessions: 1, record: recordOf('S-1', { seq: 5 }) },
  { student_id: 'S-10', sessions: 2, record: null },
];
const rowsFor = (query: string, live: readonly ReturnType<typeof recordOf>[] = [], removed: ReadonlyMap<string, number> = new Map()) =>
  rosterRows(listed, new Map(live.map((record) => [record.student_id, record])), removed, query);

test('everybody of the course and of this session stands once, by number', () => {
  assert.deepEqual(rowsFor('', [recordOf('S-99'), recordOf('S-1', { seq: 6 })]).map(({ key, record }) => [key, record?.seq ?? null]), [
    ['S-02', null],
    ['S-1', 6],
    ['S-10', null],
    ['S-99', 1],
  ]);
});

test('what the live feed says is believed over an older list, and a record that was taken back is gone', () => {
  assert.equal(rowsFor('S-1', [recordOf('S-1', { seq: 4 })])[0]!.record!.seq, 5);
  assert.equal(rowsFor('S-1', [], new Map([['S-1', 7]]))[0]!.record, null);
});

test('Enter marks the only match, or the number that was typed in full', () => {
  assert.equal(onlyMatch(rowsFor('02'), '02')?.student, 'S-02');
  assert.equal(onlyMatch(rowsFor('s-1'), 's-1')?.student, 'S-1');
  assert.equal(onlyMatch(rowsFor('S-'), 'S-'), undefined);
  assert.equal(onlyMatch(rowsFor(''), ''), undefined);
});

test('who is marked after the late mark is late', () => {
  const session = { starts_at: '2026-03-02T09:00:00Z', late_after_minutes: 10 };
  assert.equal(statusAt(session, Date.parse('2026-03-02T09:09:59Z')), 'present');
  assert.equal(statusAt(session, Date.parse('2026-03-02T09:10:00Z')), 'late');
  assert.equal(statusAt({ ...session, late_after_minutes: null }, Date.parse('2026-03-02T12:00:00Z')), 'present');
});
