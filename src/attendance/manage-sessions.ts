import { hex } from '../protocol/bytes.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { tagBytes } from '../protocol/token.ts';
import type { Identity } from '../protocol/words.ts';
import { defaultPolicy, type PolicyStore } from './policy.ts';
import type { ChecksChange, Clock, OpeningsChange, SessionMint, SessionStore } from './ports.ts';
import { checksEndedAt, closedAt, extendedBy, isOpenAt, reopenedAt, stateAt, type Opening, type Session } from './session.ts';

/** What staff ask for; what they leave out means what it meant in the original system: a static code, identity `open`. */
export interface SessionWish {
  readonly course?: string;
  readonly durationMinutes?: number;
  readonly identity?: Identity;
  readonly rotationSeconds?: number;
  readonly graceSeconds?: number;
  readonly startsAtMs?: number;
  readonly lateAfterMinutes?: number;
  /** Whether the typed code is shown and taken; true where it is left out. */
  readonly typedCode?: boolean;
}

export interface ManageSessions {
  create(wish: SessionWish): Promise<Result<Session, Refusal<'malformed'>>>;
  /** Closing twice is closing once. */
  close(sessionId: string, staffName: string): Promise<Result<Session, Refusal<'unknown_session'>>>;
  extend(sessionId: string, minutes: number, staffName: string): Promise<Result<Session, Refusal<'unknown_session' | 'session_not_open'>>>;
  /** Shows and takes the typed code, or no longer; the same again changes nothing. */
  switchTyped(sessionId: string, isOn: boolean, staffName: string): Promise<Result<Session, Refusal<'unknown_session'>>>;
  /** Asks for a second code from now on; a check that runs still ends where the new one begins. */
  startCheck(sessionId: string, minutes: number, staffName: string): Promise<Result<Session, Refusal<'unknown_session' | 'session_not_open'>>>;
  endCheck(sessionId: string, staffName: string): Promise<Result<Session, Refusal<'unknown_session'>>>;
  /** A session that is open is extended from now instead. */
  reopen(sessionId: string, minutes: number, staffName: string): Promise<Result<Session, Refusal<'unknown_session' | 'session_key_retired'>>>;
}

export interface ManageSessionsPorts {
  readonly institutionId: number;
  readonly clock: Clock;
  readonly mint: SessionMint;
  readonly store: Pick<SessionStore, 'insertSession' | 'findSession' | 'replaceOpenings' | 'switchTyped' | 'replaceChecks'>;
  readonly policies: Pick<PolicyStore, 'findPolicy'>;
  /** Called after a session changed, so that caches forget it and live readers look. */
  readonly onChange: (sessionId: string) => void;
}

/** Writes what was decided; answers what has changed, or undefined where the session is no longer the one that was decided on. */
type Replace = (session: Session, decided: readonly Opening[], atMs: number) => Promise<Partial<Session> | undefined>;

const secretBytes = 32;
const defaults = { course: 'Course-101', durationMinutes: 15, identity: 'open', graceSeconds: 10 } as const;

export function manageSessions({ institutionId, clock, mint, store, policies, onChange }: ManageSessionsPorts): ManageSessions {
  async function create(wish: SessionWish): Promise<Result<Session, Refusal<'malformed'>>> {
    const { rotationSeconds = 0, graceSeconds = defaults.graceSeconds, durationMinutes = defaults.durationMinutes } = wish;
    if (rotationSeconds === 1) return fail(refusal('malformed', 'rotation_seconds'));
    const course = (wish.course ?? defaults.course).normalize('NFC').trim();
    if (course === '' || !course.isWellFormed() || /\p{Cc}/u.test(course)) return fail(refusal('malformed', 'course'));
    const nowMs = clock();
    const startsAtMs = wish.startsAtMs ?? nowMs;
    const sessionId = mint.uuid();
    const session: Session = {
      institutionId,
      sessionId,
      tag: hex(mint.randomBytes(tagBytes)),
      course,
      durationMinutes,
      identity: wish.identity ?? defaults.identity,
      rotationSeconds,
      graceSeconds,
      startsAtMs,
      lateAfterMinutes: wish.lateAfterMinutes ?? null,
      typedOffSinceMs: wish.typedCode === false ? Math.min(nowMs, startsAtMs) : null,
      openings: [{ fromMs: startsAtMs, untilMs: startsAtMs + durationMinutes * 60_000 }],
      checks: [],
      policy: (await policies.findPolicy(institutionId, course)) ?? defaultPolicy,
      wrappedSecret: mint.wrapSecret(sessionId, mint.randomBytes(secretBytes)),
      createdAtMs: nowMs,
    };
    await store.insertSession(session);
    return ok(session);
  }

  /** Reads, decides, writes; begins again where somebody else changed the session in between. */
  async function change<Code extends 'session_not_open' | 'session_key_retired' = never>(
    sessionId: string,
    replace: Replace,
    decide: (session: Session, nowMs: number) => Result<readonly Opening[], Refusal<Code>>,
  ): Promise<Result<Session, Refusal<Code | 'unknown_session'>>> {
    for (;;) {
      const session = await store.findSession(institutionId, sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const atMs = clock();
      const decided = decide(session, atMs);
      if (!decided.ok) return decided;
      const changed = await replace(session, decided.value, atMs);
      if (changed === undefined) continue;
      onChange(sessionId);
      return ok({ ...session, ...changed });
    }
  }

  function replaceOpenings(action: OpeningsChange['action'], staffName: string): Replace {
    return async ({ sessionId, openings: expected }, openings, atMs) =>
      (await store.replaceOpenings({ institutionId, sessionId, expected, openings, atMs, action, staffName })) ? { openings } : undefined;
  }

  function replaceChecks(action: ChecksChange['action'], staffName: string): Replace {
    return async ({ sessionId, checks: expected }, checks, atMs) =>
      (await store.replaceChecks({ institutionId, sessionId, expected, checks, atMs, action, staffName })) ? { checks } : undefined;
  }

  async function switchTyped(sessionId: string, isOn: boolean, staffName: string): Promise<Result<Session, Refusal<'unknown_session'>>> {
    const session = await store.findSession(institutionId, sessionId);
    if (session === undefined) return fail(refusal('unknown_session'));
    if (isOn === (session.typedOffSinceMs === null)) return ok(session);
    const atMs = clock();
    const typedOffSinceMs = isOn ? null : atMs;
    await store.switchTyped({ institutionId, sessionId, offSinceMs: typedOffSinceMs, staffName, atMs });
    onChange(sessionId);
    return ok({ ...session, typedOffSinceMs });
  }

  return {
    startCheck: (sessionId, minutes, staffName) =>
      change(sessionId, replaceChecks('start_check', staffName), (session, nowMs) =>
        isOpenAt(session, nowMs) ? ok([...checksEndedAt(session, nowMs), { fromMs: nowMs, untilMs: nowMs + minutes * 60_000 }]) : fail(refusal('session_not_open')),
      ),
    endCheck: (sessionId, staffName) => change<never>(sessionId, replaceChecks('end_check', staffName), (session, nowMs) => ok(checksEndedAt(session, nowMs))),
    create,
    switchTyped,
    close: (sessionId, staffName) => change<never>(sessionId, replaceOpenings('close', staffName), (session, nowMs) => ok(closedAt(session, nowMs))),
    extend: (sessionId, minutes, staffName) =>
      change(sessionId, replaceOpenings('extend', staffName), (session, nowMs) =>
        stateAt(session, nowMs) === 'closed' ? fail(refusal('session_not_open')) : ok(extendedBy(session, minutes)),
      ),
    reopen: (sessionId, minutes, staffName) =>
      change(sessionId, replaceOpenings('reopen', staffName), (session, nowMs) =>
        session.wrappedSecret === null
          ? fail(refusal('session_key_retired'))
          : ok(reopenedAt({ ...session, openings: closedAt(session, nowMs) }, nowMs, minutes)),
      ),
  };
}
