import type { SessionChanges, SessionCounts } from '../../attendance/ports.ts';
import { standingOfGrade, type Standing } from '../../protocol/words.ts';

/**
 * A session's counts, kept by the changes that its readers are told: counting the rows again for every change costs more than all
 * else. Changes have to come in their order and without a gap.
 */
export interface Tally {
  /** Every change up to here is in the counts. */
  readonly cursor: number;
  readonly counts: SessionCounts;
  add(changes: SessionChanges): void;
}

export function emptyTally(): Tally {
  /** Who is there; a student whom staff set absent or excused is not. */
  const standings = new Map<string, Standing>();
  const there = { counted: 0, provisional: 0, held: 0 };
  let refused = 0;
  let cursor = 0;

  function put(studentKey: string, standing: Standing | undefined): void {
    const before = standings.get(studentKey);
    if (before !== undefined) there[before]--;
    if (standing === undefined) return void standings.delete(studentKey);
    there[standing]++;
    standings.set(studentKey, standing);
  }

  return {
    get cursor() {
      return cursor;
    },
    get counts() {
      return { ...there, refused };
    },
    add: (changes) => {
      if (changes.isRestart) {
        for (const studentKey of [...standings.keys()]) put(studentKey, undefined);
        refused = 0;
      }
      const standing = changes.records.map(({ studentKey, seq, status, grade }) => {
        const isThere = status === 'present' || status === 'late';
        return { studentKey, seq, standing: isThere ? standingOfGrade[grade] : undefined };
      });
      const gone = changes.removed.map(({ studentKey, seq }) => ({ studentKey, seq, standing: undefined }));
      for (const change of [...standing, ...gone].sort((left, right) => left.seq - right.seq)) put(change.studentKey, change.standing);
      refused += changes.refused.length;
      cursor = changes.cursor;
    },
  };
}
