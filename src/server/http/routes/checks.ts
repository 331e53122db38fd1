import { ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { sessionViewOf } from '../present.ts';

/** Staff ask a class for a second code. */
export function checkRoutes({ manage, clock }: Context): Pick<Handlers, 'startCheck' | 'endCheck'> {
  return {
    startCheck: async ({ sessionId, body, staff }) => {
      const started = await manage.startCheck(sessionId, body.minutes, staff.name);
      return started.ok ? ok(sessionViewOf(started.value, clock())) : started;
    },

    endCheck: async ({ sessionId, staff }) => {
      const ended = await manage.endCheck(sessionId, staff.name);
      return ended.ok ? ok(sessionViewOf(ended.value, clock())) : ended;
    },
  };
}
