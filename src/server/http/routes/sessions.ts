import { currentJsonCarrier } from '../../../attendance/current-code.ts';
import type { SessionWish } from '../../../attendance/manage-sessions.ts';
import { refusal, type Refusal } from '../../../protocol/codes.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import type { CreateSessionBody } from '../../../protocol/schemas.ts';
import { parseInstant } from '../../../protocol/submission.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { instantOf, sessionViewOf } from '../present.ts';

type SessionHandlers = Pick<Handlers, 'createSession' | 'listSessions' | 'showSession' | 'closeSession' | 'extendSession' | 'reopenSession' | 'switchTyped'>;

const defaultListed = 50;
/** Later than every instant that a session can have. */
const endOfTimeMs = 8.64e15;
/** A session starts within a year of its creation: its epochs are counted from there in 24 bits. */
const maxAwayMs = 366 * 86_400_000;

/** Staff create, list and steer sessions. */
export function sessionRoutes({ institutionId, store, keys, clock, manage, sessions, givenCodes }: Context): SessionHandlers {
  return {
    createSession: async ({ body }) => {
      const wish = wishOf(body, clock());
      if (!wish.ok) return wish;
      const created = await manage.create(wish.value);
      if (!created.ok) return created;
      const nowMs = clock();
      await givenCodes.note(created.value, nowMs);
      const qrPayload = currentJsonCarrier(created.value, nowMs, keys.crypto);
      return ok({ ...sessionViewOf(created.value, nowMs), qr_payload: qrPayload });
    },

    listSessions: async ({ query }) => {
      const { before, limit = defaultListed } = query;
      const beforeMs = before === undefined ? endOfTimeMs : parseInstant(before);
      if (beforeMs === undefined) return fail(refusal('malformed', 'before'));
      const listed = await store.sessions.listSessions(institutionId, beforeMs, limit);
      const nowMs = clock();
      const last = listed.length < limit ? undefined : listed.at(-1);
      return ok({
        sessions: listed.map(({ session, counts }) => ({ ...sessionViewOf(session, nowMs), ...counts })),
        more_before: last === undefined ? null : instantOf(last.session.createdAtMs),
      });
    },

    showSession: async ({ sessionId }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      return ok({ ...sessionViewOf(session, clock()), ...(await store.sessions.countsOf(institutionId, sessionId)) });
    },

    closeSession: async ({ sessionId, staff }) => {
      const closed = await manage.close(sessionId, staff.name);
      return closed.ok ? ok(sessionViewOf(closed.value, clock())) : closed;
    },

    extendSession: async ({ sessionId, body, staff }) => {
      const extended = await manage.extend(sessionId, body.minutes, staff.name);
      return extended.ok ? ok(sessionViewOf(extended.value, clock())) : extended;
    },

    switchTyped: async ({ sessionId, body, staff }) => {
      const switched = await manage.switchTyped(sessionId, body.enabled, staff.name);
      return switched.ok ? ok(sessionViewOf(switched.value, clock())) : switched;
    },

    reopenSession: async ({ sessionId, body, staff }) => {
      const reopened = await manage.reopen(sessionId, body.minutes, staff.name);
      return reopened.ok ? ok(sessionViewOf(reopened.value, clock())) : reopened;
    },
  };
}

function wishOf(body: CreateSessionBody, nowMs: number): Result<SessionWish, Refusal<'malformed'>> {
  const { course, duration_minutes: durationMinutes, identity, rotation_seconds: rotationSeconds } = body;
  const { grace_seconds: graceSeconds, late_after_minutes: lateAfterMinutes, starts_at: startsAt, typed_code: typedCode } = body;
  const startsAtMs = startsAt === undefined ? nowMs : parseInstant(startsAt);
  if (startsAtMs === undefined || Math.abs(startsAtMs - nowMs) > maxAwayMs) return fail(refusal('malformed', 'starts_at'));
  return ok({
    ...(course === undefined ? {} : { course }),
    ...(durationMinutes === undefined ? {} : { durationMinutes }),
    ...(identity === undefined ? {} : { identity }),
    ...(rotationSeconds === undefined ? {} : { rotationSeconds }),
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    ...(lateAfterMinutes === undefined ? {} : { lateAfterMinutes }),
    ...(typedCode === undefined ? {} : { typedCode }),
    ...(startsAt === undefined ? {} : { startsAtMs }),
  });
}
