import type { CommitOutcome, Evidence, RefusedAttempt } from '../attendance/record.ts';
import { recordOfEvidence } from './rows/record-row.ts';

/**
 * A batch on its way to the writer's thread: all values in one list and all bytes in one buffer that changes hands. Copying as
 * many small objects between threads takes longer than storing them.
 */
export interface PackedBatch {
  readonly values: readonly unknown[];
  readonly bytes: ArrayBuffer;
}

/** What was stored comes back as its place in the order of changes alone: the side that asked has the rest. */
export type PackedOutcome = number | Exclude<CommitOutcome, { kind: 'stored' }>;

type Item = Evidence | RefusedAttempt;

export function packBatch(batch: readonly Item[]): PackedBatch {
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

  for (const item of batch) {
    values.push(item.kind, item.institutionId, item.sessionId, item.studentId, item.carrier);
    if (item.kind === 'refused') {
      values.push(item.code, item.atMs);
      continue;
    }
    values.push(item.studentKey, item.body, item.form, item.epoch, item.queued, item.grade, item.reasons, item.status);
    values.push(item.receivedAtMs, item.scannedAtMs, item.latencyMs, item.codeAgeMs);
    values.push(lengthOf(item.entryId), lengthOf(item.deviceSignature), lengthOf(item.devicePublicKey), lengthOf(item.deviceId));
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { values, bytes: bytes.buffer };
}

/** Reads in the order in which `packBatch` wrote; properties are evaluated in the order in which they stand. */
export function unpackBatch({ values, bytes }: PackedBatch): readonly Item[] {
  const batch: Item[] = [];
  let index = 0;
  let offset = 0;
  const next = () => values[index++] as never;

  function nextBytes(): Uint8Array {
    const length: number = next();
    offset += length;
    return new Uint8Array(bytes, offset - length, length);
  }

  const nextBytesOrNull = () => (values[index] === null ? next() : nextBytes());

  while (index < values.length) {
    const kind: Item['kind'] = next();
    const common = { institutionId: next(), sessionId: next(), studentId: next(), carrier: next() };
    if (kind === 'refused') {
      batch.push({ kind, ...common, code: next(), atMs: next() });
      continue;
    }
    batch.push({
      kind,
      ...common,
      studentKey: next(),
      body: next(),
      form: next(),
      epoch: next(),
      queued: next(),
      grade: next(),
      reasons: next(),
      status: next(),
      receivedAtMs: next(),
      scannedAtMs: next(),
      latencyMs: next(),
      codeAgeMs: next(),
      entryId: nextBytes(),
      deviceSignature: nextBytesOrNull(),
      devicePublicKey: nextBytesOrNull(),
      deviceId: nextBytesOrNull(),
    });
  }
  return batch;
}

export function packOutcomes(outcomes: readonly CommitOutcome[]): readonly PackedOutcome[] {
  return outcomes.map((outcome) => (outcome.kind === 'stored' ? outcome.record.seq : outcome));
}

export function unpackOutcomes(batch: readonly Item[], outcomes: readonly PackedOutcome[]): readonly CommitOutcome[] {
  return outcomes.map((outcome, index) =>
    typeof outcome === 'number' ? { kind: 'stored', record: recordOfEvidence(batch[index] as Evidence, outcome) } : outcome,
  );
}
