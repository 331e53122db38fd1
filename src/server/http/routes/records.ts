import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { recordViewOf } from '../present.ts';

/** Staff set a student by hand; the token says who did it. */
export function recordRoutes({ institutionId, sessions, store, clock, bells }: Context): Pick<Handlers, 'markStudent'> {
  return {
    markStudent: async ({ sessionId, body, staff }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const studentId = parseStudentNumber(body.student_id);
      if (studentId === undefined) return fail(refusal('malformed', 'student_id'));
      const note = body.note.trim();
      if (note === '' || !note.isWellFormed()) return fail(refusal('malformed', 'note'));
      const atMs = clock();
      const record = await store.records.mark({
        ...{ kind: 'mark', institutionId, sessionId, studentId, studentKey: studentKeyOf(studentId), note, atMs },
        ...{ status: body.attendance, staffName: staff.name, latencyMs: atMs - session.startsAtMs },
      });
      bells.ring(sessionId);
      return ok(recordViewOf(record));
    },
  };
}
