import type { StoredDecision, StoredRecord } from './record.ts';

/** What staff said of a student, of all that was not taken back. */
export interface StandingWord {
  /** What stands over the evidence; null where the evidence speaks for itself. */
  readonly decision: StoredDecision | null;
  /** The newest word is to ask the student: nothing else about the record changes with it. */
  readonly isAsked: boolean;
}

/** `decisions` are those that were not undone, in any order. */
export function standingWord(decisions: readonly StoredDecision[]): StandingWord {
  const newestFirst = decisions.toSorted((left, right) => right.seq - left.seq);
  return { decision: newestFirst.find(({ kind }) => kind !== 'ask') ?? null, isAsked: newestFirst[0]?.kind === 'ask' };
}

/** When and how a student came, whatever is decided about it. */
export type Arrival = Pick<StoredRecord, 'sessionId' | 'studentId' | 'studentKey' | 'entryId' | 'deviceId' | 'receivedAtMs' | 'scannedAtMs' | 'latencyMs' | 'checks'>;

/** The record as a decision leaves it. What arrived before or after it says when and by which device the student came, and never whether it counts. */
export function decidedRecord({ kind, status, note, seq }: StoredDecision, arrival: Arrival): StoredRecord {
  const { sessionId, studentId, studentKey, entryId, deviceId, receivedAtMs, scannedAtMs, latencyMs, checks } = arrival;
  return {
    ...{ sessionId, studentId, studentKey, entryId, deviceId, receivedAtMs, scannedAtMs, latencyMs, checks },
    ...{ status: kind === 'reject' ? 'absent' : (status ?? 'present'), grade: 'manual', reasons: ['set_by_staff'], note },
    ...{ isAsked: false, seq },
  };
}
