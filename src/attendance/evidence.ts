import { epochStartMs, phaseOf, typedRhythm, type Rhythm } from '../protocol/code-window.ts';
import type { Carrier } from '../protocol/carried-code.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import type { Grade, GradeReason, Status, Way } from '../protocol/words.ts';
import { closeAfterMs, closesAtMs, isOpenAt, takesTyped, wasShown, type Session } from './session.ts';

/** What one submission itself proves, once its codes and its seal are verified. The device's own clock is not among it. */
export interface Scan {
  readonly session: Session;
  readonly carrier: Carrier;
  readonly epoch: number;
  readonly secondEpoch: number | null;
  readonly receivedAtMs: number;
  /** When the server had this code from this device before, by a claim that holds; null without one. */
  readonly claimedAtMs: number | null;
  /** The device said that the entry waited in its queue; without it, it can be asked to scan again. */
  readonly queued: boolean;
  readonly isDeviceSigned: boolean;
  readonly way: Way;
}

/** What everything else that is stored says about the same submission. */
export interface Facts {
  /** The earliest instant at which the entry is known to have existed. */
  readonly notAfterMs: number;
  readonly chain: 'holds' | 'gap' | 'fork';
  /** Whose the device is; `guest` is a declared one within the number that the policy lets count. */
  readonly device: 'own' | 'waiting' | 'replaced' | 'of_other_student' | 'guest';
  /** What the displays reported of its codes: `not_shown` where it is so of either. */
  readonly shown: 'shown' | 'not_shown' | 'unknown';
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

/** What is known of a submission that nothing else speaks about. */
export function plainFacts({ receivedAtMs }: Pick<Scan, 'receivedAtMs'>): Facts {
  return { notAfterMs: receivedAtMs, chain: 'holds', device: 'own', shown: 'unknown' };
}

/**
 * Whether it may be recorded at all. A live submission needs an open session and a code in its window. A queued one needs a
 * code that was shown while the session was open. A code that was claimed counts as received at the claim.
 */
export function admit(scan: Scan): Result<null, Refusal<'code_early' | 'code_expired' | 'session_not_open' | 'typed_code_off'>> {
  const { session, carrier, claimedAtMs, queued } = scan;
  const { phase, seenAtMs, shownFromMs } = timesOf(scan);
  if (phase === 'early') return fail(refusal(session.rotationSeconds === 0 ? 'session_not_open' : 'code_early'));
  if (!wasShown(session, shownFromMs)) return fail(refusal('session_not_open'));
  if (!queued && !isOpenAt(session, seenAtMs)) return fail(refusal('session_not_open'));
  if (carrier === 'typed' && !takesTyped(session, shownFromMs, queued || claimedAtMs !== null)) return fail(refusal('typed_code_off'));
  return !queued && phase === 'expired' ? fail(refusal('code_expired')) : ok(null);
}

/** The grade of what was admitted: a pure function of stored evidence, which may be computed again whenever more is known. */
export function judge(scan: Scan, facts: Facts): Judgement {
  const { session } = scan;
  const { phase, seenAtMs, shownFromMs } = timesOf(scan);
  const isStatic = session.rotationSeconds === 0;
  const isInWindow = phase === 'in_window' && (!isStatic || isOpenAt(session, seenAtMs));
  const scannedAtMs = isStatic || isInWindow ? seenAtMs : shownFromMs;
  return {
    ...gradeOf(scan, facts, isInWindow),
    status: isLate(session, isStatic ? Math.min(seenAtMs, closesAtMs(session)) : shownFromMs) ? 'late' : 'present',
    scannedAtMs,
    latencyMs: scannedAtMs - session.startsAtMs,
    codeAgeMs: isStatic ? null : seenAtMs - shownFromMs,
  };
}

/** The start of the epoch of the newest code: the entry cannot be older. Null for a static code, which proves no instant. */
export function notBeforeMs({ session, carrier, epoch, secondEpoch }: Pick<Scan, 'session' | 'carrier' | 'epoch' | 'secondEpoch'>): number | null {
  return session.rotationSeconds === 0 ? null : epochStartMs(rhythmOf(session, carrier), secondEpoch ?? epoch);
}

/** The beat that the epochs of a carrier count. */
export function rhythmOf(session: Session, carrier: Carrier): Rhythm {
  return carrier === 'typed' ? typedRhythm(session) : session;
}

interface Graded {
  readonly grade: Grade;
  readonly reasons: readonly GradeReason[];
}

function gradeOf(scan: Scan, facts: Facts, isInWindow: boolean): Graded {
  const how = howItCame(scan);
  const contradictions = contradictionsOf(scan, facts);
  if (contradictions.length > 0) return { grade: 'suspicious', reasons: [...how, ...contradictions] };
  const unproven = whyUnproven(scan, facts);
  const guest: readonly GradeReason[] = facts.device === 'guest' ? ['borrowed_phone'] : none;
  if (isInWindow) {
    const isProven = scan.session.identity === 'open' || unproven.length === 0;
    return isProven ? { grade: 'online_in_window', reasons: both(how, guest) } : { grade: 'late_sync', reasons: both(how, unproven) };
  }
  if (unproven.length > 0) return { grade: 'late_sync', reasons: [...how, 'synced_after_window', ...unproven] };
  const graded = gradeOffline(scan, facts);
  return { grade: graded.grade, reasons: [...how, ...graded.reasons, ...guest] };
}

function gradeOffline(scan: Scan, { notAfterMs, chain }: Facts): Graded {
  const { session, secondEpoch, receivedAtMs, way } = scan;
  const { policy } = session;
  const { shownFromMs } = timesOf(scan);
  const isStatic = session.rotationSeconds === 0;
  const newestScanMs = isStatic ? closesAtMs(session) : shownFromMs;
  const isBoundTooLate = notAfterMs > closeAfterMs(session, shownFromMs) + policy.verifiedAfterCloseMinutes * 60_000;
  const isSeenByStaff = way === 'staff_scan';
  // What staff saw in time waits for them no longer, however short the deadline.
  const hasDeadline = !isSeenByStaff || isBoundTooLate;
  if (hasDeadline && notAfterMs - newestScanMs > policy.syncDeadlineHours * 3_600_000) return { grade: 'late_sync', reasons: ['synced_after_deadline'] };

  const lacks: GradeReason[] = [];
  if (!isSeenByStaff && (isStatic || (policy.twoCodes && secondEpoch === null))) lacks.push('one_code');
  if (!isSeenByStaff && chain === 'gap') lacks.push('chain_gap');
  if (isBoundTooLate) lacks.push('bounded_too_late');
  const shows: readonly GradeReason[] = [
    ...(secondEpoch === null ? [] : (['two_codes'] as const)),
    ...(notAfterMs < receivedAtMs ? (['bounded_by_contact'] as const) : []),
  ];
  return { grade: lacks.length === 0 ? 'offline_verified' : 'offline_unbounded', reasons: ['synced_after_window', ...shows, ...lacks] };
}

/** What nearly all have; made anew for each they are a tenth of what the collector has to look at. */
const none: readonly GradeReason[] = [];
const unsigned: readonly GradeReason[] = ['no_device_signature'];

function howItCame({ carrier, claimedAtMs, way }: Scan): readonly GradeReason[] {
  if (carrier !== 'typed' && claimedAtMs === null && way === 'direct') return none;
  return [
    ...(carrier === 'typed' ? (['typed_code'] as const) : []),
    ...(claimedAtMs === null ? [] : (['claimed_at_scan'] as const)),
    ...(way === 'carried' ? (['carried'] as const) : []),
    ...(way === 'staff_scan' ? (['scanned_by_staff'] as const) : []),
  ];
}

/** How far two servers' clocks, or one that was set, may be apart before a contradiction is believed. */
const clockSlackMs = 2_000;

/** What cannot be true together. A number in an `open` session is only claimed, so there the device contradicts nobody. */
function contradictionsOf(scan: Scan, { chain, device, shown, notAfterMs }: Facts): readonly GradeReason[] {
  const newestMs = Math.max(scan.claimedAtMs ?? -Infinity, notBeforeMs(scan) ?? -Infinity);
  if (chain !== 'fork' && device !== 'of_other_student' && shown !== 'not_shown' && newestMs <= notAfterMs + clockSlackMs) return none;
  return [
    ...(chain === 'fork' ? (['chain_fork'] as const) : []),
    ...(device === 'of_other_student' && scan.session.identity !== 'open' ? (['device_of_other_student'] as const) : []),
    ...(shown === 'not_shown' ? (['code_not_shown'] as const) : []),
    ...(newestMs > notAfterMs + clockSlackMs ? (['later_than_contact'] as const) : []),
  ];
}

/** Why no key of this student vouches for the entry; empty where one does. In an `open` session any key is as good as another. */
function whyUnproven({ isDeviceSigned, session }: Scan, { device }: Facts): readonly GradeReason[] {
  if (!isDeviceSigned) return unsigned;
  if (session.identity === 'open') return none;
  if (device === 'waiting') return ['device_waits'];
  return device === 'replaced' ? ['device_replaced'] : none;
}

/** Lists are never changed, so one beside an empty one stands for both. */
function both(left: readonly GradeReason[], right: readonly GradeReason[]): readonly GradeReason[] {
  return right.length === 0 ? left : left.length === 0 ? right : [...left, ...right];
}

function timesOf({ session, carrier, epoch, receivedAtMs, claimedAtMs }: Scan) {
  const rhythm = rhythmOf(session, carrier);
  const seenAtMs = claimedAtMs ?? receivedAtMs;
  return { seenAtMs, shownFromMs: epochStartMs(rhythm, epoch), phase: phaseOf(rhythm, epoch, seenAtMs) };
}

function isLate(session: Session, atMs: number): boolean {
  return session.lateAfterMinutes !== null && atMs >= session.startsAtMs + session.lateAfterMinutes * 60_000;
}
