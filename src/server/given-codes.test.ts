import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DisplayReport } from '../attendance/displays.ts';
import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { givenCodes } from './given-codes.ts';

function build() {
  const reports: DisplayReport[] = [];
  const rings: string[] = [];
  const errors: unknown[] = [];
  let failure: Error | undefined;
  const codes = givenCodes({
    institutionId: 1,
    displays: {
      report: async (report) => {
        if (failure !== undefined) throw failure;
        reports.push(report);
        return { order: { hide: null, seq: 0 }, hasChanged: reports.length === 1 };
      },
    },
    ring: (sessionId) => rings.push(sessionId),
    onError: (error) => errors.push(error),
  });
  return { codes, reports, rings, errors, breakStore: (error: Error | undefined) => (failure = error) };
}

test('a code that is polled is noted once an epoch, as shown and as knowing nothing else', async () => {
  const { codes, reports, rings } = build();
  const session = makeSession();
  for (const atMs of [nineMs - 1, nineMs, nineMs + 4_999, nineMs + 5_000, nineMs + 5_001]) await codes.note(session, atMs);
  assert.deepEqual(reports.map(({ displayId, known, shown }) => [displayId, known, shown]), [['export', null, [[0, 0]]], ['export', null, [[1, 1]]]]);
  assert.deepEqual(rings, [session.sessionId]);
});

test('a static code is in no epoch, so nothing is noted of it', async () => {
  const { codes, reports } = build();
  await codes.note(makeSession({ rotationSeconds: 0 }), nineMs);
  assert.deepEqual(reports, []);
});

test('a store that cannot write keeps no hall from its code, and the next request tries again', async () => {
  const { codes, reports, errors, breakStore } = build();
  const session = makeSession();
  breakStore(new Error('disk full'));
  await codes.note(session, nineMs);
  breakStore(undefined);
  await codes.note(session, nineMs);
  assert.deepEqual([errors.length, reports.length], [1, 1]);
});
