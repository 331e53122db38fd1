import type { Kysely } from 'kysely';
import type { DeskStore } from '../../attendance/desk.ts';
import type { Tables } from '../tables.ts';

export function rosterOn(db: Kysely<Tables>): Pick<DeskStore, 'listRoster'> {
  return {
    /** Who was only ever set absent was never there, and a number that was mistyped once would stay for ever. */
    async listRoster(institutionId, course, limit) {
      const rows = await db
        .selectFrom('record')
        .select((eb) => ['student_key', eb.fn.max('student_id').as('student_id'), eb.fn.countAll<number>().as('sessions')])
        .where('institution_id', '=', institutionId)
        .where('session_id', 'in', (eb) => eb.selectFrom('session').select('session.session_id').where('session.institution_id', '=', institutionId).where('course', '=', course))
        .where('status', '!=', 'absent')
        .groupBy('student_key')
        .orderBy('student_key')
        .limit(limit)
        .execute();
      return rows.map(({ student_id: studentId, student_key: studentKey, sessions }) => ({ studentId, studentKey, sessions }));
    },
  };
}
