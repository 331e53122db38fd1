import { phaseOf, windowEndMs, epochStartMs } from '../protocol/code-window.ts';
import { refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import type { Entry } from '../protocol/entry.ts';
import type { EntrySubmission, OriginalSubmission, Submission } from '../protocol/submission.ts';
import { firstContactOf, isContactWith } from './first-contact.ts';
import type { Crypto } from './ports.ts';
import { wasShown } from './session.ts';
import { verifyCode, verifyPayload, type CodeRefused, type CodeVerdict, type ReadingTime, type SessionLookup, type VerifiedCode } from './verify.ts';

/** How wrong a device's clock may be for a typed code that waited in a queue; the clock only says where to look. */
const typedClockToleranceMs = 10 * 60_000;

/** The code of a submission. */
export interface SubmittedCode extends VerifiedCode {
  /** Of the second code, where it is a later one in the same beat; null otherwise. */
  readonly secondEpoch: number | null;
  /** When the server had it from this device before; null without a claim that holds. */
  readonly claimedAtMs: number | null;
}
export type SubmittedCodeVerdict = Result<SubmittedCode, CodeRefused>;

/** Verifies every code that a submission carries, and that all are of the session that it names. The first code is the scan. */
export async function verifySubmittedCode(
  submission: Submission,
  receivedAtMs: number,
  sessions: SessionLookup,
  crypto: Crypto,
): Promise<SubmittedCodeVerdict> {
  if (submission.kind === 'entry') return verifyEntryCodes(submission, receivedAtMs, sessions, crypto);
  const verdict = await verifyOriginal(submission, sessions, crypto);
  return verdict.ok ? ok({ ...verdict.value, secondEpoch: null, claimedAtMs: null }) : verdict;
}

async function verifyOriginal(submission: OriginalSubmission, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  const session = await sessions.byId(submission.sessionId);
  if (session === undefined) return fail({ refusal: refusal('unknown_session'), session });
  const verdict = await verifyPayload(submission.payload, submission.signature, sessions, crypto);
  if (verdict.ok && verdict.value.session.sessionId === session.sessionId) return verdict;
  if (!verdict.ok && verdict.failure.refusal.code === 'session_key_retired') return verdict;
  return fail({ refusal: refusal('invalid_signature'), session });
}

async function verifyEntryCodes(
  { entry, queued }: EntrySubmission,
  receivedAtMs: number,
  sessions: SessionLookup,
  crypto: Crypto,
): Promise<SubmittedCodeVerdict> {
  const read: ReadingTime = queued
    ? { atMs: Math.min(entry.wall, receivedAtMs), toleranceMs: typedClockToleranceMs }
    : { atMs: receivedAtMs, toleranceMs: 0 };
  const [, second] = entry.codes;
  const verdict = await verifyScan(entry, read, receivedAtMs, sessions, crypto);
  if (!verdict.ok) return verdict;
  const { session } = verdict.value;
  if (entry.session !== null && entry.session !== session.tag && entry.session !== session.sessionId) {
    return fail({ refusal: refusal('malformed', 'entry.session'), session });
  }
  if (second === undefined) return verdict;
  const confirmation = await verifyCode(second, read, sessions, crypto);
  if (!confirmation.ok) return fail({ refusal: confirmation.failure.refusal, session });
  const isSameSession = confirmation.value.session.sessionId === session.sessionId;
  if (!isSameSession) return fail({ refusal: refusal('malformed', 'entry.codes'), session });
  return ok({ ...verdict.value, secondEpoch: laterEpochOf(confirmation.value, verdict.value) });
}

/** A second code proves that the phone stayed; the same once more, an older one, or one of the slower typed beat proves nothing further. */
function laterEpochOf(second: VerifiedCode, first: VerifiedCode): number | null {
  const isSameBeat = (second.carrier === 'typed') === (first.carrier === 'typed');
  const isShown = wasShown(second.session, epochStartMs(second.rhythm, second.epoch));
  return isSameBeat && isShown && second.epoch > first.epoch ? second.epoch : null;
}

/** The first code. A typed one that was claimed is looked for where the claim was given: by now the screen shows another. */
async function verifyScan(entry: Entry, read: ReadingTime, receivedAtMs: number, sessions: SessionLookup, crypto: Crypto): Promise<SubmittedCodeVerdict> {
  const code = entry.codes[0]!;
  const contact = await firstContactOf(entry, receivedAtMs, sessions, crypto);
  if (contact?.carrier === 'typed') {
    const claimed = await verifyCode(code, { atMs: contact.claimedAtMs, toleranceMs: 0 }, sessions, crypto);
    if (claimed.ok && isContactWith(contact, claimed.value)) return ok({ ...claimed.value, secondEpoch: null, claimedAtMs: contact.claimedAtMs });
  }
  const verdict = await verifyCode(code, read, sessions, crypto);
  if (!verdict.ok) return verdict;
  const isClaimed = contact !== undefined && isContactWith(contact, verdict.value);
  return ok({ ...verdict.value, secondEpoch: null, claimedAtMs: isClaimed ? contact.claimedAtMs : null });
}

/**
 * Whether the device can no longer scan again. An entry says so. The original's queue says nothing, but it keeps the time of
 * the scan in `submitted_at`: one that lies inside the code's window, while the arrival does not, comes from a queue. Either
 * way the answer only chooses between "scan again" and a lower grade.
 */
export function isFromQueue(submission: Submission, { rhythm, epoch, session }: VerifiedCode, receivedAtMs: number): boolean {
  if (submission.kind === 'entry') return submission.queued;
  const { submittedAtMs } = submission;
  if (session.rotationSeconds === 0) return session.openings.some(({ fromMs, untilMs }) => fromMs <= submittedAtMs && submittedAtMs < untilMs);
  const isScannedInWindow = epochStartMs(rhythm, epoch) <= submittedAtMs && submittedAtMs < windowEndMs(rhythm, epoch);
  return isScannedInWindow && phaseOf(rhythm, epoch, receivedAtMs) === 'expired';
}
