import type { ReplyOf } from '../../../protocol/endpoints.ts';
import type { RecordView, SessionView } from '../../../protocol/schemas.ts';
import { studentKeyOf } from '../../../protocol/student-number.ts';

export interface RosterRow {
  readonly key: string;
  readonly student: string;
  /** In how many sessions of the course, this one included. */
  readonly sessions: number;
  readonly record: RecordView | null;
}

type Listed = ReplyOf<'roster'>['students'];

/** The course's students and whoever is recorded in this session only, by number, with what the live feed says of them now. */
export function rosterRows(listed: Listed, records: ReadonlyMap<string, RecordView>, removed: ReadonlyMap<string, number>, query: string): readonly RosterRow[] {
  const rows = new Map<string, RosterRow>();
  for (const { student_id: student, sessions, record } of listed) {
    const key = studentKeyOf(student);
    const isGone = record !== null && (removed.get(key) ?? -1) > record.seq;
    rows.set(key, { key, student, sessions, record: newest(records.get(key), isGone ? null : record) });
  }
  for (const [key, record] of records) if (!rows.has(key)) rows.set(key, { key, student: record.student_id, sessions: 1, record });
  const wanted = studentKeyOf(query);
  return [...rows.values()].filter(({ key }) => key.includes(wanted)).sort((left, right) => (left.key < right.key ? -1 : 1));
}

function newest(live: RecordView | undefined, listed: RecordView | null): RecordView | null {
  if (live === undefined) return listed;
  return listed === null || live.seq >= listed.seq ? live : listed;
}

/** Whom Enter marks: the only row, or the one whose whole number was typed. */
export function onlyMatch(rows: readonly RosterRow[], query: string): RosterRow | undefined {
  if (query.trim() === '') return undefined;
  return rows.length === 1 ? rows[0] : rows.find(({ key }) => key === studentKeyOf(query));
}

/** Present before the late mark and late from it on, by the server's clock. */
export function statusAt({ starts_at: startsAt, late_after_minutes: lateAfter }: Pick<SessionView, 'starts_at' | 'late_after_minutes'>, nowMs: number): 'present' | 'late' {
  return lateAfter !== null && nowMs >= Date.parse(startsAt) + lateAfter * 60_000 ? 'late' : 'present';
}
