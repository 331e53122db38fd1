import { computed, effect, type ReadonlySignal } from '@preact/signals';

import type { ApiFailure } from '../../../client/api.ts';
import { fail } from '../../../protocol/result.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import type { QrPicture } from '../../ui/qr-picture.ts';
import { serverClock, type ServerClock } from '../server-clock.ts';
import { isSignedOut, type StaffContext } from '../staff-context.ts';
import { codeTicker, type CodeTicker } from './code-ticker.ts';
import { displaySource, type DisplaySource, type DisplayTrouble } from './display-source.ts';
import { hmacOf } from './hmac.ts';
import { qrPictureOf } from './qr-picture.ts';

/** A projector that runs: what the server said, and what follows from it at each instant. */
export interface Projector extends Pick<DisplaySource, 'display' | 'offlineSinceMs' | 'trouble' | 'refresh'>, Pick<CodeTicker, 'showing' | 'nowMs'> {
  readonly clock: ServerClock;
  readonly session: ReadonlySignal<SessionView | undefined>;
  readonly picture: ReadonlySignal<QrPicture | undefined>;
  readonly stop: () => void;
}

export function startProjector(context: StaffContext, sessionId: string): Projector {
  const { api, monotonicNow, after, random, subtle, onWake, signedOut } = context;
  const clock = serverClock(monotonicNow);
  const source = displaySource({
    ...{ clock, monotonicNow, after, random },
    async askDisplay() {
      const reply = await api.call('display', { params: { session_id: sessionId } });
      return reply.ok ? reply : fail(troubleOf(reply.failure));
    },
  });
  const ticker = codeTicker({ display: source.display, clock, hmac: hmacOf(subtle), after });
  const { showing } = ticker;

  const stopTicking = effect(() => {
    if (source.display.value !== undefined) ticker.tick();
  });
  // A hall that sees a good code is not sent to the sign-in page; it is when there is nothing (any more) to show.
  const stopLeaving = effect(() => {
    const hasCode = showing.value !== undefined && showing.value.kind !== 'keys_ran_out';
    if (source.trouble.value === 'signed_out' && !hasCode) signedOut();
  });
  const stopWaking = onWake(() => {
    source.refresh();
    ticker.tick();
  });

  return {
    ...{ display: source.display, offlineSinceMs: source.offlineSinceMs, trouble: source.trouble, refresh: source.refresh },
    ...{ showing, nowMs: ticker.nowMs, clock },
    session: computed(() => source.display.value?.session),
    picture: computed(() => {
      const shown = showing.value;
      return shown?.kind === 'code' ? qrPictureOf(source.display.value!.url_prefix, shown.token.text) : undefined;
    }),
    stop() {
      for (const stop of [stopTicking, stopLeaving, stopWaking, ticker.stop, source.stop]) stop();
    },
  };
}

function troubleOf(failure: ApiFailure): DisplayTrouble {
  if (isSignedOut(failure)) return 'signed_out';
  const isUnknown = failure.kind === 'refused' && (failure.code === 'unknown_session' || failure.code === 'malformed');
  return isUnknown ? 'unknown_session' : 'no_answer';
}
