import { epochAt, type Rhythm } from '../../../protocol/code-window.ts';
import type { DisplayView } from '../../../protocol/schemas.ts';
import type { Showing } from './codes-at.ts';

/** Which epoch runs, and whether a camera can see its code on this screen. */
export interface Screen {
  readonly epoch: number;
  readonly isShown: boolean;
}

/**
 * What a display may say of this instant; undefined where it says nothing. A picture that outlived its epoch, as after a sleep, shows
 * nothing. A static code has one epoch that never ends, so it can be shown but never be known as not shown. Of a closed session
 * nothing is said; where it is opened again, the epochs between are known.
 */
export function screenAt(display: DisplayView, showing: Showing, serverNowMs: number, sight: 'in_sight' | 'out_of_sight'): Screen | undefined {
  const { rotation_seconds: rotationSeconds, grace_seconds: graceSeconds } = display.session;
  const rhythm: Rhythm = { startsAtMs: display.starts_at_ms, rotationSeconds, graceSeconds };
  const isShown = sight === 'in_sight' && showing.kind === 'code' && showing.token.fromMs <= serverNowMs && serverNowMs < showing.token.untilMs;
  if (showing.kind === 'closed' || (rotationSeconds === 0 && !isShown)) return undefined;
  return { epoch: epochAt(rhythm, serverNowMs), isShown };
}
