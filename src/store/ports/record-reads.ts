import type { Kysely } from 'kysely';
import type { RecordPlace, RecordStore, RecordWithEvidence } from '../../attendance/ports.ts';
import type { Evidence } from '../../attendance/record.ts';
import { entryKey } from '../intake/plan.ts';
import { changesAfterOn } from './changes-after.ts';
import { isEntry } from '../judging/entry-reads.ts';
import { padded } from '../sql/many-rows.ts';
import { evidenceOfRow } from '../rows/evidence-row.ts';
import { recordOfRow } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

export function recordReadsOn(db: Kysely<Tables>): Pick<RecordStore, 'findEvidence' | 'findRecord' | 'changesAfter' | 'listRecords'> {
  return {
    changesAfter: changesAfterOn(db),

    async findEvidence(institutionId, entryId, place) {
      const named = db.selectFrom('evidence').selectAll().where('institution_id', '=', institutionId).where('entry_id', '=', entryId);
      const rest = place === undefined ? named.where(isEntry) : named.where('session_id', '=', place.sessionId).where('student_key', '=', place.studentKey);
      const row = await rest.executeTakeFirst();
      return row === undefined ? undefined : evidenceOfRow(row);
    },

    async findRecord(institutionId, sessionId, studentKey) {
      const row = await db
        .selectFrom('record')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .where('student_key', '=', studentKey)
        .executeTakeFirst();
      return row === undefined ? undefined : recordOfRow(row);
    },

    async listRecords(institutionId, sessionId, after, limit): Promise<readonly RecordWithEvidence[]> {
      const place: RecordPlace = after ?? { receivedAtMs: Number.MIN_SAFE_INTEGER, studentKey: '' };
      const rows = await db
        .selectFrom('record')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .where((eb) => eb(eb.refTuple('received_at_ms', 'student_key'), '>', eb.tuple(place.receivedAtMs, place.studentKey)))
        .orderBy('received_at_ms')
        .orderBy('student_key')
        .limit(limit)
        .execute();
      const evidence = await readEvidenceAt(db, institutionId, sessionId, rows.filter(({ entry_id }) => entry_id !== null).map((row) => row.student_key));
      return rows.map((row) => ({
        record: recordOfRow(row),
        evidence: row.entry_id === null ? null : evidence.get(entryKey(row.entry_id)) ?? null,
      }));
    },
  };
}

async function readEvidenceAt(db: Kysely<Tables>, institutionId: number, sessionId: string, studentKeys: readonly string[]): Promise<Map<string, Evidence>> {
  if (studentKeys.length === 0) return new Map();
  const rows = await db
    .selectFrom('evidence')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', 'in', padded(studentKeys))
    .execute();
  return new Map(rows.map((row) => [entryKey(row.entry_id), evidenceOfRow(row)]));
}
