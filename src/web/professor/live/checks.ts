import type { RecordView, SessionView } from '../../../protocol/schemas.ts';

export type CheckView = SessionView['checks'][number];

/** The check that runs at an instant of server time. */
export function runningCheck({ checks }: Pick<SessionView, 'checks'>, nowMs: number): CheckView | undefined {
  return checks.find(({ from, until }) => Date.parse(from) <= nowMs && nowMs < Date.parse(until));
}

/** Whom the counts count: a student whom staff set absent or excused was not there. */
export function wasThere({ attendance }: Pick<RecordView, 'attendance'>): boolean {
  return attendance === 'present' || attendance === 'late';
}

export interface CheckCount {
  readonly answered: number;
  /** Who was there at all. */
  readonly of: number;
}

export function countCheck(records: Iterable<RecordView>, number: number): CheckCount {
  let [answered, of] = [0, 0];
  for (const record of records) {
    if (!wasThere(record)) continue;
    of++;
    if (record.checks.includes(number)) answered++;
  }
  return { answered, of };
}
