import { backoffMs } from './backoff.ts';
import type { SyncSummary } from './sync.ts';

/** When to sync. The page calls `kick` on load, `online`, `pageshow` and on becoming visible; the terminal at start and on going online. */
export interface SyncSchedule {
  /** Runs a pass now, or once more after the one that runs. */
  kick(): void;
  /** Lets an entry that was just added be looked after without a pass now: a timer is set where none runs. */
  watch(): void;
  /** Resolves when no pass is running. */
  idle(): Promise<void>;
  /** No pass begins after this; resolves when the one that runs has ended. */
  stop(): Promise<void>;
}

export interface SchedulePorts {
  /** `syncOnce` bound to its ports. */
  readonly sync: () => Promise<SyncSummary | undefined>;
  /** Runs the task once after so many ms; returns how to cancel it. */
  readonly setTimer: (ms: number, task: () => void) => () => void;
  readonly random: () => number;
  readonly onPass?: (summary: SyncSummary) => void;
  /** The queue itself failed (a full disk); the pass is repeated later. */
  readonly onError?: (error: unknown) => void;
}

/** How soon to look again after somebody else on this device was found syncing: it may be a frozen tab. */
const busyRetryMs = 15_000;
/** The first attempt of an entry is the page's own; the schedule looks after it a little later. */
const watchMs = 3000;

export function syncSchedule({ sync, setTimer, random, onPass, onError }: SchedulePorts): SyncSchedule {
  let cancelTimer: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let isKickedAgain = false;
  let isStopped = false;
  let errorsInARow = 0;

  function kick(): void {
    if (isStopped) return;
    if (running !== undefined) {
      isKickedAgain = true;
      return;
    }
    clearTimer();
    running = runPass().then((retryInMs) => {
      running = undefined;
      if (isStopped) return;
      if (isKickedAgain) {
        isKickedAgain = false;
        kick();
      } else if (retryInMs !== null) arm(retryInMs);
    });
  }

  async function runPass(): Promise<number | null> {
    try {
      const summary = await sync();
      errorsInARow = 0;
      if (summary !== undefined) onPass?.(summary);
      return summary === undefined ? busyRetryMs : summary.retryInMs;
    } catch (error) {
      onError?.(error);
      return backoffMs(++errorsInARow, random);
    }
  }

  function watch(): void {
    if (!isStopped && running === undefined && cancelTimer === undefined) arm(watchMs);
    else if (running !== undefined) isKickedAgain = true;
  }

  function arm(ms: number): void {
    clearTimer();
    cancelTimer = setTimer(ms, () => {
      cancelTimer = undefined;
      kick();
    });
  }

  function clearTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  async function stop(): Promise<void> {
    isStopped = true;
    clearTimer();
    await running;
  }

  async function idle(): Promise<void> {
    while (running !== undefined) await running;
  }

  return { kick, watch, idle, stop };
}
