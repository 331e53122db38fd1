import { displayBlocks, sharedDisplay } from '../../../attendance/current-code.ts';
import { base64url } from '../../../protocol/base64url.ts';
import { codeUrlPrefix } from '../../../protocol/carried-code.ts';
import { blockSeconds, epochStartMs, type Rhythm } from '../../../protocol/code-window.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { clockJumpViewOf, sessionViewOf } from '../present.ts';

/** A projector is given the keys of this block and the next, so that it goes on by itself when its network is gone. */
export function displayRoutes({ institutionId, sessions, store, keys, clock, clockWatch, codes }: Context): Pick<Handlers, 'display'> {
  return {
    display: async ({ sessionId, request }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      if (session.wrappedSecret === null) return fail(refusal('session_key_retired'));
      const { counted } = await store.sessions.countsOf(institutionId, sessionId);
      const nowMs = clock();
      const publicUrl = codes.forCodes(request);
      return ok({
        session: sessionViewOf(session, nowMs),
        server_now_ms: nowMs,
        tag: session.tag,
        starts_at_ms: session.startsAtMs,
        display: sharedDisplay,
        url_prefix: codeUrlPrefix(publicUrl),
        typed_at: `${new URL(publicUrl).host}/s`,
        blocks: displayBlocks(session, nowMs).map((block) => ({
          block,
          until_ms: blockEndMs(session, block),
          key: base64url.encode(keys.displayKey(session, block)),
        })),
        counted,
        clock_jump: clockJumpViewOf(clockWatch.recent()),
      });
    },
  };
}

/** The start of the next block's first epoch: an epoch that begins within a block belongs to it as a whole. */
function blockEndMs(rhythm: Rhythm, block: number): number | null {
  if (rhythm.rotationSeconds === 0) return null;
  return epochStartMs(rhythm, Math.ceil(((block + 1) * blockSeconds) / rhythm.rotationSeconds));
}
