import type { OutgoingHttpHeaders } from 'node:http';

import { isUsable } from '../../../attendance/staff.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import { streamHead } from '../../live/event-stream.ts';
import type { Handlers } from '../handlers.ts';

/** Staff watch a session; the stream begins after the cursor that the reader names, or at the beginning. */
export function liveRoutes({ sessions, live, store, clock }: Context): Pick<Handlers, 'live'> {
  return {
    live: async ({ sessionId, query, staff, request, reply }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const lastEventId = request.headers['last-event-id'];
      const cursor = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : (query.after ?? 0);
      reply.hijack();
      // Who asks for the head alone would be held by a stream that never ends.
      if (request.method === 'HEAD') {
        reply.raw.writeHead(200, { ...reply.getHeaders(), ...streamHead(reply.raw) } as OutgoingHttpHeaders).end();
        return ok('sent');
      }
      live.open({
        sessionId,
        cursor,
        response: reply.raw,
        headers: reply.getHeaders(),
        tokenId: staff.tokenId,
        mayRead: async () => {
          const token = await store.staff.findToken(staff.hash);
          return token !== undefined && isUsable(token, clock());
        },
      });
      return ok('sent');
    },
  };
}
