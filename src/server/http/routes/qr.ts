import { currentJsonCarrier, currentToken, hasCode } from '../../../attendance/current-code.ts';
import type { Session } from '../../../attendance/session.ts';
import { codeUrl } from '../../../protocol/carried-code.ts';
import { epochAt } from '../../../protocol/code-window.ts';
import { refusal, type Refusal } from '../../../protocol/codes.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import { textMatrix, urlMatrix, type Matrix } from '../../qr/matrix.ts';
import { pngOf } from '../../qr/png.ts';
import { svgOf } from '../../qr/svg.ts';
import type { Asked, Handlers } from '../handlers.ts';

const pngScale = 10;
type ShownFailure = 'unknown_session' | 'session_not_open' | 'session_key_retired';
const maxEpoch = 2 ** 24 - 1;

/** Staff fetch the code of this moment as a picture or as the JSON carrier. */
export function qrRoutes({ sessions, keys, clock, codes, givenCodes }: Context): Pick<Handlers, 'qrPng' | 'qrSvg' | 'qrJson'> {
  async function findShown(sessionId: string, nowMs: number): Promise<Result<Session, Refusal<ShownFailure>>> {
    const session = await sessions.byId(sessionId);
    if (session === undefined) return fail(refusal('unknown_session'));
    if (session.wrappedSecret === null) return fail(refusal('session_key_retired'));
    const epoch = epochAt(session, nowMs);
    const isShown = hasCode(session, nowMs) && epoch >= 0 && epoch <= maxEpoch;
    if (!isShown) return fail(refusal('session_not_open'));
    await givenCodes.note(session, nowMs);
    return ok(session);
  }

  /** A static code's picture holds the JSON carrier, as the original's does; a rotating one the URL that a phone's own camera opens. */
  async function draw({ sessionId, query, request }: Asked<'qrPng' | 'qrSvg'>): Promise<Result<Matrix, Refusal>> {
    const nowMs = clock();
    const shown = await findShown(sessionId, nowMs);
    if (!shown.ok) return shown;
    const { carrier = shown.value.rotationSeconds === 0 ? 'json' : 'url' } = query;
    if (carrier === 'json') return ok(textMatrix(JSON.stringify(currentJsonCarrier(shown.value, nowMs, keys.crypto))));
    return ok(urlMatrix(codeUrl(codes.forCodes(request), currentToken(shown.value, nowMs, keys.crypto))));
  }

  return {
    qrPng: async (asked) => {
      const matrix = await draw(asked);
      return matrix.ok ? ok(pngOf(matrix.value, pngScale)) : matrix;
    },
    qrSvg: async (asked) => {
      const matrix = await draw(asked);
      return matrix.ok ? ok(svgOf(matrix.value)) : matrix;
    },
    qrJson: async ({ sessionId }) => {
      const nowMs = clock();
      const shown = await findShown(sessionId, nowMs);
      return shown.ok ? ok(currentJsonCarrier(shown.value, nowMs, keys.crypto)) : shown;
    },
  };
}
