import type { StoredRecord } from '../../../attendance/record.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import { everyRecord } from '../every-record.ts';
import type { Handlers } from '../handlers.ts';
import { recordViewOf } from '../present.ts';

const listed = 5_000;

/** Everybody who was recorded in the course before: whom staff tap where somebody has no phone. */
export function rosterRoutes({ institutionId, sessions, store }: Context): Pick<Handlers, 'roster'> {
  return {
    roster: async ({ sessionId }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const students = await store.desk.listRoster(institutionId, session.course, listed + 1);
      const records = new Map<string, StoredRecord>();
      for await (const page of everyRecord(store.records, institutionId, sessionId)) for (const { record } of page) records.set(record.studentKey, record);
      return ok({
        students: students.slice(0, listed).map(({ studentId, studentKey, sessions: count }) => {
          const record = records.get(studentKey);
          return { student_id: studentId, sessions: count, record: record === undefined ? null : recordViewOf(record) };
        }),
        is_cut: students.length > listed,
      });
    },
  };
}
