import type { Kysely } from 'kysely';
import type { RecordStore } from '../../attendance/ports.ts';
import { lastPlace } from '../change-order.ts';
import { recordOfRow, refusalOfRow } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

/**
 * The places of a session's changes are shared by its records, its refused attempts, the records that were taken back, and itself. Commits may land between the
 * statements; none of them is let past the horizon that is read first, so the cursor never passes a change that was not returned.
 */
export function changesAfterOn(db: Kysely<Tables>): RecordStore['changesAfter'] {
  return async (institutionId, sessionId, readerCursor, limit) => {
    const horizon = await lastPlace(db, institutionId);
    const isRestart = readerCursor > horizon;
    const cursor = isRestart ? 0 : readerCursor;
    const session = await db
      .selectFrom('session')
      .select('seq')
      .where('institution_id', '=', institutionId)
      .where('session_id', '=', sessionId)
      .executeTakeFirst();
    const changed = (table: 'record' | 'refused_attempt' | 'record_change') =>
      db
        .selectFrom(table)
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .where('seq', '>', cursor)
        .where('seq', '<=', horizon)
        .orderBy('seq')
        .limit(limit + 1);
    const records = (await changed('record').selectAll('record').execute()).map(recordOfRow);
    const refused = (await changed('refused_attempt').selectAll('refused_attempt').execute()).map(refusalOfRow);

    const taken = await changed('record_change')
      .where('action', 'in', ['unmark', 'undo'])
      .where('before', 'is not', null)
      .where('after', '=', 'null')
      .select(['student_key', 'seq'])
      .execute();
    const removed = taken.map(({ student_key, seq }) => ({ studentKey: student_key ?? '', seq }));

    const places = [...records, ...refused, ...removed].map(({ seq }) => seq).sort((left, right) => left - right);
    const isComplete = places.length <= limit;
    const sessionSeq = session !== undefined && session.seq <= horizon ? session.seq : 0;
    const lastReturned = places[Math.min(limit, places.length) - 1] ?? cursor;
    return {
      records: records.filter(({ seq }) => seq <= lastReturned),
      refused: refused.filter(({ seq }) => seq <= lastReturned),
      removed: removed.filter(({ seq }) => seq <= lastReturned),
      isSessionChanged: sessionSeq > cursor,
      cursor: isComplete ? Math.max(lastReturned, sessionSeq) : lastReturned,
      isComplete,
      isRestart,
    };
  };
}
