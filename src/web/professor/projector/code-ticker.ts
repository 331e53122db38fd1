import { signal, type ReadonlySignal } from '@preact/signals';

import type { DisplayView } from '../../../protocol/schemas.ts';
import type { ServerClock } from '../server-clock.ts';
import { codesAt, type Showing } from './codes-at.ts';
import type { Hmac } from './hmac.ts';

/** Turns the display keys into what is on the screen, from instant to instant. */
export interface CodeTicker {
  readonly showing: ReadonlySignal<Showing | undefined>;
  /** Server time of the newest tick, at most a second old. */
  readonly nowMs: ReadonlySignal<number | undefined>;
  /** Looks at once: there is a new display. */
  tick(): void;
  stop(): void;
}

export interface CodeTickerPorts {
  readonly display: ReadonlySignal<DisplayView | undefined>;
  readonly clock: ServerClock;
  readonly hmac: Hmac;
  readonly after: (run: () => void, ms: number) => () => void;
}

const longestStepMs = 1_000;
const shortestStepMs = 15;

export function codeTicker({ display, clock, hmac, after }: CodeTickerPorts): CodeTicker {
  const showing = signal<Showing | undefined>(undefined);
  const nowMs = signal<number | undefined>(undefined);
  let turn = 0;
  let cancel = (): void => undefined;

  function tick(): void {
    cancel();
    void look(++turn);
  }

  async function look(mine: number): Promise<void> {
    const atMs = clock.now();
    const known = display.value;
    if (atMs === undefined || known === undefined) return;
    const next = await codesAt(known, atMs, hmac);
    if (mine !== turn) return;
    nowMs.value = atMs;
    if (!isSame(showing.value, next)) showing.value = next;
    cancel = after(tick, stepMs(next, clock.now() ?? atMs));
  }

  return {
    showing,
    nowMs,
    tick,
    stop() {
      turn++;
      cancel();
    },
  };
}

/** To the next change of a code or the next full second, whichever is first. */
function stepMs(showing: Showing, nowMs: number): number {
  const ends = showing.kind === 'code' ? [showing.token.untilMs, showing.typed.untilMs] : showing.kind === 'scheduled' ? [showing.opensAtMs] : [];
  const nextMs = Math.min(longestStepMs - (nowMs % 1_000), ...ends.map((endMs) => endMs - nowMs));
  return Math.max(shortestStepMs, Math.ceil(nextMs));
}

/** The same picture is not drawn again. */
function isSame(left: Showing | undefined, right: Showing): boolean {
  if (left?.kind === 'code' && right.kind === 'code') {
    return left.token.text === right.token.text && left.typed.text === right.typed.text && left.token.untilMs === right.token.untilMs;
  }
  if (left?.kind === 'scheduled' && right.kind === 'scheduled') return left.opensAtMs === right.opensAtMs;
  return left?.kind === right.kind;
}
