import type { Judgement } from '../../attendance/evidence.ts';
import type { CommitItem } from '../../attendance/ports.ts';
import type { CommitOutcome, Evidence, StoredRecord } from '../../attendance/record.ts';
import { recordOfEvidence } from '../rows/record-row.ts';

/**
 * A batch on its way to the writer's thread: all values in one list and all bytes in one buffer that changes hands. Copying as
 * many small objects between threads takes longer than storing them.
 */
export interface PackedBatch {
  readonly rows: number;
  readonly values: readonly unknown[];
  readonly bytes: ArrayBuffer;
}

/**
 * What was stored as it was judged before it came here comes back as its place in the order of changes alone: the side that asked
 * has the rest. What was judged otherwise comes back as the judgement and the record.
 */
export type PackedOutcome = number | PackedStored | Exclude<CommitOutcome, { kind: 'stored' }>;

interface PackedStored {
  readonly kind: 'judged';
  readonly record: StoredRecord;
  readonly judgement: Answer;
}

type Answer = Judgement & Pick<Evidence, 'answered'>;

/** Stands for the kind of evidence that shares with the evidence before it all that a hall has in common. */
const alike = 0;

/** Whether it says the same but for who sent it and when. In a rush nearly all do. */
export function isAlike(item: Evidence, last: Evidence): boolean {
  return (
    item.sessionId === last.sessionId &&
    item.institutionId === last.institutionId &&
    item.carrier === last.carrier &&
    item.form === last.form &&
    item.epoch === last.epoch &&
    item.queued === last.queued &&
    item.grade === last.grade &&
    item.status === last.status &&
    item.secondEpoch === last.secondEpoch &&
    item.claimedAtMs === last.claimedAtMs &&
    item.way === last.way &&
    item.isGuest === last.isGuest &&
    item.answered === last.answered &&
    item.reasons.length === last.reasons.length &&
    item.reasons.every((reason, index) => reason === last.reasons[index])
  );
}

export function packBatch(batch: readonly CommitItem[]): PackedBatch {
  const values: unknown[] = [];
  const parts: Uint8Array[] = [];
  let size = 0;

  /** Bytes are named by their length; null stays null. */
  function lengthOf(part: Uint8Array | null): number | null {
    if (part === null) return null;
    parts.push(part);
    size += part.length;
    return part.length;
  }

  /** What hardly two submissions share. */
  function packOwn(item: Evidence): void {
    values.push(item.studentId, item.studentKey, item.body, item.receivedAtMs, item.scannedAtMs, item.latencyMs, item.codeAgeMs);
    values.push(lengthOf(item.entryId), lengthOf(item.deviceSignature), lengthOf(item.devicePublicKey), lengthOf(item.deviceId), lengthOf(item.head));
    values.push(item.chain?.seq ?? null);
    if (item.chain !== null) values.push(lengthOf(item.chain.prev));
  }

  let last: Evidence | undefined;
  for (const item of batch) {
    if (item.kind === 'evidence' && last !== undefined && isAlike(item, last)) {
      values.push(alike);
      packOwn(item);
      continue;
    }
    values.push(item.kind, item.institutionId);
    if (item.kind === 'contact') {
      values.push(lengthOf(item.head), item.atMs);
      continue;
    }
    values.push(item.sessionId, item.carrier);
    if (item.kind === 'refused') {
      values.push(item.studentId, item.code, item.atMs, item.link?.seq ?? null);
      if (item.link !== null) values.push(lengthOf(item.link.prev), lengthOf(item.link.deviceId), lengthOf(item.link.entryId));
      continue;
    }
    values.push(item.form, item.epoch, item.queued, item.grade, item.reasons, item.status);
    values.push(item.secondEpoch, item.claimedAtMs, item.way, item.isGuest, item.answered);
    packOwn(item);
    last = item;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { rows: batch.length, values, bytes: bytes.buffer };
}

/** Reads in the order in which `packBatch` wrote; properties are evaluated in the order in which they stand. */
export function unpackBatch({ values, bytes }: Omit<PackedBatch, 'rows'>): readonly CommitItem[] {
  const batch: CommitItem[] = [];
  let index = 0;
  let offset = 0;
  const next = () => values[index++] as never;

  function nextBytes(): Uint8Array {
    const length: number = next();
    offset += length;
    return new Uint8Array(bytes, offset - length, length);
  }

  const nextBytesOrNull = () => (values[index] === null ? next() : nextBytes());

  function nextOwn() {
    const own = {
      studentId: next(),
      studentKey: next(),
      body: next(),
      receivedAtMs: next(),
      scannedAtMs: next(),
      latencyMs: next(),
      codeAgeMs: next(),
      entryId: nextBytes(),
      deviceSignature: nextBytesOrNull(),
      devicePublicKey: nextBytesOrNull(),
      deviceId: nextBytesOrNull(),
      head: nextBytesOrNull(),
    };
    const seq: number | null = next();
    return { ...own, chain: seq === null ? null : { seq, prev: nextBytesOrNull() } };
  }

  let last: Evidence | undefined;
  while (index < values.length) {
    const kind: CommitItem['kind'] | typeof alike = next();
    if (kind === alike) {
      batch.push({ ...last!, ...nextOwn() });
      continue;
    }
    const institutionId = next();
    if (kind === 'contact') {
      batch.push({ kind, institutionId, head: nextBytes(), atMs: next() });
      continue;
    }
    const common = { institutionId, sessionId: next(), carrier: next() };
    if (kind === 'refused') {
      const attempt = { kind, ...common, studentId: next(), code: next(), atMs: next() };
      const seq: number | null = next();
      batch.push({ ...attempt, link: seq === null ? null : { seq, prev: nextBytesOrNull(), deviceId: nextBytes(), entryId: nextBytes() } });
      continue;
    }
    const shared = {
      kind,
      ...common,
      form: next(),
      epoch: next(),
      queued: next(),
      grade: next(),
      reasons: next(),
      status: next(),
      secondEpoch: next(),
      claimedAtMs: next(),
      way: next(),
      isGuest: next(),
      answered: next(),
    };
    last = { ...shared, ...nextOwn() };
    batch.push(last);
  }
  return batch;
}

export function packOutcomes(batch: readonly CommitItem[], outcomes: readonly CommitOutcome[]): readonly PackedOutcome[] {
  return outcomes.map((outcome, index) => {
    if (outcome.kind !== 'stored') return outcome;
    const { record, evidence } = outcome;
    if (evidence === batch[index] && isItsRecord(record, evidence)) return record.seq;
    const { grade, reasons, status, scannedAtMs, latencyMs, codeAgeMs, answered } = evidence;
    const judgement = { grade, reasons, status, scannedAtMs, latencyMs, codeAgeMs, answered } as Answer;
    return { kind: 'judged', record: { ...record, entryId: ownCopy(record.entryId), deviceId: ownCopy(record.deviceId) }, judgement };
  });
}

/** One number stands for all where the whole batch was stored as it was judged: the place of its first. */
export function unpackOutcomes(batch: readonly CommitItem[], outcomes: number | readonly PackedOutcome[]): readonly CommitOutcome[] {
  if (typeof outcomes === 'number') return batch.map((item, index) => storedAsJudged(item as Evidence, outcomes + index));
  return outcomes.map((outcome, index) => {
    if (typeof outcome !== 'number' && outcome.kind !== 'judged') return outcome;
    const evidence = batch[index] as Evidence;
    if (typeof outcome === 'number') return storedAsJudged(evidence, outcome);
    return { kind: 'stored', record: outcome.record, evidence: { ...evidence, ...outcome.judgement } };
  });
}

function storedAsJudged(evidence: Evidence, seq: number): CommitOutcome {
  return { kind: 'stored', record: recordOfEvidence(evidence, seq), evidence };
}

/** Whether it is what `recordOfEvidence` makes, which shares its lists and bytes with the evidence. */
function isItsRecord({ entryId, reasons, grade, checks, isAsked, note }: StoredRecord, evidence: Evidence): boolean {
  return entryId === evidence.entryId && reasons === evidence.reasons && grade === evidence.grade && checks.length === 0 && !isAsked && note === null;
}

/** What is part of a larger buffer would take all of it along. */
function ownCopy(bytes: Uint8Array | null): Uint8Array | null {
  return bytes === null ? null : bytes.slice();
}
