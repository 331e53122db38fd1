import { exportId, type EpochRange } from '../../../attendance/displays.ts';
import { epochAt } from '../../../protocol/code-window.ts';
import { refusal } from '../../../protocol/codes.ts';
import type { DisplayReportBody } from '../../../protocol/display-schemas.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { displayViewOf } from '../present-devices.ts';

/** How far a display's clock may be ahead: of what lies later nobody can know whether it is shown. */
const aheadMs = 30_000;

/** Displays say what they showed, and staff hide the code on one of them from elsewhere. */
export function displaysRoutes({ institutionId, sessions, store, clock, bells }: Context): Pick<Handlers, 'displays' | 'reportDisplay' | 'hideDisplay'> {
  /** What was given out as a picture is no display that anybody could hide. */
  async function list(sessionId: string) {
    const states = await store.displays.listDisplays(institutionId, sessionId);
    return { displays: states.filter(({ displayId }) => displayId !== exportId).map(displayViewOf) };
  }

  return {
    displays: async ({ sessionId }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      return ok(await list(sessionId));
    },

    reportDisplay: async ({ sessionId, displayId, body }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const wrong = wrongRangeOf(body);
      if (wrong !== undefined) return fail(refusal('malformed', wrong));
      const name = body.name?.trim() ?? '';
      if (!name.isWellFormed()) return fail(refusal('malformed', 'name'));
      const atMs = clock();
      const limit = epochAt(session, atMs + aheadMs);
      const { order, hasChanged } = await store.displays.report({
        ...{ institutionId, sessionId, displayId, name: name === '' ? null : name, atMs },
        known: body.known === null ? null : (upTo(limit, [asRange(body.known)])[0] ?? null),
        shown: upTo(limit, body.shown.map(asRange)),
        isHidden: body.hidden,
        isLast: body.is_last === true,
      });
      if (hasChanged) bells.ring(sessionId);
      return ok({ hide: order.hide, order_seq: order.seq });
    },

    hideDisplay: async ({ sessionId, displayId, body, staff }) => {
      if ((await sessions.byId(sessionId)) === undefined) return fail(refusal('unknown_session'));
      const isThere = await store.displays.orderDisplay({ institutionId, sessionId, displayId, hide: body.hidden, staffName: staff.name, atMs: clock() });
      return isThere ? ok(await list(sessionId)) : fail(refusal('not_found'));
    },
  };
}

function asRange([first, last]: readonly number[]): EpochRange {
  return [first!, last!];
}

/** A range that ends before it begins, or epochs that were shown outside of those that the report speaks of. */
function wrongRangeOf({ known, shown }: DisplayReportBody): 'known' | 'shown' | undefined {
  const [from, until] = known === null ? [Infinity, -Infinity] : asRange(known);
  if (known !== null && from > until) return 'known';
  const isWithin = (range: readonly number[]) => from <= range[0]! && range[0]! <= range[1]! && range[1]! <= until;
  return shown.every(isWithin) ? undefined : 'shown';
}

function upTo(limit: number, ranges: readonly EpochRange[]): readonly EpochRange[] {
  return ranges.filter(([first]) => first <= limit).map(([first, last]) => [first, Math.min(last, limit)]);
}
