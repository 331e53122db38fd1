import type { LiveEvent, RecordView, RefusedAttemptView, SessionView } from '../protocol/schemas.ts';
import { studentKeyOf } from '../protocol/student-number.ts';

/** What a reader of the live feed knows of a session. */
export interface SessionTable {
  readonly session: SessionView | null;
  /** By `studentKeyOf`; their order here means nothing. */
  readonly records: ReadonlyMap<string, RecordView>;
  /** In the order in which they happened. */
  readonly refused: readonly RefusedAttemptView[];
  readonly counts: LiveEvent['counts'];
  readonly cursor: number;
  /** False while the server has more to send at once. */
  readonly complete: boolean;
}

export const emptyTable: SessionTable = {
  ...{ session: null, records: new Map(), refused: [], cursor: 0, complete: false },
  counts: { counted: 0, provisional: 0, held: 0, refused: 0 },
};

/**
 * The table after one more event. A row stands for its whole newest state, so events that come twice, overlap or come late
 * change nothing that is newer: the table after a reconnection is the table of one that never broke.
 */
export function foldEvent(before: SessionTable, event: LiveEvent): SessionTable {
  const table = event.restart ? emptyTable : before;
  const isNewest = isNotOlder(event, table);
  return {
    records: foldRecords(table.records, event.records),
    refused: foldRefused(table.refused, event.refused),
    session: isNewest ? event.session : table.session,
    counts: isNewest ? event.counts : table.counts,
    complete: isNewest ? event.complete : table.complete,
    cursor: Math.max(table.cursor, event.cursor),
  };
}

function foldRecords(known: SessionTable['records'], changed: readonly RecordView[]): SessionTable['records'] {
  const newer = changed.filter((record) => record.seq > (known.get(studentKeyOf(record.student_id))?.seq ?? -1));
  if (newer.length === 0) return known;
  const records = new Map(known);
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
