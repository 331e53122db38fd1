import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import { judge, syncDeadlineMs, type Circumstances } from './evidence.ts';
import type { Session } from './session.ts';

const second = 1_000;
const minute = 60 * second;

function arrival(changes: Partial<Circumstances> & { readonly session?: Session; readonly epoch?: number } = {}): Circumstances {
  const { session = makeSession(), epoch = 0, ...rest } = changes;
  return { code: { session, carrier: 'token', epoch, rhythm: session }, receivedAtMs: nineMs + 4 * second, claimedAtMs: null, isQueued: false, isDeviceSigned: true, ...rest };
}

function judged(circumstances: Circumstances) {
  const result = judge(circumstances);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

test('a code that arrives in its window is online, at the time of its arrival', () => {
  assert.deepEqual(judged(arrival({ epoch: 2, receivedAtMs: nineMs + 13 * second })), {
    ...{ grade: 'online_in_window', reasons: [], status: 'present', scannedAtMs: nineMs + 13 * second, latencyMs: 13 * second, codeAgeMs: 3 * second },
  });
});

test('a queued one that arrives later is judged at the scan, shown apart, and never online', () => {
  const late = judged(arrival({ epoch: 2, receivedAtMs: nineMs + 3 * 60 * minute, isQueued: true }));
  assert.deepEqual([late.grade, late.reasons, late.scannedAtMs, late.latencyMs], ['offline_unbounded', ['synced_after_window'], nineMs + 10 * second, 10 * second]);
});

test('after a day it waits for staff', () => {
  const at = (receivedAtMs: number) => judged(arrival({ receivedAtMs, isQueued: true }));
  assert.equal(at(nineMs + syncDeadlineMs).grade, 'offline_unbounded');
  assert.deepEqual([at(nineMs + syncDeadlineMs + 1).grade, at(nineMs + syncDeadlineMs + 1).reasons], ['late_sync', ['synced_after_deadline']]);
});

test('without a device signature it waits for staff where the session asks for a device', () => {
  const unsigned = judged(arrival({ isDeviceSigned: false }));
  assert.deepEqual([unsigned.grade, unsigned.reasons], ['late_sync', ['no_device_signature']]);
  const claimed = judged(arrival({ session: makeSession({ identity: 'open' }), isDeviceSigned: false }));
  assert.equal(claimed.grade, 'online_in_window');
});

test('lateness is judged at the scan and not at the arrival', () => {
  const session = makeSession({ lateAfterMinutes: 10 });
  const lastOnTime = 10 * 12 - 1;
  const slow = judged(arrival({ session, epoch: lastOnTime, receivedAtMs: nineMs + 10 * minute + 9 * second }));
  assert.equal(slow.status, 'present');
  assert.equal(judged(arrival({ session, epoch: lastOnTime + 1, receivedAtMs: nineMs + 10 * minute })).status, 'late');
  assert.equal(judged(arrival({ session, epoch: lastOnTime, receivedAtMs: nineMs + 5 * 60 * minute, isQueued: true })).status, 'present');
});

test('a static code is judged at its arrival, but never later than the end of the session', () => {
  const session = makeSession({ rotationSeconds: 0, lateAfterMinutes: 30, durationMinutes: 20 });
  const synced = judged(arrival({ session, receivedAtMs: nineMs + 6 * 60 * minute, isQueued: true }));
  assert.deepEqual([synced.status, synced.grade, synced.codeAgeMs], ['present', 'offline_unbounded', null]);
});

test('a typed code is marked as typed, and its own window holds for it', () => {
  const session = makeSession();
  const code = { session, carrier: 'typed' as const, epoch: 0, rhythm: typedRhythm(session) };
  assert.deepEqual(judged(arrival({ code, receivedAtMs: nineMs + 59_999 })).reasons, ['typed_code']);
  assert.deepEqual(judge(arrival({ code, receivedAtMs: nineMs + 60_000 })), { ok: false, failure: { code: 'code_expired' } });
});

test('a code that was claimed counts as received at the claim, and is late or not by its epoch as always', () => {
  const session = makeSession({ lateAfterMinutes: 10 });
  const claimed = judged(arrival({ session, epoch: 2, claimedAtMs: nineMs + 13 * second, receivedAtMs: nineMs + 9 * minute }));
  assert.deepEqual(claimed, {
    ...{ grade: 'online_in_window', reasons: ['claimed_at_scan'], status: 'present', scannedAtMs: nineMs + 13 * second, latencyMs: 13 * second, codeAgeMs: 3 * second },
  });
  const lastOnTime = { session, epoch: 119, claimedAtMs: nineMs + 10 * minute + 5 * second, receivedAtMs: nineMs + 15 * minute };
  assert.equal(judged(arrival(lastOnTime)).status, 'present');
  assert.equal(judged(arrival({ ...lastOnTime, epoch: 120 })).status, 'late');
  const still = judged(arrival({ session: { ...session, rotationSeconds: 0 }, claimedAtMs: nineMs + minute, receivedAtMs: nineMs + 11 * minute }));
  assert.deepEqual([still.status, still.latencyMs], ['present', minute]);
});

test('a claim signs nothing in the place of a device', () => {
  const unsigned = judged(arrival({ claimedAtMs: nineMs, receivedAtMs: nineMs + minute, isDeviceSigned: false }));
  assert.deepEqual([unsigned.grade, unsigned.reasons], ['late_sync', ['claimed_at_scan', 'no_device_signature']]);
});

test('what must not be recorded says why', () => {
  const refusalOf = (circumstances: Circumstances) => {
    const result = judge(circumstances);
    return result.ok ? 'recorded' : result.failure.code;
  };
  assert.equal(refusalOf(arrival({ epoch: 1, receivedAtMs: nineMs + 4_999 })), 'code_early');
  assert.equal(refusalOf(arrival({ epoch: 1, receivedAtMs: nineMs + 4_999, isQueued: true })), 'code_early');
  assert.equal(refusalOf(arrival({ epoch: 0, receivedAtMs: nineMs + 15_000 })), 'code_expired');
  assert.equal(refusalOf(arrival({ epoch: 239, receivedAtMs: nineMs + 20 * minute })), 'session_not_open');
  assert.equal(refusalOf(arrival({ epoch: 240, receivedAtMs: nineMs + 20 * minute, isQueued: true })), 'session_not_open');
  assert.equal(refusalOf(arrival({ session: makeSession({ rotationSeconds: 0 }), receivedAtMs: nineMs - 1 })), 'session_not_open');
});
