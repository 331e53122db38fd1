import type { Mark } from '../../../attendance/record.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { recordViewOf } from '../present.ts';

/** A sheet of paper at once: each line is answered by itself, who is recorded stays as they are, and what was set can be undone. */
export function marksRoutes({ institutionId, sessions, store, clock, bells }: Context): Pick<Handlers, 'markStudents' | 'undoMarks'> {
  return {
    markStudents: async ({ sessionId, body, staff }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const note = body.note.trim();
      if (note === '' || !note.isWellFormed()) return fail(refusal('malformed', 'note'));
      const atMs = clock();
      const numbers = body.student_ids.map(parseStudentNumber);
      const marks = numbers.filter((studentId) => studentId !== undefined).map((studentId): Mark => ({
        ...{ kind: 'mark', institutionId, sessionId, studentId, studentKey: studentKeyOf(studentId), note, atMs },
        ...{ status: body.attendance, staffName: staff.name, latencyMs: atMs - session.startsAtMs },
      }));
      const outcomes = marks.length === 0 ? [] : await store.records.markNew(marks);
      if (outcomes.some(({ kind }) => kind === 'set')) bells.ring(sessionId);
      const answers = outcomes[Symbol.iterator]();
      return ok({
        results: numbers.map((studentId, line) => {
          const answer = studentId === undefined ? undefined : answers.next().value;
          if (answer === undefined) return { student_id: body.student_ids[line]!, outcome: 'malformed' as const, record: null };
          return { student_id: answer.record.studentId, outcome: answer.kind, record: recordViewOf(answer.record) };
        }),
      });
    },

    undoMarks: async ({ sessionId, body, staff }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const atMs = clock();
      const unmarks = body.marks.map(({ student_id: studentId, seq }) => ({
        ...{ institutionId, sessionId, studentKey: studentKeyOf(studentId), seq, staffName: staff.name, atMs },
      }));
      const undone = await store.records.unmark(unmarks);
      if (undone.includes(true)) bells.ring(sessionId);
      return ok({ results: body.marks.map(({ student_id }, line) => ({ student_id, outcome: undone[line] === true ? ('undone' as const) : ('kept' as const) })) });
    },
  };
}
