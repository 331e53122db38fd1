import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptySessionForm, problemsOfRefusal, readSessionForm, recallForm, rememberedForm } from './read-session-form.ts';

const filled = { ...emptySessionForm, course: ' Networks ' };

test('a course is enough: phones sign, a new code comes every five seconds, with ten of grace', () => {
  assert.deepEqual(readSessionForm(filled), {
    ok: true,
    value: { course: 'Networks', duration_minutes: 15, identity: 'device', rotation_seconds: 5, grace_seconds: 10 },
  });
});

test('a start and a limit for lateness are sent only when they are given', () => {
  const read = readSessionForm({ ...filled, startsAt: '2026-11-23T09:00', lateAfter: '10' });
  assert.ok(read.ok);
  assert.equal(Date.parse(read.value.starts_at!), new Date(2026, 10, 23, 9).getTime());
  assert.equal(read.value.late_after_minutes, 10);
});

test('a session without a typed code says so, and any other says nothing', () => {
  const read = readSessionForm({ ...filled, typed: 'off' });
  assert.equal(read.ok && read.value.typed_code, false);
});

test('every wrong field is named at once', () => {
  const read = readSessionForm({ course: ' ', duration: '0', identity: 'open', rotation: '1', grace: '-1', startsAt: 'soon', lateAfter: 'x', typed: 'on' });
  assert.deepEqual(read, {
    ok: false,
    failure: {
      ...{ course: 'course_missing', duration: 'duration', rotation: 'rotation', grace: 'grace' },
      ...{ startsAt: 'starts_at', lateAfter: 'late_after' },
    },
  });
});

test('half a minute, a thousand days and a number in words are no duration', () => {
  for (const duration of ['0.5', '1441', '1e2', 'ten', '']) assert.equal(readSessionForm({ ...filled, duration }).ok, false, duration);
});

test('a refusal of the server is shown beside its field', () => {
  assert.deepEqual(problemsOfRefusal('duration_minutes'), { duration: 'refused' });
  assert.equal(problemsOfRefusal('something_else'), undefined);
});

test('the next form begins with what was sent, but for the start', () => {
  const sent = { ...filled, duration: '90', startsAt: '2026-11-23T09:00' };
  assert.deepEqual(recallForm(rememberedForm(sent)), { ...sent, startsAt: '' });
});

test('what cannot be read back is forgotten', () => {
  for (const remembered of [null, '{', '7', 'null', '{"identity":"root","duration":7}']) assert.deepEqual(recallForm(remembered), emptySessionForm);
});
