import { letterOfEachByte } from '../protocol/bytes.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { parseSubmission, type Submission } from '../protocol/submission.ts';
import type { Way } from '../protocol/words.ts';
import { epochStartMs } from '../protocol/code-window.ts';
import { knownCodes } from './known-codes.ts';
import { statementOf, verifySeal, type Statement } from './statement.ts';
import { admit, judge, plainFacts, rhythmOf, type Scan } from './evidence.ts';
import type { GroupCommit } from './group-commit.ts';
import { isTyped, limitTyped } from './limit-typed.ts';
import type { Bell, Clock, CommitItem, Crypto, RecordStore } from './ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from './record.ts';
import { checkAt, type Session } from './session.ts';
import { isFromQueue, verifySubmittedCode, type SubmittedCode } from './submitted-code.ts';
import type { TypedTries } from './typed-tries.ts';
import { underWay, type Ended } from './under-way.ts';
import type { SessionLookup } from './verify.ts';

/**
 * The hot path, top to bottom: parse, verify, judge, commit in a batch, ring the bell, answer. Nothing is answered before it
 * is durable, and only the database decides what is a duplicate.
 */
export interface Intake {
  /** Rejects only with `StorageUnavailable` or a bug; the same submission may then be sent again. `way` is `direct` where it is left out. */
  submit(body: unknown, way?: Way): Promise<Answer>;
  /** The same without a promise, for what comes in thousands: calls one of both, at once or later. Neither may throw. */
  take(body: unknown, way: Way, done: (answer: Answer) => void, failed: (error: unknown) => void): void;
}

export type Answer = Result<Accepted, Refused>;

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
  readonly commits: Pick<GroupCommit<CommitItem, CommitOutcome>, 'commit' | 'add'>;
  readonly ring: Bell;
  readonly typedTries: TypedTries;
}

/** Refused attempts noted a session; further ones are answered and counted, but not stored, so that nobody can fill the disk. */
const maxNotedRefusals = 20_000;

/** Refused at once, or to be recorded, or what comes of several steps. */
type Decided = Result<Admitted, Refused> | Promise<Answer>;

interface NotAdmitted {
  readonly refusal: Refusal;
  readonly session: Session | undefined;
}

/** What may be recorded. */
interface Admitted {
  readonly evidence: Evidence;
  readonly session: Session;
}

export function intake(ports: IntakePorts): Intake {
  const { institutionId, clock, crypto, sessions, records, commits, ring, typedTries } = ports;
  const running = underWay();
  const notedRefusals = new Map<string, number>();
  const known = knownCodes(sessions);

  function take(body: unknown, way: Way, done: (answer: Answer) => void, failed: (error: unknown) => void): void {
    let decided: Decided;
    try {
      decided = decideAt(clock(), body, way);
    } catch (error) {
      return failed(error);
    }
    if (decided instanceof Promise) return void decided.then(done, failed);
    if (!decided.ok) return done(decided);
    record(decided.value, done, failed);
  }

  function decideAt(receivedAtMs: number, body: unknown, way: Way): Decided {
    const parsed = parseSubmission(body);
    if (!parsed.ok) return fail({ refusal: parsed.failure });
    const submission = parsed.value;
    const statement = statementOf(submission, crypto);
    if (!isTyped(submission)) return decide(submission, statement, receivedAtMs, way);
    const submitOnce = () => decideInSteps(submission, statement, receivedAtMs, way);
    return limitTyped(typedTries, crypto, { statement, receivedAtMs, submit: submitOnce, findEarlier: () => findEarlier(statement) });
  }

  /** Nearly every submission without a seal has nothing to wait for before its commit: each wait costs as much as checking it. */
  function decide(submission: Submission, statement: Statement, receivedAtMs: number, way: Way): Decided {
    const code = statement.seal === null ? known.find(submission) : undefined;
    if (code === undefined) return decideInSteps(submission, statement, receivedAtMs, way);
    const weighed = weigh(submission, statement, code, null, receivedAtMs, way);
    return weighed.ok ? weighed : refuse(submission, statement, weighed.failure, receivedAtMs);
  }

  async function decideInSteps(submission: Submission, statement: Statement, receivedAtMs: number, way: Way): Promise<Answer> {
    const examined = await examine(submission, statement, receivedAtMs, way);
    if (!examined.ok) return refuse(submission, statement, examined.failure, receivedAtMs);
    return new Promise((resolve, reject) => record(examined.value, resolve, reject));
  }

  async function refuse(submission: Submission, statement: Statement, why: NotAdmitted, receivedAtMs: number): Promise<Answer> {
    const earlier = await findEarlier(statement);
    if (earlier !== undefined) return earlier;
    if (why.session !== undefined) await note(statement, why.refusal, why.session.sessionId, receivedAtMs, await linkOf(submission, statement));
    return fail({ refusal: why.refusal });
  }

  /** All that is checked before anything is stored. */
  async function examine(submission: Submission, statement: Statement, receivedAtMs: number, way: Way): Promise<Result<Admitted, NotAdmitted>> {
    const found = known.find(submission);
    const verdict = found === undefined ? await verifySubmittedCode(submission, receivedAtMs, sessions, crypto) : ok(found);
    if (!verdict.ok) return verdict;
    if (found === undefined) known.keep(submission, verdict.value);
    const deviceId = await deviceOf(submission, statement.seal);
    if (deviceId === undefined) return fail({ refusal: refusal('invalid_signature'), session: verdict.value.session });
    return weigh(submission, statement, verdict.value, deviceId, receivedAtMs, way);
  }

  /** What was verified, as evidence, where it may be recorded at all. */
  function weigh(submission: Submission, statement: Statement, code: SubmittedCode, deviceId: Uint8Array | null, receivedAtMs: number, way: Way): Result<Admitted, NotAdmitted> {
    const { session, carrier, epoch, secondEpoch, claimedAtMs } = code;
    const queued = isFromQueue(submission, code, receivedAtMs);
    const scan: Scan = { session, carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, isDeviceSigned: deviceId !== null, way };
    const admitted = admit(scan);
    if (!admitted.ok) return fail({ refusal: admitted.failure, session });

    const { form, studentId, studentKey, body, entryId, seal, chain, isGuest, head } = statement;
    // What the store knows besides may change this in the same transaction.
    const { grade, reasons, status, scannedAtMs, latencyMs, codeAgeMs } = judge(scan, plainFacts(scan));
    const [deviceSignature, devicePublicKey] = seal === null ? [null, null] : [seal.signature, seal.publicKey];
    // One literal: spreading several into it takes longer than judging.
    const evidence: Evidence = {
      kind: 'evidence', institutionId, sessionId: session.sessionId, form, studentId, studentKey, body, entryId, receivedAtMs,
      deviceId, deviceSignature, devicePublicKey,
      carrier, epoch, secondEpoch, queued, claimedAtMs, way, isGuest, chain, head, answered: 'accepted',
      grade, reasons, status, scannedAtMs, latencyMs, codeAgeMs,
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
  function record({ evidence, session }: Admitted, done: (answer: Answer) => void, failed: (error: unknown) => void): void {
    const key = letterOfEachByte(evidence.entryId);
    if (!running.begin(key)) return void running.waitFor(key)!.then((ended) => answer(asRepetition(ended), evidence, session)).then(done, failed);
    commits.add({
      item: evidence,
      resolve(outcome) {
        running.end(key, { outcome, evidence });
        let answered: Answer | Promise<Answer>;
        try {
          answered = answer(outcome, evidence, session);
        } catch (error) {
          return failed(error);
        }
        if (answered instanceof Promise) void answered.then(done, failed);
        else done(answered);
      },
      reject(error) {
        running.fail(key, error);
        failed(error);
      },
    });
  }

  function answer(outcome: CommitOutcome, evidence: Evidence, session: Session): Answer | Promise<Answer> {
    switch (outcome.kind) {
      case 'stored':
        ring(session.sessionId);
        return ok({ session, evidence: outcome.evidence, check: checkOf(session, outcome.evidence) });
      case 'replayed':
        return outcome.evidence.answered === 'accepted' && evidence.form === 'entry'
          ? ok({ session, evidence: outcome.evidence, check: checkOf(session, outcome.evidence) })
          : records.findRecord(institutionId, evidence.sessionId, evidence.studentKey).then((standing) => duplicate(standing ?? outcome.evidence, evidence));
      case 'duplicate':
        return duplicate(outcome.record, evidence);
      case 'revoked':
        ring(session.sessionId);
        return fail({ refusal: refusal('device_revoked') });
      case 'noted':
        throw new Error('the store answered evidence as a refused attempt');
    }
  }

  async function duplicate(earlier: NonNullable<Refused['record']>, evidence: Evidence): Promise<Answer> {
    const why = refusal('duplicate_submission');
    await note(evidence, why, evidence.sessionId, evidence.receivedAtMs, null);
    return fail({ refusal: why, record: earlier });
  }

  /** What this very submission was answered before its code left the window, or its session closed. */
  async function findEarlier(statement: Statement): Promise<Answer | undefined> {
    await running.waitFor(letterOfEachByte(statement.entryId));
    const evidence = await records.findEvidence(institutionId, statement.entryId, statement.place);
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

  return { submit: (body, way = 'direct') => new Promise((resolve, reject) => take(body, way, resolve, reject)), take };
}

/** What the store would say of the same submission once more. */
function asRepetition({ outcome, evidence }: Ended): CommitOutcome {
  return outcome.kind === 'stored' ? { kind: 'replayed', evidence } : outcome;
}

function checkOf(session: Session, { carrier, epoch, receivedAtMs }: Evidence): number | null {
  return checkAt(session, session.rotationSeconds === 0 ? receivedAtMs : epochStartMs(rhythmOf(session, carrier), epoch));
}
