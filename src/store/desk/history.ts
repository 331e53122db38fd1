import type { Kysely } from 'kysely';
import type { DeskStore } from '../../attendance/desk.ts';
import type { Tables } from '../tables.ts';

export function historyOn(db: Kysely<Tables>): Pick<DeskStore, 'listHistory'> {
  return {
    async listHistory(institutionId, sessionId, studentKey, limit) {
      const lines = db.selectFrom('record_change').selectAll().where('institution_id', '=', institutionId).where('session_id', '=', sessionId);
      const some = studentKey === null ? lines : lines.where('student_key', '=', studentKey);
      const rows = await some.orderBy('seq', 'desc').limit(limit).execute();
      return rows.map((row) => ({
        seq: row.seq,
        studentKey: row.student_key,
        action: row.action,
        before: row.before === null ? null : (JSON.parse(row.before) as unknown),
        after: JSON.parse(row.after) as unknown,
        staffName: row.staff_name,
        note: row.note,
        atMs: row.at_ms,
      }));
    },
  };
}
