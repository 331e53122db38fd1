import type { FastifyRequest } from 'fastify';

import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { AttendanceReply } from '../../../protocol/schemas.ts';
import type { Context } from '../../context.ts';
import { prefersHtml } from '../accept.ts';
import { everyRecord } from '../every-record.ts';
import type { Handlers } from '../handlers.ts';
import { attendanceRowOf } from '../present.ts';

/** Staff read who is recorded. */
export function attendanceRoutes({ institutionId, sessions, store }: Context): Pick<Handlers, 'attendance'> {
  return {
    attendance: async ({ sessionId }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const attendance: AttendanceReply['attendance'] = [];
      for await (const page of everyRecord(store.records, institutionId, sessionId)) attendance.push(...page.map(attendanceRowOf));
      return ok({ session_id: sessionId, attendance });
    },
  };
}

/** The original's address in a browser: its live page, which asks who reads it. */
export function livePageOf(request: FastifyRequest): string | undefined {
  const { session_id: sessionId = '' } = request.params as { readonly session_id?: string };
  return prefersHtml(request.headers.accept) ? `/staff/sessions/${encodeURIComponent(sessionId)}` : undefined;
}
