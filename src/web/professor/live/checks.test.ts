import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RecordView } from '../../../protocol/schemas.ts';
import { countCheck, runningCheck } from './checks.ts';

const checks = [
  { number: 1, from: '2026-11-23T09:10:00Z', until: '2026-11-23T09:13:00Z' },
  { number: 2, from: '2026-11-23T09:40:00Z', until: '2026-11-23T09:43:00Z' },
];
const at = (time: string) => runningCheck({ checks }, Date.parse(`2026-11-23T${time}Z`))?.number;

test('a check runs from its first instant to the one before its end', () => {
  assert.deepEqual(['09:09:59', '09:10:00', '09:12:59', '09:13:00', '09:41:00'].map(at), [undefined, 1, 1, undefined, 2]);
});

test('who was there is counted, and those of them who answered', () => {
  const record = (attendance: RecordView['attendance'], ...answered: number[]) => ({ attendance, checks: answered }) as unknown as RecordView;
  const records = [record('present', 1), record('late', 1, 2), record('present'), record('absent', 1), record('excused')];
  assert.deepEqual(countCheck(records, 1), { answered: 2, of: 3 });
  assert.deepEqual(countCheck(records, 2), { answered: 1, of: 3 });
});
