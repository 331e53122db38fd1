import { signal, type ReadonlySignal } from '@preact/signals';

import type { Result } from '../../../protocol/result.ts';
import type { DisplayView } from '../../../protocol/schemas.ts';
import type { ServerClock } from '../server-clock.ts';

/** What the projector knows of its session, asked for again and again. */
export interface DisplaySource {
  /** The newest reply; it stays while the network is away. */
  readonly display: ReadonlySignal<DisplayView | undefined>;
  /** Since when (by the page's counter) no reply came; undefined while the server answers. */
  readonly offlineSinceMs: ReadonlySignal<number | undefined>;
  /** Why the newest question got no display: the network, or a refusal that asking again does not mend. */
  readonly trouble: ReadonlySignal<DisplayTrouble | undefined>;
  /** Asks at once: the page became visible, the network came back, the session was changed. */
  refresh(): void;
  stop(): void;
}

export type DisplayTrouble = 'signed_out' | 'unknown_session' | 'no_answer';

export interface DisplaySourcePorts {
  readonly askDisplay: () => Promise<Result<DisplayView, DisplayTrouble>>;
  readonly clock: ServerClock;
  readonly monotonicNow: () => number;
  /** `setTimeout`, answering how to cancel. */
  readonly after: (run: () => void, ms: number) => () => void;
  /** 0 to 1, for the jitter of the waits. */
  readonly random: () => number;
}

/** Often enough that the number of students and a close from elsewhere are seen soon, and that the keys at hand are always the newest. */
const openPeriodMs = 2_000;
const idlePeriodMs = 5_000;
/** An answer that takes longer is asked for again: a socket that hangs must not use up the keys. */
const patienceMs = 8_000;
const longestWaitMs = 15_000;

export function displaySource({ askDisplay, clock, monotonicNow, after, random }: DisplaySourcePorts): DisplaySource {
  const display = signal<DisplayView | undefined>(undefined);
  const offlineSinceMs = signal<number | undefined>(undefined);
  const trouble = signal<DisplayTrouble | undefined>(undefined);
  let question = 0;
  let failures = 0;
  let cancel = (): void => undefined;

  function ask(): void {
    cancel();
    const mine = ++question;
    const sentAtMs = monotonicNow();
    const settle = (reply: Result<DisplayView, DisplayTrouble>): void => {
      if (mine !== question) return;
      cancel();
      question++;
      take(reply, sentAtMs);
    };
    cancel = after(() => settle({ ok: false, failure: 'no_answer' }), patienceMs);
    void askDisplay().then(settle, () => settle({ ok: false, failure: 'no_answer' }));
  }

  function take(reply: Result<DisplayView, DisplayTrouble>, sentAtMs: number): void {
    if (reply.ok) {
      clock.sync(reply.value.server_now_ms, sentAtMs, monotonicNow());
      failures = 0;
      offlineSinceMs.value = undefined;
      trouble.value = undefined;
      display.value = reply.value;
      cancel = after(ask, reply.value.session.state === 'open' ? openPeriodMs : idlePeriodMs);
      return;
    }
    failures++;
    offlineSinceMs.value ??= sentAtMs;
    trouble.value = reply.failure;
    cancel = after(ask, Math.min(longestWaitMs, 1_000 * 2 ** Math.min(failures - 1, 6)) * (0.5 + random() / 2));
  }

  ask();
  return {
    display,
    offlineSinceMs,
    trouble,
    refresh: ask,
    stop() {
      question++;
      cancel();
    },
  };
}
