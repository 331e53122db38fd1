import { epochStartMs, phaseOf } from '../protocol/code-window.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import type { Grade, GradeReason, Status } from '../protocol/words.ts';
import { closesAtMs, isOpenAt, takesTyped, wasShown, type Session } from './session.ts';
import type { VerifiedCode } from './verify.ts';

/** What a submission is judged by. The device's own clock is not among it. */
export interface Circumstances {
  readonly code: VerifiedCode;
  readonly receivedAtMs: number;
  /** When the server had this code from this device before, by a claim that holds; null without one. */
  readonly claimedAtMs: number | null;
  /** The device said that the entry waited in its queue; without it, it can be asked to scan again. */
  readonly isQueued: boolean;
  readonly isDeviceSigned: boolean;
}

export interface Judgement {
  readonly grade: Grade;
  readonly reasons: readonly GradeReason[];
  readonly status: Extract<Status, 'present' | 'late'>;
  /** The instant that the scan is judged at. */
  readonly scannedAtMs: number;
  readonly latencyMs: number;
  /** First arrival of the code minus the start of its epoch; null for a static code. */
  readonly codeAgeMs: number | null;
}

/** How long after its scan a queued submission is still recorded without waiting for staff. */
export const syncDeadlineMs = 24 * 3_600_000;

/**
 * A pure function of what is known: refuses what must not be recorded, grades the rest. A live submission needs an open
 * session and a code in its window. A queued one needs a code that was shown while the session was open; arrival outside of
 * the window only lowers its grade. A code that was claimed counts as received at the claim.
 */
export function judge(circumstances: Circumstances): Result<Judgement, Refusal<'code_early' | 'code_expired' | 'session_not_open' | 'typed_code_off'>> {
  const { code, claimedAtMs, isQueued } = circumstances;
  const seenAtMs = claimedAtMs ?? circumstances.receivedAtMs;
  const { session, rhythm, epoch } = code;
  const shownFromMs = epochStartMs(rhythm, epoch);
  const phase = phaseOf(rhythm, epoch, seenAtMs);
  if (phase === 'early') return fail(refusal(session.rotationSeconds === 0 ? 'session_not_open' : 'code_early'));
  if (!wasShown(session, shownFromMs)) return fail(refusal('session_not_open'));
  if (!isQueued && !isOpenAt(session, seenAtMs)) return fail(refusal('session_not_open'));
  if (code.carrier === 'typed' && !takesTyped(session, shownFromMs, isQueued || claimedAtMs !== null)) return fail(refusal('typed_code_off'));
  if (!isQueued && phase === 'expired') return fail(refusal('code_expired'));

  const isStatic = session.rotationSeconds === 0;
  const isInWindow = phase === 'in_window' && (!isStatic || isOpenAt(session, seenAtMs));
  const scannedAtMs = isStatic || isInWindow ? seenAtMs : shownFromMs;
  return ok({
    ...gradeOf(circumstances, isInWindow, shownFromMs),
    status: isLate(session, isStatic ? Math.min(seenAtMs, closesAtMs(session)) : shownFromMs) ? 'late' : 'present',
    scannedAtMs,
    latencyMs: scannedAtMs - session.startsAtMs,
    codeAgeMs: isStatic ? null : seenAtMs - shownFromMs,
  });
}

function gradeOf(
  { code, receivedAtMs, claimedAtMs, isDeviceSigned }: Circumstances,
  isInWindow: boolean,
  shownFromMs: number,
): { readonly grade: Grade; readonly reasons: readonly GradeReason[] } {
  const typed: readonly GradeReason[] = code.carrier === 'typed' ? ['typed_code'] : [];
  const needsDevice = code.session.identity !== 'open';
  if (isInWindow) {
    const how: readonly GradeReason[] = claimedAtMs === null ? typed : [...typed, 'claimed_at_scan'];
    if (isDeviceSigned || !needsDevice) return { grade: 'online_in_window', reasons: how };
    return { grade: 'late_sync', reasons: [...how, 'no_device_signature'] };
  }
  if (!isDeviceSigned) return { grade: 'late_sync', reasons: [...typed, 'synced_after_window', 'no_device_signature'] };
  const newestScanMs = code.session.rotationSeconds === 0 ? closesAtMs(code.session) : shownFromMs;
  const isPastDeadline = receivedAtMs - newestScanMs > syncDeadlineMs;
  if (isPastDeadline) return { grade: 'late_sync', reasons: [...typed, 'synced_after_deadline'] };
  return { grade: 'offline_unbounded', reasons: [...typed, 'synced_after_window'] };
}

function isLate(session: Session, atMs: number): boolean {
  return session.lateAfterMinutes !== null && atMs >= session.startsAtMs + session.lateAfterMinutes * 60_000;
}
