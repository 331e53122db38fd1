import assert from 'node:assert/strict';
import { test } from 'node:test';

import { markProblemOf, readMarkForm } from './read-mark-form.ts';

test('a mark is a student number, a status and a reason', () => {
  assert.deepEqual(readMarkForm({ student: ' 2022IMT-048 ', status: 'excused', note: ' doctor ' }), {
    ok: true,
    value: { student_id: '2022IMT-048', attendance: 'excused', note: 'doctor' },
  });
});

test('without a student or a reason both fields say so at once', () => {
  assert.deepEqual(readMarkForm({ student: ' ', status: 'present', note: '' }), { ok: false, failure: { student: 'student', note: 'note' } });
  assert.deepEqual(readMarkForm({ student: 'a', status: 'present', note: 'x'.repeat(501) }), { ok: false, failure: { note: 'note' } });
});

test('a refusal of the server is shown beside its field', () => {
  assert.deepEqual(markProblemOf('student_id'), { student: 'refused' });
  assert.equal(markProblemOf(undefined), undefined);
});
