import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { gradeReasons } from '../protocol/words.ts';
import { admit, judge, notBeforeMs, plainFacts, type Facts, type Scan } from './evidence.ts';
import { defaultPolicy } from './policy.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

function aScan(changes: Partial<Scan> = {}): Scan {
  const session = makeSession();
  const plain = { carrier: 'token', epoch: 0, secondEpoch: null, receivedAtMs: nineMs + 4 * second, claimedAtMs: null, queued: false, isDeviceSigned: true, way: 'direct' } as const;
  return { session, ...plain, ...changes };
}

/** From a queue, ten minutes after the scan: two codes, and all that can be known well. */
function anOfflineScan(changes: Partial<Scan> = {}): Scan {
  return aScan({ queued: true, epoch: 2, secondEpoch: 4, receivedAtMs: nineMs + 10 * minute, ...changes });
}

function judged(scan: Scan, facts: Partial<Facts> = {}) {
  return judge(scan, { ...plainFacts(scan), ...facts });
}

/** Grade and reasons in one line. */
function graded(scan: Scan, facts: Partial<Facts> = {}): string {
  const { grade, reasons } = judged(scan, facts);
  for (const reason of reasons) seen.add(reason);
  return [grade, ...reasons].join(' ');
}
const seen = new Set<string>(['set_by_staff']);

function admitted(scan: Scan): string {
  const result = admit(scan);
  return result.ok ? 'admitted' : result.failure.code;
}

test('a code that arrives in its window is online, at the time of its arrival', () => {
  assert.deepEqual(judged(aScan({ epoch: 2, receivedAtMs: nineMs + 13 * second })), {
    ...{ grade: 'online_in_window', reasons: [], status: 'present', scannedAtMs: nineMs + 13 * second, latencyMs: 13 * second, codeAgeMs: 3 * second },
  });
});

test('two codes of a device whose chain holds, known by five minutes after the close, are verified, and judged at the scan', () => {
  const { grade, reasons, scannedAtMs, latencyMs, codeAgeMs } = judged(anOfflineScan());
  assert.deepEqual([grade, reasons], ['offline_verified', ['synced_after_window', 'two_codes']]);
  assert.deepEqual([scannedAtMs, latencyMs, codeAgeMs], [nineMs + 10 * second, 10 * second, 10 * minute - 10 * second]);
  assert.equal(graded(anOfflineScan({ receivedAtMs: nineMs + 25 * minute })), 'offline_verified synced_after_window two_codes');
});

test('what an offline entry lacks is named, and makes it provisional', () => {
  const at = (receivedAtMs: number) => anOfflineScan({ receivedAtMs });
  assert.equal(graded(anOfflineScan({ secondEpoch: null })), 'offline_unbounded synced_after_window one_code');
  assert.equal(graded(anOfflineScan(), { chain: 'gap' }), 'offline_unbounded synced_after_window two_codes chain_gap');
  assert.equal(graded(at(nineMs + 25 * minute + 1)), 'offline_unbounded synced_after_window two_codes bounded_too_late');
  assert.equal(graded(anOfflineScan({ secondEpoch: null, receivedAtMs: nineMs + 2 * hour }), { chain: 'gap' }), 'offline_unbounded synced_after_window one_code chain_gap bounded_too_late');
});

test('a contact bounds what arrives much later', () => {
  const late = anOfflineScan({ receivedAtMs: nineMs + 70 * hour });
  assert.equal(graded(late, { notAfterMs: nineMs + 20 * minute }), 'offline_verified synced_after_window two_codes bounded_by_contact');
  assert.equal(graded(late, { notAfterMs: nineMs + 3 * hour }), 'offline_unbounded synced_after_window two_codes bounded_by_contact bounded_too_late');
  assert.equal(graded(late), 'late_sync synced_after_deadline');
});

test('the deadline is counted from the scan to the instant that bounds it', () => {
  const at = (receivedAtMs: number) => judged(aScan({ receivedAtMs, queued: true })).grade;
  assert.equal(at(nineMs + 24 * hour), 'offline_unbounded');
  assert.equal(at(nineMs + 24 * hour + 1), 'late_sync');
});

test('the policy of the session sets what is asked', () => {
  const session = (policy: Partial<typeof defaultPolicy>) => makeSession({ policy: { ...defaultPolicy, ...policy } });
  assert.equal(graded(anOfflineScan({ session: session({ twoCodes: false }), secondEpoch: null })), 'offline_verified synced_after_window');
  assert.equal(graded(anOfflineScan({ session: session({ verifiedAfterCloseMinutes: 0 }), receivedAtMs: nineMs + 20 * minute + 1 })), 'offline_unbounded synced_after_window two_codes bounded_too_late');
  assert.equal(graded(anOfflineScan({ session: session({ verifiedAfterCloseMinutes: 60 }), receivedAtMs: nineMs + hour })), 'offline_verified synced_after_window two_codes');
  assert.equal(graded(anOfflineScan({ session: session({ syncDeadlineHours: 0 }) })), 'late_sync synced_after_deadline');
});

test('of a session that was reopened, the close of the opening in which the code was shown is the one that counts', () => {
  const openings = [{ fromMs: nineMs, untilMs: nineMs + 20 * minute }, { fromMs: nineMs + 3 * hour, untilMs: nineMs + 4 * hour }];
  const session = makeSession({ openings });
  assert.equal(judged(anOfflineScan({ session, receivedAtMs: nineMs + hour })).grade, 'offline_unbounded');
  const epoch = (3 * hour + minute) / (5 * second);
  assert.equal(judged(anOfflineScan({ session, epoch, secondEpoch: epoch + 2, receivedAtMs: nineMs + 4 * hour + minute })).grade, 'offline_verified');
});

test('what staff scanned off a phone needs neither a second code nor a whole chain, but it needs the device and the time', () => {
  const scanned = anOfflineScan({ way: 'staff_scan', secondEpoch: null });
  assert.equal(graded(scanned, { chain: 'gap' }), 'offline_verified scanned_by_staff synced_after_window');
  assert.equal(graded({ ...scanned, receivedAtMs: nineMs + hour }), 'offline_unbounded scanned_by_staff synced_after_window bounded_too_late');
  const strict = makeSession({ policy: { ...defaultPolicy, syncDeadlineHours: 0 } });
  assert.equal(graded({ ...scanned, session: strict }), 'offline_verified scanned_by_staff synced_after_window', 'whatever the deadline');
  assert.equal(graded({ ...scanned, session: strict, receivedAtMs: nineMs + hour }), 'late_sync scanned_by_staff synced_after_deadline');
  assert.equal(graded({ ...scanned, isDeviceSigned: false }), 'late_sync scanned_by_staff synced_after_window no_device_signature');
});

test('a carried entry is graded as if its own device had sent it then, and says how it came', () => {
  assert.equal(graded(anOfflineScan({ way: 'carried' })), 'offline_verified carried synced_after_window two_codes');
  assert.equal(graded(aScan({ way: 'carried', queued: true })), 'online_in_window carried');
});

test('without a device signature it waits for staff where the session asks for a device', () => {
  assert.equal(graded(aScan({ isDeviceSigned: false })), 'late_sync no_device_signature');
  const session = makeSession({ identity: 'open' });
  assert.equal(graded(aScan({ session, isDeviceSigned: false })), 'online_in_window');
  assert.equal(graded(anOfflineScan({ session, isDeviceSigned: false })), 'late_sync synced_after_window no_device_signature');
});

test('a device that waits or was replaced vouches for nothing until staff say so', () => {
  assert.equal(graded(aScan(), { device: 'waiting' }), 'late_sync device_waits');
  assert.equal(graded(aScan(), { device: 'replaced' }), 'late_sync device_replaced');
  assert.equal(graded(anOfflineScan(), { device: 'waiting' }), 'late_sync synced_after_window device_waits');
});

test('a guest on a lent phone counts, and says so; beyond what the policy lets count it is a contradiction', () => {
  assert.equal(graded(aScan(), { device: 'guest' }), 'online_in_window borrowed_phone');
  assert.equal(graded(anOfflineScan(), { device: 'guest' }), 'offline_verified synced_after_window two_codes borrowed_phone');
  assert.equal(graded(aScan(), { device: 'of_other_student' }), 'suspicious device_of_other_student');
});

test('in an open session no device contradicts anybody, and none waits', () => {
  const session = makeSession({ identity: 'open' });
  for (const device of ['of_other_student', 'waiting', 'replaced'] as const) {
    assert.equal(judged(aScan({ session }), { device }).grade, 'online_in_window', device);
    assert.equal(judged(anOfflineScan({ session }), { device }).grade, 'offline_verified', device);
  }
});

test('every contradiction is named, whenever it arrived', () => {
  assert.equal(graded(aScan(), { chain: 'fork' }), 'suspicious chain_fork');
  assert.equal(graded(aScan(), { shown: 'not_shown' }), 'suspicious code_not_shown');
  assert.equal(graded(aScan(), { shown: 'unknown' }), 'online_in_window');
  const all = { chain: 'fork', device: 'of_other_student', shown: 'not_shown', notAfterMs: nineMs } as const;
  assert.equal(graded(anOfflineScan(), all), 'suspicious chain_fork device_of_other_student code_not_shown later_than_contact');
});

test('an entry that was known before its newest code or its claim contradicts itself, within two seconds for the clocks', () => {
  const newestMs = nineMs + 20 * second;
  assert.equal(graded(anOfflineScan(), { notAfterMs: newestMs - 2_001 }), 'suspicious later_than_contact');
  assert.equal(judged(anOfflineScan(), { notAfterMs: newestMs - 2_000 }).grade, 'offline_verified');
  const claimed = aScan({ claimedAtMs: nineMs + 4 * second, receivedAtMs: nineMs + 9 * minute });
  assert.equal(graded(claimed, { notAfterMs: nineMs + second }), 'suspicious claimed_at_scan later_than_contact');
  assert.equal(judged(anOfflineScan({ secondEpoch: 200 })).grade, 'suspicious', 'a second code of the future');
});

test('the newest code says from when on the entry can have existed; a static one says nothing', () => {
  assert.equal(notBeforeMs(aScan({ epoch: 3 })), nineMs + 15 * second);
  assert.equal(notBeforeMs(anOfflineScan()), nineMs + 20 * second);
  assert.equal(notBeforeMs(aScan({ carrier: 'typed', epoch: 3 })), nineMs + 90 * second);
  assert.equal(notBeforeMs(aScan({ session: makeSession({ rotationSeconds: 0 }) })), null);
});

test('lateness is judged at the scan and not at the arrival', () => {
  const session = makeSession({ lateAfterMinutes: 10 });
  const lastOnTime = 10 * 12 - 1;
  assert.equal(judged(aScan({ session, epoch: lastOnTime, receivedAtMs: nineMs + 10 * minute + 9 * second })).status, 'present');
  assert.equal(judged(aScan({ session, epoch: lastOnTime + 1, receivedAtMs: nineMs + 10 * minute })).status, 'late');
  assert.equal(judged(aScan({ session, epoch: lastOnTime, receivedAtMs: nineMs + 5 * hour, queued: true })).status, 'present');
});

test('a static code is judged at its arrival, but never later than the end of the session, and proves no instant', () => {
  const session = makeSession({ rotationSeconds: 0, lateAfterMinutes: 30, durationMinutes: 20 });
  const synced = aScan({ session, receivedAtMs: nineMs + 6 * hour, queued: true });
  assert.deepEqual([judged(synced).status, judged(synced).codeAgeMs], ['present', null]);
  assert.equal(graded(synced), 'offline_unbounded synced_after_window one_code bounded_too_late');
  assert.equal(graded({ ...synced, way: 'staff_scan', receivedAtMs: nineMs + 21 * minute }), 'offline_verified scanned_by_staff synced_after_window');
});

test('a typed code is marked as typed, and its own window holds for it', () => {
  const typed = (receivedAtMs: number) => aScan({ carrier: 'typed', receivedAtMs });
  assert.equal(graded(typed(nineMs + 59_999)), 'online_in_window typed_code');
  assert.equal(admitted(typed(nineMs + 60_000)), 'code_expired');
});

test('a code that was claimed counts as received at the claim, and is late or not by its epoch as always', () => {
  const session = makeSession({ lateAfterMinutes: 10 });
  assert.deepEqual(judged(aScan({ session, epoch: 2, claimedAtMs: nineMs + 13 * second, receivedAtMs: nineMs + 9 * minute })), {
    ...{ grade: 'online_in_window', reasons: ['claimed_at_scan'], status: 'present', scannedAtMs: nineMs + 13 * second, latencyMs: 13 * second, codeAgeMs: 3 * second },
  });
  const lastOnTime = { session, epoch: 119, claimedAtMs: nineMs + 10 * minute + 5 * second, receivedAtMs: nineMs + 15 * minute };
  assert.equal(judged(aScan(lastOnTime)).status, 'present');
  assert.equal(judged(aScan({ ...lastOnTime, epoch: 120 })).status, 'late');
  const still = judged(aScan({ session: { ...session, rotationSeconds: 0 }, claimedAtMs: nineMs + minute, receivedAtMs: nineMs + 11 * minute }));
  assert.deepEqual([still.status, still.latencyMs], ['present', minute]);
  assert.equal(graded(aScan({ claimedAtMs: nineMs, receivedAtMs: nineMs + minute, isDeviceSigned: false })), 'late_sync claimed_at_scan no_device_signature');
});

test('what must not be recorded says why', () => {
  assert.equal(admitted(aScan({ epoch: 1, receivedAtMs: nineMs + 4_999 })), 'code_early');
  assert.equal(admitted(aScan({ epoch: 1, receivedAtMs: nineMs + 4_999, queued: true })), 'code_early');
  assert.equal(admitted(aScan({ epoch: 0, receivedAtMs: nineMs + 15_000 })), 'code_expired');
  assert.equal(admitted(aScan({ epoch: 0, receivedAtMs: nineMs + 15_000, queued: true })), 'admitted');
  assert.equal(admitted(aScan({ epoch: 239, receivedAtMs: nineMs + 20 * minute })), 'session_not_open');
  assert.equal(admitted(aScan({ epoch: 240, receivedAtMs: nineMs + 20 * minute, queued: true })), 'session_not_open');
  assert.equal(admitted(aScan({ session: makeSession({ rotationSeconds: 0 }), receivedAtMs: nineMs - 1 })), 'session_not_open');
  const off = makeSession({ typedOffSinceMs: nineMs + 30 * second });
  assert.equal(admitted(aScan({ session: off, carrier: 'typed', epoch: 0, receivedAtMs: nineMs + 31 * second })), 'typed_code_off');
  assert.equal(admitted(aScan({ session: off, carrier: 'typed', epoch: 0, receivedAtMs: nineMs + 31 * second, queued: true })), 'admitted');
});

test('every reason that a grade can have was met above', () => {
  assert.deepEqual(gradeReasons.filter((reason) => !seen.has(reason)), []);
});
