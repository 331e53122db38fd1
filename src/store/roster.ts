import type { Kysely } from 'kysely';
import type { DeskStore } from '../attendance/desk.ts';
import type { Tables } from './tables.ts';

export function rosterOn(db: Kysely<Tables>): Pick<DeskStore, 'listRoster'> {
  return {
    /** Who was only ever set absent was never there, and a number that was mistyped once would stay for ever. */
    async listRoster(institutionId, course, limit) {
      const rows = await db
        .selectFrom('session')
        .innerJoin('record', (join) =>
          join.onRef('record.institution_id', '=', 'session.institution_id').onRef('record.session_id', '=', 'session.session_id'),
        )
        .select((eb) => ['record.student_key', eb.fn.max('record.student_id').as('student_id'), eb.fn.countAll<number>().as('sessions')])
        .where('session.institution_id', '=', institutionId)
        .where('session.course', '=', course)
        .where('record.status', '!=', 'absent')
        .groupBy('record.student_key')
        .orderBy('record.student_key')
        .limit(limit)
        .execute();
      return rows.map(({ student_id: studentId, student_key: studentKey, sessions }) => ({ studentId, studentKey, sessions }));
    },
  };
}
