import { ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { instantOf } from '../present.ts';

/** Any device claims a fresh code before saying who it is for. */
export function claimRoutes({ claims, metrics }: Context): Pick<Handlers, 'claim'> {
  return {
    claim: async ({ body }) => {
      const given = await claims.claim({
        ...{ code: body.code, deviceKey: body.device_key, signature: body.signature },
        ...(body.head === undefined ? {} : { head: body.head }),
      });
      metrics.countClaim(given.ok ? 'claimed' : given.failure.code);
      if (!given.ok) return given;
      const { text, session, claimedAtMs, expiresAtMs } = given.value;
      return ok({
        ...{ claim: text, claimed_at: instantOf(claimedAtMs), expires_at: instantOf(expiresAtMs) },
        ...{ course: session.course, session_id: session.sessionId, identity: session.identity },
      });
    },
  };
}
