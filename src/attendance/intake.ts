import { letterOfEachByte } from '../protocol/bytes.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { parseSubmission, type Submission } from '../protocol/submission.ts';
import type { Way } from '../protocol/words.ts';
import { epochStartMs } from '../protocol/code-window.ts';
import { statementOf, verifySeal, type Statement } from './statement.ts';
import { admit, judge, plainFacts, rhythmOf, type Scan } from './evidence.ts';
import type { GroupCommit } from './group-commit.ts';
import { isTyped, limitTyped } from './limit-typed.ts';
import type { Bell, Clock, CommitItem, Crypto, RecordStore } from './ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from './record.ts';
import { checkAt, type Session } from './session.ts';
import { isFromQueue, verifySubmittedCode } from './submitted-code.ts';
import type { TypedTries } from './typed-tries.ts';
import type { SessionLookup } from './verify.ts';

/**
 * The hot path, top to bottom: parse, verify, judge, commit in a batch, ring the bell, answer. Nothing is answered before it
 * is durable, and only the database decides what is a duplicate.
 */
export interface Intake {
  /** Rejects only with `StorageUnavailable` or a bug; the same submission may then be sent again. `way` is `direct` where it is left out. */
  submit(body: unknown, way?: Way): Promise<Result<Accepted, Refused>>;
}

export interface Accepted {
  readonly session: Session;
  readonly evidence: Evidence;
  /** The number of the check that it answers; null where none ran. */
  readonly check: number | null;
}

export interface Refused {
  readonly refusal: Refusal;
  /** What a duplicate ran into. */
  readonly record?: Pick<StoredRecord, 'receivedAtMs' | 'status' | 'grade' | 'latencyMs'>;
  /** How long to wait before the same submission may be sent again. */
  readonly retryAfterMs?: number;
}

export interface IntakePorts {
  readonly institutionId: number;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly sessions: SessionLookup;
  readonly records: Pick<RecordStore, 'findEvidence' | 'findRecord'>;
  readonly commits: Pick<GroupCommit<CommitItem, CommitOutcome>, 'commit'>;
  readonly ring: Bell;
  readonly typedTries: TypedTries;
}

/** Refused attempts noted a session; further ones are answered and counted, but not stored, so that nobody can fill the disk. */
const maxNotedRefusals = 20_000;

type Examined = Result<{ readonly evidence: Evidence; readonly session: Session }, { readonly refusal: Refusal; readonly session: Session | undefined }>;

export function intake(ports: IntakePorts): Intake {
  const { institutionId, clock, crypto, sessions, records, commits, ring, typedTries } = ports;
  const inFlight = new Map<string, { readonly evidence: Evidence; readonly outcome: Promise<CommitOutcome> }>();
  const notedRefusals = new Map<string, number>();

  async function submit(body: unknown, way: Way = 'direct'): Promise<Result<Accepted, Refused>> {
    const receivedAtMs = clock();
    const submission = parseSubmission(body);
    if (!submission.ok) return fail({ refusal: submission.failure });
    const statement = statementOf(submission.value, crypto);
    const submitOnce = () => decide(submission.value, statement, receivedAtMs, way);
    if (!isTyped(submission.value)) return submitOnce();
    return limitTyped(typedTries, crypto, { statement, receivedAtMs, submit: submitOnce, findEarlier: () => findEarlier(statement) });
  }

  async function decide(submission: Submission, statement: Statement, receivedAtMs: number, way: Way): Promise<Result<Accepted, Refused>> {
    const examined = await examine(submission, statement, receivedAtMs, way);
    if (examined.ok) return record(examined.value.evidence, examined.value.session);

    const earlier = await findEarlier(statement);
    if (earlier !== undefined) return earlier;
    const { session } = examined.failure;
    if (session !== undefined) await note(statement, examined.failure.refusal, session.sessionId, receivedAtMs, await linkOf(submission, statement));
    return fail({ refusal: examined.failure.refusal });
  }

  /** All that is checked before anything is stored. */
  async function examine(submission: Submission, statement: Statement, receivedAtMs: number, way: Way): Promise<Examined> {
    const verdict = await verifySubmittedCode(submission, receivedAtMs, sessions, crypto);
    if (!verdict.ok) return verdict;
    const { session, carrier, epoch, secondEpoch, claimedAtMs } = verdict.value;

    const { seal } = statement;
    const deviceId = await deviceOf(submission, seal);
    if (deviceId === undefined) return fail({ refusal: refusal('invalid_signature'), session });

    const queued = isFromQueue(submission, verdict.value, receivedAtMs);
    const scan: Scan = { session, carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, isDeviceSigned: deviceId !== null, way };
    const admitted = admit(scan);
    if (!admitted.ok) return fail({ refusal: admitted.failure, session });

    const { form, studentId, studentKey, body, entryId, chain, isGuest, head } = statement;
    const evidence: Evidence = {
      ...{ kind: 'evidence', institutionId, sessionId: session.sessionId, form, studentId, studentKey, body, entryId, receivedAtMs },
      ...{ deviceId, deviceSignature: seal?.signature ?? null, devicePublicKey: seal?.publicKey ?? null },
      ...{ carrier, epoch, secondEpoch, queued, claimedAtMs, way, isGuest, chain, head, answered: 'accepted' },
      // What the store knows besides may change this in the same transaction.
      ...judge(scan, plainFacts(scan)),
    };
    return ok({ evidence, session });
  }

  /** Null where the submission is not sealed, undefined where the seal does not hold. */
  async function deviceOf(submission: Submission, seal: Statement['seal']): Promise<Uint8Array | null | undefined> {
    return submission.kind === 'entry' && seal !== null ? verifySeal(seal, submission.entryBytes, submission.entry.device, crypto) : null;
  }

  /** The place of a refused entry in its chain, so that the next one has no gap before it. */
  async function linkOf(submission: Submission, { seal, chain, entryId }: Statement): Promise<RefusedAttempt['link']> {
    const deviceId = chain === null ? null : await deviceOf(submission, seal);
    return chain === null || deviceId === null || deviceId === undefined ? null : { ...chain, deviceId, entryId };
  }

  /** A repetition that comes while the first is being written waits for the same commit. */
  async function record(evidence: Evidence, session: Session): Promise<Result<Accepted, Refused>> {
    const key = letterOfEachByte(evidence.entryId);
    const running = inFlight.get(key);
    if (running !== undefined) return answer(asRepetition(await running.outcome, running.evidence), evidence, session);
    const outcome = commits.commit(evidence);
    inFlight.set(key, { evidence, outcome });
    try {
      return await answer(await outcome, evidence, session);
    } finally {
      inFlight.delete(key);
    }
  }

  async function answer(outcome: CommitOutcome, evidence: Evidence, session: Session): Promise<Result<Accepted, Refused>> {
    switch (outcome.kind) {
      case 'stored':
        ring(session.sessionId);
        return ok({ session, evidence: outcome.evidence, check: checkOf(session, outcome.evidence) });
      case 'replayed':
        return outcome.evidence.answered === 'accepted' && evidence.form === 'entry'
          ? ok({ session, evidence: outcome.evidence, check: checkOf(session, outcome.evidence) })
          : duplicate((await records.findRecord(institutionId, evidence.sessionId, evidence.studentKey)) ?? outcome.evidence, evidence);
      case 'duplicate':
        return duplicate(outcome.record, evidence);
      case 'revoked':
        ring(session.sessionId);
        return fail({ refusal: refusal('device_revoked') });
      case 'noted':
        throw new Error('the store answered evidence as a refused attempt');
    }
  }

  async function duplicate(earlier: NonNullable<Refused['record']>, evidence: Evidence): Promise<Result<Accepted, Refused>> {
    const why = refusal('duplicate_submission');
    await note(evidence, why, evidence.sessionId, evidence.receivedAtMs, null);
    return fail({ refusal: why, record: earlier });
  }

  /** What this very submission was answered before its code left the window, or its session closed. */
  async function findEarlier(statement: Statement): Promise<Result<Accepted, Refused> | undefined> {
    await inFlight.get(letterOfEachByte(statement.entryId))?.outcome;
    const evidence = await records.findEvidence(institutionId, statement.entryId);
    const session = evidence === undefined ? undefined : await sessions.byId(evidence.sessionId);
    if (evidence === undefined || session === undefined) return undefined;
    return answer({ kind: 'replayed', evidence }, evidence, session);
  }

  async function note(statement: Pick<Statement, 'studentId' | 'carrier'>, { code }: Refusal, sessionId: string, atMs: number, link: RefusedAttempt['link']): Promise<void> {
    const noted = notedRefusals.get(sessionId) ?? 0;
    if (noted >= maxNotedRefusals) return;
    notedRefusals.set(sessionId, noted + 1);
    const { studentId, carrier = null } = statement;
    await commits.commit({ kind: 'refused', link, institutionId, sessionId, studentId, code, carrier, atMs });
    ring(sessionId);
  }

  return { submit };
}

/** What the store would say of the same submission once more. */
function asRepetition(outcome: CommitOutcome, evidence: Evidence): CommitOutcome {
  return outcome.kind === 'stored' ? { kind: 'replayed', evidence } : outcome;
}

function checkOf(session: Session, { carrier, epoch, receivedAtMs }: Evidence): number | null {
  return checkAt(session, session.rotationSeconds === 0 ? receivedAtMs : epochStartMs(rhythmOf(session, carrier), epoch));
}
