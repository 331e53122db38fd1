import type { ClockJumpView, LiveEvent, RecordView, RefusedAttemptView, SessionView } from '../protocol/schemas.ts';
import { studentKeyOf } from '../protocol/student-number.ts';

/** What a reader of the live feed knows of a session. */
export interface SessionTable {
  readonly session: SessionView | null;
  /** By `studentKeyOf`; their order here means nothing. */
  readonly records: ReadonlyMap<string, RecordView>;
  /** Where a record was taken back: its place in the order of changes, by `studentKeyOf`. */
  readonly removed: ReadonlyMap<string, number>;
  /** In the order in which they happened. */
  readonly refused: readonly RefusedAttemptView[];
  readonly counts: LiveEvent['counts'];
  readonly alarm: LiveEvent['alarm'];
  readonly clockJump: ClockJumpView | null;
  readonly cursor: number;
  /** False while the server has more to send at once. */
  readonly complete: boolean;
}

export const emptyTable: SessionTable = {
  ...{ session: null, records: new Map(), removed: new Map(), refused: [], alarm: null, clockJump: null, cursor: 0, complete: false },
  counts: { counted: 0, provisional: 0, held: 0, refused: 0 },
};

/**
 * The table after one more event. A row stands for its whole newest state, so events that come twice, overlap or come late
 * change nothing that is newer: the table after a reconnection is the table of one that never broke.
 */
export function foldEvent(before: SessionTable, event: LiveEvent): SessionTable {
  const table = event.restart ? emptyTable : before;
  const removed = foldRemoved(table.removed, event.removed);
  const isNewest = isNotOlder(event, table);
  return {
    records: foldRecords(table.records, event.records, removed),
    removed,
    refused: foldRefused(table.refused, event.refused),
    session: isNewest ? event.session : table.session,
    alarm: isNewest ? event.alarm : table.alarm,
    // A clock that was set back makes every later event look older at the same cursor; this is the one that says so.
    clockJump: event.cursor < table.cursor ? table.clockJump : (event.clock_jump ?? null),
    counts: isNewest ? event.counts : table.counts,
    complete: isNewest ? event.complete : table.complete,
    cursor: Math.max(table.cursor, event.cursor),
  };
}

function foldRemoved(known: SessionTable['removed'], more: LiveEvent['removed']): SessionTable['removed'] {
  if (more.length === 0) return known;
  const removed = new Map(known);
  for (const { student_id: student, seq } of more) removed.set(studentKeyOf(student), Math.max(seq, removed.get(studentKeyOf(student)) ?? 0));
  return removed;
}

function foldRecords(known: SessionTable['records'], changed: readonly RecordView[], removed: SessionTable['removed']): SessionTable['records'] {
  const goneAt = (key: string) => removed.get(key) ?? -1;
  const newer = changed.filter(({ student_id: student, seq }) => seq > Math.max(goneAt(studentKeyOf(student)), known.get(studentKeyOf(student))?.seq ?? -1));
  const gone = [...removed].filter(([key, seq]) => (known.get(key)?.seq ?? Infinity) < seq);
  if (newer.length === 0 && gone.length === 0) return known;
  const records = new Map(known);
  for (const [key] of gone) records.delete(key);
  for (const record of newer) {
    const key = studentKeyOf(record.student_id);
    if (record.seq > (records.get(key)?.seq ?? -1)) records.set(key, record);
  }
  return records;
}

function foldRefused(known: SessionTable['refused'], more: readonly RefusedAttemptView[]): SessionTable['refused'] {
  if (more.length === 0) return known;
  const seen = new Set(known.map(({ seq }) => seq));
  const added = more.filter(({ seq }) => !seen.has(seq) && seen.add(seq));
  return added.length === 0 ? known : [...known, ...added].sort((left, right) => left.seq - right.seq);
}

/** Closing or extending a session changes no row, so at one cursor the server's clock decides which event is the newer. */
function isNotOlder(event: LiveEvent, table: SessionTable): boolean {
  if (event.cursor !== table.cursor) return event.cursor > table.cursor;
  const [then, now] = [table.session?.server_now, event.session.server_now].map((at) => (at === undefined ? 0 : Date.parse(at)));
  return now! >= then!;
}
