import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RecordView, RefusedAttemptView } from '../../../protocol/schemas.ts';
import { attemptsOf, countWaiting, holdRows, matchingAttempts, matchingKeys } from './live-rows.ts';

function recordOf(student: string, second: number, standing: RecordView['standing'] = 'counted', attendance: RecordView['attendance'] = 'present'): [string, RecordView] {
  const at = new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();
  const view = { student_id: student, standing, attendance, received_at: at, scanned_at: at, seq: second } as RecordView;
  return [student.toUpperCase(), view];
}

function attemptOf(student: string | null, seq: number): RefusedAttemptView {
  return { student_id: student, code: 'code_expired', reason: '', carrier: 'token', at: '2026-11-23T09:00:00Z', seq };
}

const records = new Map([recordOf('s-1', 1), recordOf('s-2', 3, 'held'), recordOf('s-3', 2, 'provisional')]);

test('the newest arrival stands first', () => {
  assert.deepEqual(matchingKeys(records, 'all', ''), ['S-2', 'S-3', 'S-1']);
});

test('a filter keeps one standing, and a search part of a number in either case', () => {
  assert.deepEqual(matchingKeys(records, 'held', ''), ['S-2']);
  assert.deepEqual(matchingKeys(records, 'all', ' s-3 '), ['S-3']);
  assert.deepEqual(matchingKeys(records, 'held', 's-3'), []);
});

test('the desk waits for what does not count by itself and for who was asked, and not for who was not there', () => {
  const asked = { ...recordOf('s-5', 5)[1], asked: true };
  assert.equal(countWaiting([...records.values(), asked, recordOf('s-6', 6, 'held', 'absent')[1]]), 3);
});

test('who did not answer a check is found, without those who were not there', () => {
  const answered = (student: string, second: number, checks: number[], attendance: RecordView['attendance'] = 'present'): [string, RecordView] => {
    const [key, record] = recordOf(student, second, 'counted', attendance);
    return [key, { ...record, checks }];
  };
  const some = new Map([answered('s-1', 1, [1]), answered('s-2', 2, []), answered('s-3', 3, [2]), answered('s-4', 4, [], 'excused')]);
  assert.deepEqual(matchingKeys(some, 'without_1', ''), ['S-3', 'S-2']);
  assert.deepEqual(matchingKeys(some, 'without_2', ''), ['S-2', 'S-1']);
});

test('a filter shows as many as its number counts: nobody whom staff set absent or excused', () => {
  const marked = new Map([recordOf('s-1', 1), recordOf('s-2', 2, 'counted', 'late'), recordOf('s-3', 3, 'counted', 'excused'), recordOf('s-4', 4, 'counted', 'absent')]);
  assert.deepEqual(matchingKeys(marked, 'counted', ''), ['S-2', 'S-1']);
  assert.deepEqual(matchingKeys(marked, 'all', '').length, 4);
});

test('a record that changes keeps its place', () => {
  const [key, record] = recordOf('s-1', 1, 'held');
  const changed = new Map([...records, [key, { ...record, seq: 99 }]]);
  assert.deepEqual(matchingKeys(changed, 'all', ''), matchingKeys(records, 'all', ''));
});

test('while somebody reads no row moves and new ones are counted', () => {
  const held = holdRows(['S-2', 'S-3'], ['S-9', 'S-8', 'S-2'], true);
  assert.deepEqual(held, { keys: ['S-2', 'S-3'], waiting: 2 });
});

test('as soon as nobody reads the newest rows are in', () => {
  assert.deepEqual(holdRows(['S-2'], ['S-9', 'S-2'], false), { keys: ['S-9', 'S-2'], waiting: 0 });
});

test('the first rows come in although somebody looks at an empty table', () => {
  assert.deepEqual(holdRows([], ['S-9'], true), { keys: ['S-9'], waiting: 0 });
});

test('refused attempts are found by student, also those that named none', () => {
  const attempts = [attemptOf('s-1', 1), attemptOf(null, 2), attemptOf('S-1 ', 3)];
  assert.deepEqual(matchingAttempts(attempts, '').map(({ seq }) => seq), [3, 2, 1]);
  assert.deepEqual(matchingAttempts(attempts, 's-1').map(({ seq }) => seq), [3, 1]);
  assert.deepEqual(attemptsOf(attempts, 'S-1').map(({ seq }) => seq), [1, 3]);
});
