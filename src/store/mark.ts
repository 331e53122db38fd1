import type { Kysely, Transaction } from 'kysely';
import { hex } from '../protocol/bytes.ts';
import type { RecordStore } from '../attendance/ports.ts';
import type { Mark, StoredRecord } from '../attendance/record.ts';
import { takePlaces } from './change-order.ts';
import { moveRecord } from './commit.ts';
import { recordOfRow, rowOfRecord } from './rows/record-row.ts';
import type { Tables } from './tables.ts';

/** The record in its new state and the line of the audit trail, both or neither. */
export function markOn(db: Kysely<Tables>): RecordStore['mark'] {
  return (mark) =>
    db.transaction().execute(async (tx) => {
      const seq = await takePlaces(tx, mark.institutionId, 1);
      const before = await findRecord(tx, mark);
      const record = markedRecord(mark, before, seq);
      if (before === undefined) await tx.insertInto('record').values(rowOfRecord(mark.institutionId, record)).execute();
      else await moveRecord(tx, mark.institutionId, record);
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

export function auditTextOf(record: StoredRecord): string {
  return JSON.stringify(record, (_key, value: unknown) => (value instanceof Uint8Array ? hex(value) : value));
}
