import { letterOfEachByte } from '../protocol/bytes.ts';
import type { CommitItem } from '../attendance/ports.ts';
import type { CommitOutcome, Evidence, StoredRecord } from '../attendance/record.ts';
import { recordOfEvidence, rowOfRefusal } from './rows/record-row.ts';
import type { RefusedAttemptRow } from './tables.ts';

/** What the database holds of the things that a batch names, by `entryKey` and `placeKey`. It is kept up to date while planning. */
export interface Known {
  readonly evidence: Map<string, Evidence>;
  readonly records: Map<string, StoredRecord>;
}

export interface CommitPlan {
  readonly outcomes: readonly CommitOutcome[];
  readonly evidence: readonly Evidence[];
  readonly newRecords: readonly StoredRecord[];
  /** New states of records that exist in the database. */
  readonly movedRecords: readonly StoredRecord[];
  readonly refused: readonly RefusedAttemptRow[];
}

export function entryKey(entryId: Uint8Array): string {
  return letterOfEachByte(entryId);
}

export function placeKey({ sessionId, studentKey }: Pick<StoredRecord, 'sessionId' | 'studentKey'>): string {
  return `${sessionId} ${studentKey}`;
}

/** Decides a batch of one institution, in order; the places of its changes begin at `firstSeq`. */
export function planCommit(batch: readonly CommitItem[], known: Known, firstSeq: number): CommitPlan {
  const evidence: Evidence[] = [];
  const newRecords = new Map<string, StoredRecord>();
  const movedRecords = new Map<string, StoredRecord>();
  const refused: RefusedAttemptRow[] = [];
  let seq = firstSeq;

  function decide(item: CommitItem): CommitOutcome {
    if (item.kind === 'contact') return { kind: 'noted' };
    if (item.kind === 'refused') {
      refused.push(rowOfRefusal(item, seq++));
      return { kind: 'noted' };
    }
    const first = known.evidence.get(entryKey(item.entryId));
    if (first !== undefined) return { kind: 'replayed', evidence: first };
    const place = placeKey(item);
    const standing = known.records.get(place);
    if (standing !== undefined && !givesWay(standing, item)) return { kind: 'duplicate', record: standing };

    const record = recordOfEvidence(item, seq++);
    const isInDatabase = standing !== undefined && !newRecords.has(place);
    (isInDatabase ? movedRecords : newRecords).set(place, record);
    known.evidence.set(entryKey(item.entryId), item);
    known.records.set(place, record);
    evidence.push(item);
    return { kind: 'stored', record, evidence: item };
  }

  const outcomes = batch.map(decide);
  return { outcomes, evidence, newRecords: [...newRecords.values()], movedRecords: [...movedRecords.values()], refused };
}

/** A held record that anybody could have typed makes room for the device of the student; staff's own word never does. */
function givesWay(record: StoredRecord, evidence: Evidence): boolean {
  return record.deviceId === null && record.grade === 'late_sync' && evidence.deviceId !== null;
}
