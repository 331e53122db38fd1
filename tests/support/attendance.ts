import { claims, type Claims } from '../../src/attendance/claims.ts';
import { intake, type Intake } from '../../src/attendance/intake.ts';
import { groupCommit } from '../../src/attendance/group-commit.ts';
import { defaultPolicy } from '../../src/attendance/policy.ts';
import { StorageUnavailable, type CommitItem } from '../../src/attendance/ports.ts';
import type { CommitOutcome, Contact } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { typedTries } from '../../src/attendance/typed-tries.ts';
import type { SessionLookup } from '../../src/attendance/verify.ts';
import { hex } from '../../src/protocol/bytes.ts';
import { crypto, sha256 } from './crypto.ts';
import { judgingStore, type JudgingStore } from './judging-store.ts';

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
    ...{ checks: [], policy: defaultPolicy },
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

export interface Hall {
  readonly intake: Intake;
  readonly claims: Claims;
  readonly store: JudgingStore;
  /** Ends of chains that claims told, in order. */
  readonly contacts: readonly Contact[];
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
  const store = judgingStore(sessions);
  const contacts: Contact[] = [];
  const rings: string[] = [];
  let now = nineMs;
  let broken: Error | undefined;
  let held: Promise<void> | undefined;
  const commits = groupCommit<CommitItem, CommitOutcome>(
    async (batch) => {
      await held;
      if (broken !== undefined) throw broken;
      return store.commit(batch);
    },
    { maxBatch: 64 },
  );
  const shared = { institutionId: 1, clock: () => now, crypto, sessions: lookupOf(sessions), typedTries: typedTries() };
  return {
    intake: intake({ ...shared, records: store, commits, ring: (id) => rings.push(id) }),
    claims: claims({ ...shared, noteContact: (contact) => void contacts.push(contact) }),
    ...{ store, contacts },
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
