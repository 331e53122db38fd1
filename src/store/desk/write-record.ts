import type { Transaction } from 'kysely';
import { hex } from '../../protocol/bytes.ts';
import type { StoredRecord } from '../../attendance/record.ts';
import { rowOfRecord } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

/** Puts a new state in the place of a student's record; its place in the order of changes moves with it. */
export async function moveRecord(tx: Transaction<Tables>, institutionId: number, record: StoredRecord): Promise<void> {
  const { institution_id, session_id, student_key, ...state } = rowOfRecord(institutionId, record);
  await tx
    .updateTable('record')
    .set(state)
    .where('institution_id', '=', institution_id)
    .where('session_id', '=', session_id)
    .where('student_key', '=', student_key)
    .execute();
}

/** A record as the audit trail keeps it. */
export function auditTextOf(record: StoredRecord): string {
  return JSON.stringify(record, (_key, value: unknown) => (value instanceof Uint8Array ? hex(value) : value));
}
