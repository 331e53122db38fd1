import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { sha256 } from '../../tests/support/crypto.ts';
import { utf8 } from '../protocol/bytes.ts';
import type { Device } from './devices.ts';
import { bindingOf, countedGuests, deviceFact, maxWeighedDevices, shownFact, weighedDevices, type Piece } from './facts.ts';
import { defaultPolicy } from './policy.ts';

const session = makeSession();
const idOf = (name: string) => sha256(utf8(name));

function piece(studentKey: string, changes: Partial<Piece> = {}): Piece {
  const plain = { carrier: 'token', epoch: 0, secondEpoch: null, queued: false, receivedAtMs: nineMs + 3_000, claimedAtMs: null, way: 'direct', isGuest: false } as const;
  return { ...plain, sessionId: session.sessionId, studentId: studentKey, studentKey, entryId: idOf(studentKey), deviceId: idOf('phone'), chain: { seq: 0, prev: null }, ...changes };
}

function device(name: string, studentKey: string, firstSeenAtMs = 0, changes: Partial<Device> = {}): Device {
  const plain = { institutionId: 1, publicKey: new Uint8Array(65), boundBy: 'first_use', approvedAtMs: null, revokedAtMs: null, revokedBy: null } as const;
  return { ...plain, deviceId: idOf(name), studentId: studentKey, studentKey, firstSeenAtMs, ...changes };
}

const guest = piece('GUEST', { isGuest: true });
const both = new Set(['GUEST']);

test('a guest counts on a phone that counts for its own student, and only within what the policy lets count', () => {
  const own = device('phone', 'OWNER');
  assert.equal(deviceFact(guest, session, own, [own], both), 'guest');
  assert.equal(deviceFact(guest, session, own, [own], new Set()), 'of_other_student');
  assert.equal(deviceFact(piece('GUEST'), session, own, [own], both), 'of_other_student', 'who does not say so');
});

test('a key that was made for guests alone waits, and so does one that waits for its own student', () => {
  assert.equal(deviceFact(guest, session, undefined, [], both), 'waiting');
  const third = device('phone', 'OWNER', nineMs);
  assert.equal(deviceFact(guest, session, third, [device('a', 'OWNER'), device('b', 'OWNER'), third], both), 'waiting');
  const oldest = device('phone', 'OWNER', 0);
  const newer = ['a', 'b'].map((name, index) => device(name, 'OWNER', 1 + index, { approvedAtMs: 10 + index }));
  assert.equal(deviceFact(guest, session, oldest, [oldest, ...newer], both), 'replaced');
});

test('the own student of a phone is no guest on it, and what a revoked phone recorded before stays', () => {
  const own = device('phone', 'GUEST', 0, { revokedAtMs: nineMs + 60_000 });
  assert.equal(deviceFact(guest, session, own, [own], new Set()), 'own');
});

test('the guests that count are the earliest scans, whatever the order of arrival', () => {
  const two = makeSession({ policy: { ...defaultPolicy, borrowedPhones: 2 } });
  const at = (name: string, seconds: number) => piece(name, { isGuest: true, receivedAtMs: nineMs + seconds * 1_000 });
  const guests = [at('C', 9), at('A', 3), at('OWNER', 1), at('B', 5)];
  for (const order of [guests, guests.toReversed()]) assert.deepEqual([...countedGuests(order, 'OWNER', two)].toSorted(), ['A', 'B']);
  assert.deepEqual([...countedGuests(guests, undefined, session)], ['OWNER']);
});

test('a phone is the student’s of its lowest entry that is no guest’s, whatever the order of arrival', () => {
  const pieces = [piece('LATER', { chain: { seq: 2, prev: null } }), piece('GUEST', { isGuest: true }), piece('FIRST', { chain: { seq: 1, prev: null } })];
  for (const order of [pieces, pieces.toReversed()]) assert.equal(bindingOf(order)?.studentKey, 'FIRST');
  assert.equal(bindingOf([guest]), undefined);
});

test('of two codes one that was not shown is enough, and a typed code was shown where any of its six epochs was', () => {
  const epochs = { known: [[0, 11]] as const, shown: [[0, 3], [7, 11]] as const };
  const shownOf = (changes: Partial<Piece>) => shownFact(piece('S', changes), session, epochs);
  assert.equal(shownOf({ epoch: 2 }), 'shown');
  assert.equal(shownOf({ epoch: 2, secondEpoch: 4 }), 'not_shown');
  assert.equal(shownOf({ epoch: 2, secondEpoch: 12 }), 'unknown');
  assert.equal(shownOf({ carrier: 'typed', epoch: 0 }), 'shown');
  assert.equal(shownFact(piece('S', { carrier: 'typed', epoch: 0 }), session, { known: [[0, 11]], shown: [[7, 11]] }), 'not_shown');
  assert.equal(shownFact(piece('S'), session, { known: [], shown: [] }), 'unknown');
});

test('made-up keys of a number are weighed up to a bound, the first ones seen and those that staff let count; any other waits', () => {
  const made = Array.from({ length: maxWeighedDevices + 6 }, (_, index) => device(`key ${index}`, 'OWNER', index, index === maxWeighedDevices + 3 ? { approvedAtMs: nineMs } : {}));
  for (const order of [made, made.toReversed()]) {
    const weighed = weighedDevices(order);
    assert.deepEqual(new Set(weighed), new Set([...made.slice(0, maxWeighedDevices), made[maxWeighedDevices + 3]]));
    assert.equal(deviceFact(piece('OWNER'), session, made[maxWeighedDevices], weighed, new Set()), 'waiting');
    assert.equal(deviceFact(piece('OWNER'), session, made[maxWeighedDevices + 3], weighed, new Set()), 'own');
  }
});
