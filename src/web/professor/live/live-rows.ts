import type { RecordView, RefusedAttemptView } from '../../../protocol/schemas.ts';
import { studentKeyOf } from '../../../protocol/student-number.ts';
import type { Standing } from '../../../protocol/words.ts';
import { wasThere } from './checks.ts';

/** What the table shows: everybody recorded, those of one standing, who did not answer a check, or the attempts that recorded nothing. */
export type LiveFilter = 'all' | Standing | 'refused' | `without_${number}`;

function isWanted(record: RecordView, filter: LiveFilter): boolean {
  if (filter === 'all') return true;
  if (!wasThere(record)) return false;
  return filter.startsWith('without_') ? !record.checks.includes(Number(filter.slice('without_'.length))) : record.standing === filter;
}

/** What the desk has to decide: what does not count by itself, and who was asked. Whom staff set absent or excused waits for nothing. */
export function countWaiting(records: Iterable<RecordView>): number {
  let waiting = 0;
  for (const record of records) if (record.asked || (record.standing !== 'counted' && wasThere(record))) waiting++;
  return waiting;
}

/** The keys of the records that match, newest arrival first; the order of two rows never changes. */
export function matchingKeys(records: ReadonlyMap<string, RecordView>, filter: LiveFilter, query: string): readonly string[] {
  const wanted = studentKeyOf(query);
  const rows: { readonly key: string; readonly arrivedMs: number }[] = [];
  for (const [key, record] of records) {
    if (isWanted(record, filter) && key.includes(wanted)) rows.push({ key, arrivedMs: Date.parse(record.received_at) });
  }
  return rows.sort((left, right) => right.arrivedMs - left.arrivedMs || (left.key < right.key ? -1 : 1)).map(({ key }) => key);
}

/** The refused attempts that match, newest first. */
export function matchingAttempts(attempts: readonly RefusedAttemptView[], query: string): readonly RefusedAttemptView[] {
  const wanted = studentKeyOf(query);
  return attempts
    .filter(({ student_id: student }) => wanted === '' || (student !== null && studentKeyOf(student).includes(wanted)))
    .sort((left, right) => right.seq - left.seq);
}

/** Every refused attempt of one student, in the order in which they happened. */
export function attemptsOf(attempts: readonly RefusedAttemptView[], studentKey: string): readonly RefusedAttemptView[] {
  return attempts
    .filter(({ student_id: student }) => student !== null && studentKeyOf(student) === studentKey)
    .sort((left, right) => left.seq - right.seq);
}

export interface HeldRows {
  readonly keys: readonly string[];
  /** Rows that wait to be let in. */
  readonly waiting: number;
}

/**
 * The rows to draw. While somebody reads, the rows on the screen stay where they are, even those that no longer match, and new
 * ones wait; otherwise the newest order is taken.
 */
export function holdRows(drawn: readonly string[], matching: readonly string[], isReading: boolean): HeldRows {
  if (!isReading || drawn.length === 0) return { keys: matching, waiting: 0 };
  const known = new Set(drawn);
  return { keys: drawn, waiting: matching.filter((key) => !known.has(key)).length };
}
