import type { Rhythm } from '../protocol/code-window.ts';
import type { Identity, SessionState } from '../protocol/words.ts';
import type { Policy } from './policy.ts';

/** One class meeting. */
export interface Session extends Rhythm {
  readonly institutionId: number;
  /** Lower-case UUID. */
  readonly sessionId: string;
  /** 8 random bytes that name the session in a token, as hex. */
  readonly tag: string;
  readonly course: string;
  readonly durationMinutes: number;
  readonly identity: Identity;
  /** Minutes after the start from which a scan is late; null where nobody is late. */
  readonly lateAfterMinutes: number | null;
  /** Since when no typed code is shown or taken; null while they are. */
  readonly typedOffSinceMs: number | null;
  /** When the session is or was open, in order; a session that was reopened has more than one. */
  readonly openings: readonly Opening[];
  /** When staff asked for a second code, in order; they do not overlap. The number of a check is its place, from 1. */
  readonly checks: readonly Opening[];
  readonly policy: Policy;
  /** 32 random bytes under the wrapping key; null once they were destroyed. */
  readonly wrappedSecret: Uint8Array | null;
  readonly createdAtMs: number;
}

/** `[fromMs, untilMs)` in server time. */
export interface Opening {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function closesAtMs(session: Session): number {
  return session.openings.at(-1)!.untilMs;
}

/** When the opening that holds the instant ended; the session's close for an instant outside of every opening. */
export function closeAfterMs(session: Session, atMs: number): number {
  return session.openings.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)?.untilMs ?? closesAtMs(session);
}

export function stateAt(session: Session, nowMs: number): SessionState {
  if (isOpenAt(session, nowMs)) return 'open';
  return session.openings.some(({ fromMs, untilMs }) => nowMs < fromMs && fromMs < untilMs) ? 'scheduled' : 'closed';
}

export function isOpenAt(session: Session, atMs: number): boolean {
  return session.openings.some((opening) => opening.fromMs <= atMs && atMs < opening.untilMs);
}

/** Whether a code that was first shown at this instant can have been seen in the hall; a static code's epoch starts with the session. */
export function wasShown(session: Session, epochStartsAtMs: number): boolean {
  return isOpenAt(session, epochStartsAtMs);
}

/** The number of the check whose time holds this instant: the start of the epoch of the code that was scanned, or the arrival of a static one. */
export function checkAt({ checks }: Pick<Session, 'checks'>, atMs: number): number | null {
  const index = checks.findIndex(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  return index === -1 ? null : index + 1;
}

/** The checks with none that runs; one whose end lies ahead ends now. */
export function checksEndedAt({ checks }: Pick<Session, 'checks'>, nowMs: number): readonly Opening[] {
  return checks.map(({ fromMs, untilMs }) => ({ fromMs, untilMs: Math.min(untilMs, nowMs) }));
}

/** Whether a typed code of this epoch may count: one that was shown before staff switched them off still does, where it waited in a queue. */
export function takesTyped({ typedOffSinceMs, rotationSeconds }: Session, epochStartsAtMs: number, isQueued: boolean): boolean {
  return typedOffSinceMs === null || (isQueued && rotationSeconds !== 0 && epochStartsAtMs < typedOffSinceMs);
}

/** The openings after a close; a session that never opened keeps an empty opening, so that it stays closed. */
export function closedAt(session: Session, nowMs: number): readonly Opening[] {
  return session.openings.map((opening) => ({
    fromMs: Math.min(opening.fromMs, nowMs),
    untilMs: Math.min(opening.untilMs, nowMs),
  }));
}

/** The openings with the last one longer. */
export function extendedBy(session: Session, minutes: number): readonly Opening[] {
  const last = session.openings.at(-1)!;
  return [...session.openings.slice(0, -1), { ...last, untilMs: last.untilMs + minutes * 60_000 }];
}

/** The openings with one more that begins now, or at the start where that lies ahead; what lay between stays closed. */
export function reopenedAt(session: Session, nowMs: number, minutes: number): readonly Opening[] {
  const fromMs = Math.max(nowMs, session.startsAtMs);
  return [...session.openings, { fromMs, untilMs: fromMs + minutes * 60_000 }];
}
