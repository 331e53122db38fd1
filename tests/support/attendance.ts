import { claims, type Claims } from '../../src/attendance/claims.ts';
import { intake, type Intake } from '../../src/attendance/intake.ts';
import { groupCommit } from '../../src/attendance/group-commit.ts';
import { StorageUnavailable, type RecordStore } from '../../src/attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { typedTries } from '../../src/attendance/typed-tries.ts';
import type { SessionLookup } from '../../src/attendance/verify.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { hex } from '../../src/protocol/bytes.ts';
import { crypto, sha256 } from './crypto.ts';

/** The attendance room on fakes that keep its ports' promises in memory, under a clock that the test sets. */

/** 2026-03-02T09:00:00Z. */
export const nineMs = Date.UTC(2026, 2, 2, 9);

let made = 0;

export function makeSession(wish: Partial<Session> = {}): Session {
  const seed = sha256(new TextEncoder().encode(`session ${made++}`));
  const digits = hex(seed);
  const { startsAtMs = nineMs, durationMinutes = 20 } = wish;
  return {
    ...{ institutionId: 1, tag: digits.slice(0, 16), course: 'Networks', durationMinutes, identity: 'device', startsAtMs },
    sessionId: `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`,
    ...{ rotationSeconds: 5, graceSeconds: 10, lateAfterMinutes: null, typedOffSinceMs: null, wrappedSecret: seed, createdAtMs: startsAtMs },
    openings: [{ fromMs: startsAtMs, untilMs: startsAtMs + durationMinutes * 60_000 }],
    ...wish,
  };
}

export function lookupOf(sessions: readonly Session[]): SessionLookup {
  return {
    byId: async (id) => sessions.find(({ sessionId }) => sessionId === id),
    byTag: async (wanted) => sessions.find(({ tag }) => tag === wanted),
    openAt: async (atMs, toleranceMs) =>
      sessions.filter(({ openings }) => openings.some(({ fromMs, untilMs }) => fromMs <= atMs + toleranceMs && untilMs > atMs - toleranceMs)),
  };
}

export interface MemoryRecords {
  readonly evidence: Evidence[];
  readonly records: StoredRecord[];
  readonly refused: RefusedAttempt[];
  readonly commit: RecordStore['commit'];
  readonly findEvidence: RecordStore['findEvidence'];
}

/** Answers as the unique constraints would. */
export function memoryRecords(): MemoryRecords {
  const evidence: Evidence[] = [];
  const records: StoredRecord[] = [];
  const refused: RefusedAttempt[] = [];
  const isSame = (left: Uint8Array, right: Uint8Array) => base64url.encode(left) === base64url.encode(right);

  function commitOne(item: Evidence | RefusedAttempt): CommitOutcome {
    if (item.kind === 'refused') {
      refused.push(item);
      return { kind: 'noted' };
    }
    const earlier = evidence.find(({ entryId }) => isSame(entryId, item.entryId));
    if (earlier !== undefined) return { kind: 'replayed', evidence: earlier };
    const held = records.find(({ sessionId, studentKey }) => sessionId === item.sessionId && studentKey === item.studentKey);
    if (held !== undefined) return { kind: 'duplicate', record: held };
    const { sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs } = item;
    const record = { sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs };
    evidence.push(item);
    records.push({ ...record, note: null, seq: records.length + refused.length + 1 });
    return { kind: 'stored', record: records.at(-1)! };
  }

  return {
    ...{ evidence, records, refused },
    commit: async (batch) => batch.map(commitOne),
    findEvidence: async (_, wanted) => evidence.find(({ entryId }) => isSame(entryId, wanted)),
  };
}

export interface Hall {
  readonly intake: Intake;
  readonly claims: Claims;
  readonly store: MemoryRecords;
  /** Sessions whose bell rang, in order. */
  readonly rings: readonly string[];
  setNow(nowMs: number): void;
  /** From now on every write fails; `undefined` heals it. */
  breakStore(error: Error | undefined): void;
  /** Holds every batch back until the returned function is called. */
  holdCommits(): () => void;
}

/** One server with these sessions. */
export function openHall(sessions: readonly Session[]): Hall {
  const store = memoryRecords();
  const rings: string[] = [];
  let now = nineMs;
  let broken: Error | undefined;
  let held: Promise<void> | undefined;
  const commits = groupCommit<Evidence | RefusedAttempt, CommitOutcome>(
    async (batch) => {
      await held;
      if (broken !== undefined) throw broken;
      return store.commit(batch);
    },
    { maxBatch: 64 },
  );
  const shared = { clock: () => now, crypto, sessions: lookupOf(sessions), typedTries: typedTries() };
  return {
    intake: intake({ ...shared, institutionId: 1, records: store, commits, ring: (id) => rings.push(id) }),
    claims: claims(shared),
    store,
    rings,
    setNow: (nowMs) => (now = nowMs),
    breakStore: (error) => (broken = error),
    holdCommits() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

export const diskFull = new StorageUnavailable('disk full');
