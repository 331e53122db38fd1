import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SessionView } from '../../../protocol/schemas.ts';
import { fileNameOf, hasPicture, stateNow } from './session-now.ts';

const startsAtMs = Date.parse('2026-11-23T09:00:00Z');
const sessionOf = (state: SessionView['state'], rotationSeconds = 5) =>
  ({
    ...{ state, course: 'Réseaux / Netze', rotation_seconds: rotationSeconds },
    ...{ starts_at: '2026-11-23T09:00:00+00:00', closes_at: '2026-11-23T09:20:00+00:00' },
  }) as SessionView;

test('a scheduled session opens and an open one closes by the clock alone', () => {
  assert.equal(stateNow(sessionOf('scheduled'), startsAtMs - 1), 'scheduled');
  assert.equal(stateNow(sessionOf('scheduled'), startsAtMs), 'open');
  assert.equal(stateNow(sessionOf('open'), startsAtMs + 1_199_999), 'open');
  assert.equal(stateNow(sessionOf('open'), startsAtMs + 1_200_000), 'closed');
});

test('a session that was closed by hand stays closed', () => {
  assert.equal(stateNow(sessionOf('closed'), startsAtMs + 1), 'closed');
});

test('a rotating code has a picture while the session is open, a static one always', () => {
  assert.equal(hasPicture(sessionOf('open'), startsAtMs), true);
  assert.equal(hasPicture(sessionOf('closed'), startsAtMs), false);
  assert.equal(hasPicture(sessionOf('closed', 0), startsAtMs), true);
});

test('a file is named after the course and the day, without what a file system refuses', () => {
  assert.equal(fileNameOf(sessionOf('open'), 'csv'), 'reseaux-netze-2026-11-23.csv');
  assert.equal(fileNameOf({ ...sessionOf('open'), course: '../..' }, 'csv'), 'session-2026-11-23.csv');
});
