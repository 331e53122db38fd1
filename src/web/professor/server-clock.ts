/**
 * Server time on a page: the server's word plus a clock that only counts on. The browser's wall clock is never asked, since it
 * may be wrong by minutes and may be set while a lecture runs.
 */
export interface ServerClock {
  /** Server time in milliseconds; undefined before the first reply. It does not run backwards over a small correction. */
  now(): number | undefined;
  /** Takes a reply in: the server made it somewhere between sending and receiving, so half of the round trip is its best place. */
  sync(serverNowMs: number, sentAtMs: number, receivedAtMs: number): void;
}

interface Estimate {
  readonly offsetMs: number;
  /** Half of the round trip: how wrong the estimate can be. */
  readonly doubtMs: number;
  readonly atMs: number;
}

/** How fast a laptop's counter may drift from the server's: an old estimate is worth less than it was. */
const driftPerMs = 0.000_1;
/** A correction back of more than this is a fault that is put right at once; a smaller one is waited out. */
const largestHoldMs = 2_000;

/** `monotonicNow` is `performance.now` or a test's counter. */
export function serverClock(monotonicNow: () => number): ServerClock {
  let estimate: Estimate | undefined;
  let latestMs = Number.NEGATIVE_INFINITY;

  function sync(serverNowMs: number, sentAtMs: number, receivedAtMs: number): void {
    const doubtMs = Math.max(0, receivedAtMs - sentAtMs) / 2;
    const offered: Estimate = { offsetMs: serverNowMs + doubtMs - receivedAtMs, doubtMs, atMs: receivedAtMs };
    if (estimate === undefined || isBetter(offered, estimate)) estimate = offered;
  }

  function now(): number | undefined {
    if (estimate === undefined) return undefined;
    const estimatedMs = monotonicNow() + estimate.offsetMs;
    latestMs = latestMs - estimatedMs > largestHoldMs ? estimatedMs : Math.max(latestMs, estimatedMs);
    return latestMs;
  }

  return { now, sync };
}

/** The narrower one wins, unless the two cannot both be right: then the counter stood still (sleep) or the server's clock was set. */
function isBetter(offered: Estimate, held: Estimate): boolean {
  const heldDoubtMs = held.doubtMs + (offered.atMs - held.atMs) * driftPerMs;
  const isContradiction = Math.abs(offered.offsetMs - held.offsetMs) > offered.doubtMs + heldDoubtMs + 1;
  return isContradiction || offered.doubtMs <= heldDoubtMs;
}
