import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { parseStudentNumber, studentKeyOf } from '../../../protocol/student-number.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { sessionViewOf } from '../present.ts';
import { decisionReplyOf, deskItemOf, deskRefusalOf, historyLineOf, policyViewOf } from '../present-desk.ts';

const listed = 1_000;

/** The desk: what did not simply count, what staff decide about it, and who decided what. */
export function deskRoutes(context: Context): Pick<Handlers, 'desk' | 'decide' | 'undoDecision' | 'history'> {
  const { institutionId, sessions, store, clock, bells, metrics } = context;
  return {
    desk: async ({ sessionId }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const cases = await store.desk.listDesk(institutionId, sessionId, listed + 1);
      const refused = await store.desk.listRefusals(institutionId, sessionId, listed + 1);
      return ok({
        session: sessionViewOf(session, clock()),
        policy: policyViewOf(session.policy),
        items: cases.slice(0, listed).map((each) => deskItemOf(each, session)),
        refused: refused.slice(0, listed).map(deskRefusalOf),
        is_cut: cases.length > listed || refused.length > listed,
      });
    },

    decide: async ({ sessionId, body, staff }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const studentId = parseStudentNumber(body.student_id);
      if (studentId === undefined) return fail(refusal('malformed', 'student_id'));
      const note = body.note.trim();
      if (note === '' || !note.isWellFormed()) return fail(refusal('malformed', 'note'));
      if (body.attendance !== undefined && body.decision !== 'accept') return fail(refusal('malformed', 'attendance'));
      const decided = await store.desk.decide({
        ...{ kind: body.decision, institutionId, sessionId, studentId, studentKey: studentKeyOf(studentId) },
        ...{ status: body.attendance ?? null, expectedSeq: body.seq ?? null, note, staffName: staff.name, atMs: clock() },
      });
      if (decided === 'unknown') return fail(refusal('unknown_record'));
      if (decided === 'changed') return fail(refusal('changed_meanwhile'));
      metrics.countDecision(body.decision);
      bells.ring(sessionId);
      return ok(decisionReplyOf(decided));
    },

    undoDecision: async ({ sessionId, body, staff }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const studentKey = studentKeyOf(body.student_id);
      const undone = await store.desk.undoDecision({ institutionId, sessionId, studentKey, seq: body.seq, staffName: staff.name, atMs: clock() });
      if (undone === 'unknown') return fail(refusal('unknown_record'));
      if (undone === 'changed') return fail(refusal('changed_meanwhile'));
      metrics.countDecision('undo');
      bells.ring(sessionId);
      return ok(decisionReplyOf(undone));
    },

    history: async ({ sessionId, query }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const studentKey = query.student_id === undefined ? null : studentKeyOf(query.student_id);
      const lines = await store.desk.listHistory(institutionId, sessionId, studentKey, listed + 1);
      return ok({ changes: lines.slice(0, listed).map(historyLineOf), is_cut: lines.length > listed });
    },
  };
}
