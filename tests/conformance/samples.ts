import { createHash } from 'node:crypto';
import { utf8 } from '../../src/protocol/bytes.ts';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import { judge, plainFacts, type Judgement } from '../../src/attendance/evidence.ts';
import { scanOf } from '../../src/attendance/facts.ts';
import type { Headcount } from '../../src/attendance/insight-store.ts';
import type { Evidence, Mark, RefusedAttempt } from '../../src/attendance/record.ts';
import { defaultPolicy } from '../../src/attendance/policy.ts';
import type { Session } from '../../src/attendance/session.ts';
import type { StaffToken } from '../../src/attendance/staff.ts';

/** Values for the suites: a whole one each, of which a test says only what matters to it. */

export const institutionId = 1;
export const classId = '00000000-0000-4000-8000-000000000001';
export const otherClassId = '00000000-0000-4000-8000-000000000002';
export const startMs = 1_790_000_000_000;

export function bytesOf(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(utf8(name)).digest());
}

export function aSession(parts: Partial<Session> = {}): Session {
  const sessionId = parts.sessionId ?? classId;
  return {
    institutionId,
    sessionId,
    tag: Buffer.from(bytesOf(`${parts.institutionId ?? institutionId} ${sessionId}`).slice(0, 8)).toString('hex'),
    course: 'Course-101',
    durationMinutes: 15,
    identity: 'device',
    rotationSeconds: 5,
    graceSeconds: 10,
    startsAtMs: startMs,
    lateAfterMinutes: null,
    typedOffSinceMs: null,
    openings: [{ fromMs: startMs, untilMs: startMs + 900_000 }],
    checks: [],
    policy: defaultPolicy,
    wrappedSecret: bytesOf('secret'),
    createdAtMs: startMs,
    ...parts,
  };
}

/**
 * A submission of a student by a device, the first in its chain, judged as the intake judges it in `aSession`; `entry` names it, so
 * equal names are repetitions.
 */
export function someEvidence(studentId: string, entry: string, parts: Partial<Evidence> = {}): Evidence {
  const scanned: Omit<Evidence, keyof Judgement> = {
    kind: 'evidence',
    institutionId,
    sessionId: classId,
    entryId: bytesOf(entry),
    studentId,
    studentKey: studentKeyOf(studentId),
    body: JSON.stringify({ entry }),
    form: 'entry',
    deviceSignature: new Uint8Array(64).fill(7),
    devicePublicKey: new Uint8Array(65).fill(4),
    deviceId: bytesOf(`device of ${studentKeyOf(studentId)}`),
    carrier: 'token',
    epoch: 3,
    secondEpoch: null,
    queued: false,
    receivedAtMs: startMs + 17_000,
    claimedAtMs: null,
    way: 'direct',
    isGuest: false,
    chain: { seq: 0, prev: null },
    head: null,
    answered: 'accepted',
    ...parts,
  };
  return { ...scanned, ...judge(scanOf(scanned, aSession()), plainFacts(scanned)), ...parts };
}

/** The entry that the same device made after another one, a second later. */
export function nextEvidence(before: Evidence, entry: string, parts: Partial<Evidence> = {}): Evidence {
  const { studentId, sessionId, institutionId: institution, deviceId, devicePublicKey, receivedAtMs, entryId, chain } = before;
  return someEvidence(studentId, entry, {
    ...{ sessionId, institutionId: institution, deviceId, devicePublicKey, receivedAtMs: receivedAtMs + 1_000 },
    chain: { seq: chain!.seq + 1, prev: entryId },
    ...parts,
  });
}

/** What anybody can send who knows a student number and saw a code. */
export function deviceless(studentId: string, entry: string, parts: Partial<Evidence> = {}): Evidence {
  return someEvidence(studentId, entry, { deviceSignature: null, devicePublicKey: null, deviceId: null, chain: null, queued: true, ...parts });
}

export function anAttempt(studentId: string | null, parts: Partial<RefusedAttempt> = {}): RefusedAttempt {
  return { kind: 'refused', institutionId, sessionId: classId, studentId, link: null, code: 'code_expired', carrier: 'token', atMs: startMs + 20_000, ...parts };
}

export function aMark(studentId: string, parts: Partial<Mark> = {}): Mark {
  return {
    kind: 'mark',
    institutionId,
    sessionId: classId,
    studentId,
    studentKey: studentKeyOf(studentId),
    status: 'excused',
    note: 'a note of the doctor',
    staffName: 'Dr. Rao',
    atMs: startMs + 600_000,
    latencyMs: 600_000,
    ...parts,
  };
}

export function aHeadcount(parts: Partial<Headcount> = {}): Headcount {
  return { institutionId, sessionId: classId, counted: 180, recorded: 183, note: null, staffName: 'Dr. Rao', atMs: startMs + 900_000, ...parts };
}

export function aToken(tokenId: string, parts: Partial<StaffToken> = {}): StaffToken {
  return {
    institutionId,
    tokenId,
    kind: 'api',
    name: 'Dr. Rao',
    parentTokenId: null,
    hash: bytesOf(`token ${tokenId}`),
    createdAtMs: startMs,
    expiresAtMs: null,
    revokedAtMs: null,
    ...parts,
  };
}
