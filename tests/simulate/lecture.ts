import { currentToken } from '../../src/attendance/current-code.ts';
import { groupCommit } from '../../src/attendance/group-commit.ts';
import { intake, type Intake } from '../../src/attendance/intake.ts';
import type { CommitItem, Crypto } from '../../src/attendance/ports.ts';
import type { CommitOutcome, StoredRecord } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { typedTries, type TypedTries } from '../../src/attendance/typed-tries.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { hex } from '../../src/protocol/bytes.ts';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import type { Way } from '../../src/protocol/words.ts';
import { sessionKeys } from '../../src/server/session-keys.ts';
import { lookupOf } from '../support/attendance.ts';
import { crypto as syncCrypto } from '../support/crypto.ts';
import type { Phone } from './phone.ts';
import type { CoursePolicy } from './policies.ts';
import { randomOf, type Random } from './random.ts';
import type { LectureStore, OpenLectureStore } from './store.ts';

export const minute = 60_000;
export const hour = 60 * minute;
/** 2026-03-02T09:00:00Z. */
export const startsAtMs = Date.UTC(2026, 2, 2, 9);
export const durationMinutes = 20;
/** When staff ask for a second code, from the start. */
export const checkAt = { fromMs: 12 * minute, untilMs: 15 * minute } as const;

type Answer = Awaited<ReturnType<Intake['submit']>>;

/**
 * One lecture under a clock that jumps from event to event. Instants are ms after its start. Everything that decides is the
 * program's own: intake, verification, evidence, the limits of typed codes, the keys and their derivation.
 */
export interface Lecture {
  readonly policy: CoursePolicy;
  readonly session: Session;
  readonly random: Random;
  readonly typedTries: TypedTries;
  /** At this instant. Within one wave of a second, events run together; what an answer leads to comes a second later or more. */
  at(ms: number, event: () => Promise<unknown>): void;
  submit(body: unknown, way?: Way): Promise<Answer>;
  /** The code on the screen at this instant, or the code that a leaked display key makes for it. */
  codeAt(ms: number): string;
  /** The same of the week before. */
  oldCodeAt(ms: number): string;
  recordOf(student: string): Promise<StoredRecord | undefined>;
  /** A request of this phone tells the end of its chain. */
  tellHead(phone: Phone): Promise<void>;
  /** Refusals so far, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** The display says that it showed everything but these. */
  report(hidden: readonly { readonly fromMs: number; readonly untilMs: number }[]): Promise<void>;
  /** Runs every event to the end. */
  run(): Promise<void>;
}

const masterKey = new Uint8Array(32).fill(7);
const weekMs = 7 * 24 * hour;

export async function openLecture(policy: CoursePolicy, seed: number, openStore: OpenLectureStore): Promise<Lecture> {
  const random = randomOf(seed);
  const keys = sessionKeys(masterKey, (length) => random.bytes(length));
  // Verified on this thread, so that a run is the same each time.
  const crypto: Crypto = { ...keys.crypto, verifyDevice: syncCrypto.verifyDevice };
  const session = makeSession(policy, random, keys.wrapSecret, startsAtMs);
  const old = makeSession(policy, random, keys.wrapSecret, startsAtMs - weekMs);
  const store = await openStore([session, old]);
  const tries = typedTries();
  let now = startsAtMs;
  const shared = { institutionId: 1, clock: () => now, crypto, sessions: lookupOf([session, old]), typedTries: tries };
  const commits = groupCommit<CommitItem, CommitOutcome>((batch) => store.commit(batch), { maxBatch: 512 });
  const door = intake({ ...shared, records: store, commits, ring: () => {} });
  const refusals = new Map<string, number>();
  const events: { readonly atMs: number; readonly run: () => Promise<unknown> }[] = [];

  async function submit(body: unknown, way?: Way): Promise<Answer> {
    const answer = await door.submit(body, way);
    if (answer.ok) return answer;
    const { code } = answer.failure.refusal;
    refusals.set(code, (refusals.get(code) ?? 0) + 1);
    return answer;
  }

  async function tellHead({ head }: Phone): Promise<void> {
    if (head !== undefined) await commits.commit({ kind: 'contact', institutionId: 1, head: base64url.decode(head)!, atMs: now });
  }

  async function run(): Promise<void> {
    while (events.length > 0) {
      events.sort((left, right) => left.atMs - right.atMs);
      const wave = events.splice(0, events.findLastIndex(({ atMs }) => atMs < events[0]!.atMs + 1_000) + 1);
      await Promise.all(
        wave.map(({ atMs, run: event }) => {
          now = startsAtMs + atMs;
          return event();
        }),
      );
    }
  }

  return {
    ...{ policy, session, random, typedTries: tries, refusals, submit, run },
    at: (ms, event) => void events.push({ atMs: Math.round(ms), run: event }),
    codeAt: (ms) => currentToken(session, startsAtMs + Math.max(0, ms), crypto),
    oldCodeAt: (ms) => currentToken(old, startsAtMs - weekMs + ms, crypto),
    recordOf: (student) => store.findRecord(1, session.sessionId, studentKeyOf(student)),
    report: (hidden) => report(store, session, hidden),
    tellHead,
  };
}

function makeSession(policy: CoursePolicy, random: Random, wrapSecret: (sessionId: string, secret: Uint8Array) => Uint8Array, fromMs: number): Session {
  const digits = hex(random.bytes(16));
  const sessionId = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
  const { rotationSeconds, graceSeconds, hasDevices, hasTyped } = policy;
  return {
    ...{ institutionId: 1, sessionId, tag: hex(random.bytes(8)), course: 'Networks', durationMinutes, identity: hasDevices ? 'device' : 'open' },
    ...{ startsAtMs: fromMs, rotationSeconds, graceSeconds, lateAfterMinutes: null, typedOffSinceMs: hasTyped ? null : fromMs, createdAtMs: fromMs },
    openings: [{ fromMs, untilMs: fromMs + durationMinutes * minute }],
    checks: [{ fromMs: fromMs + checkAt.fromMs, untilMs: fromMs + checkAt.untilMs }],
    policy: policy.evidence,
    wrappedSecret: wrapSecret(sessionId, random.bytes(32)),
  };
}

async function report(store: LectureStore, session: Session, hidden: readonly { readonly fromMs: number; readonly untilMs: number }[]): Promise<void> {
  const beatMs = session.rotationSeconds * 1000;
  const last = (durationMinutes * minute) / beatMs - 1;
  const shown: [number, number][] = [];
  let from = 0;
  for (const { fromMs, untilMs } of hidden) {
    if (untilMs <= fromMs) continue;
    shown.push([from, Math.floor(fromMs / beatMs) - 1]);
    from = Math.ceil(untilMs / beatMs);
  }
  await store.report(session, { known: [[0, last]], shown: [...shown, [from, last]] }, startsAtMs);
}
