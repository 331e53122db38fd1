import type { Kysely, Transaction } from 'kysely';
import type { RecordStore } from '../../attendance/ports.ts';
import type { Mark, StoredRecord } from '../../attendance/record.ts';
import { takePlaces } from '../change-order.ts';
import { recordOfRow, rowOfRecord } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';
import { auditTextOf, moveRecord } from './write-record.ts';

/** The record in its new state and the line of the audit trail, both or neither. */
export function markOn(db: Kysely<Tables>): RecordStore['mark'] {
  return (mark) =>
    db.transaction().execute(async (tx) => {
      const seq = await takePlaces(tx, mark.institutionId, 1);
      const before = await findRecord(tx, mark);
      const record = markedRecord(mark, before, seq);
      if (before === undefined) await tx.insertInto('record').values(rowOfRecord(mark.institutionId, record)).execute();
      else await moveRecord(tx, mark.institutionId, record);
      await keepDecision(tx, mark, record);
      await tx
        .insertInto('record_change')
        .values({
          institution_id: mark.institutionId,
          seq,
          session_id: mark.sessionId,
          student_key: mark.studentKey,
          action: 'mark',
          before: before === undefined ? null : auditTextOf(before),
          after: auditTextOf(record),
          staff_name: mark.staffName,
          note: mark.note,
          at_ms: mark.atMs,
        })
        .execute();
      return record;
    });
}

/** What staff set stands over evidence as their decisions at the desk do, and can be taken back like them. */
export async function keepDecision(tx: Transaction<Tables>, { status, note, staffName, atMs, institutionId }: Mark, record: StoredRecord): Promise<void> {
  await tx
    .insertInto('decision')
    .values({
      ...{ institution_id: institutionId, session_id: record.sessionId, student_key: record.studentKey, seq: record.seq, student_id: record.studentId },
      ...{ kind: 'set', status, note, staff_name: staffName, at_ms: atMs, undone_seq: null },
    })
    .execute();
}

/** Staff's word about a student who submitted keeps when and by which device that was. */
export function markedRecord(mark: Mark, before: StoredRecord | undefined, seq: number): StoredRecord {
  const { sessionId, studentId, studentKey, status, note, atMs, latencyMs } = mark;
  const arrival = before ?? {
    ...{ sessionId, studentId, studentKey, entryId: null, deviceId: null },
    ...{ receivedAtMs: atMs, scannedAtMs: atMs, latencyMs, checks: [] },
  };
  return { ...arrival, status, note, grade: 'manual', reasons: ['set_by_staff'], isAsked: false, seq };
}

export async function findRecord(tx: Transaction<Tables>, mark: Pick<Mark, 'institutionId' | 'sessionId' | 'studentKey'>): Promise<StoredRecord | undefined> {
  const row = await tx
    .selectFrom('record')
    .selectAll()
    .where('institution_id', '=', mark.institutionId)
    .where('session_id', '=', mark.sessionId)
    .where('student_key', '=', mark.studentKey)
    .executeTakeFirst();
  return row === undefined ? undefined : recordOfRow(row);
}
