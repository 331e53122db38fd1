/** The wall clock was set: what happened between two looks, by a clock that is never set. */
export interface ClockJump {
  /** What the wall clock said when it was noticed. */
  readonly atMs: number;
  /** How far it went ahead (or, negative, back) beyond the time that passed. */
  readonly byMs: number;
}

export interface Clocks {
  readonly wall: () => number;
  /** Counts on and is never set. */
  readonly monotonic: () => number;
}

export interface ClockWatch {
  /** Compares with the look before; the jump where there was one. */
  look(): ClockJump | null;
  /** The newest jump, for as long as it is worth saying. */
  recent(): ClockJump | null;
}

/** Below it, it is the slow correction of a time service, or a look that came late. */
const toleranceMs = 1_000;
/** As long as a class. */
const saidForMs = 3_600_000;

/** Codes, windows and times come from the wall clock, so staff hear when somebody or something set it. */
export function clockWatch({ wall, monotonic }: Clocks): ClockWatch {
  let aheadMs = wall() - monotonic();
  let last: { readonly jump: ClockJump; readonly seenMs: number } | undefined;
  return {
    look() {
      const atMs = wall();
      const seenMs = monotonic();
      const byMs = atMs - seenMs - aheadMs;
      aheadMs = atMs - seenMs;
      if (Math.abs(byMs) <= toleranceMs) return null;
      const jump = { atMs, byMs };
      last = { jump, seenMs };
      return jump;
    },
    recent: () => (last !== undefined && monotonic() - last.seenMs < saidForMs ? last.jump : null),
  };
}

const lookEveryMs = 1_000;

/** Looks every second; returns how to stop. */
export function lookAtClock(watch: ClockWatch, onJump: (jump: ClockJump) => void): () => void {
  const timer = setInterval(() => {
    const jump = watch.look();
    if (jump !== null) onJump(jump);
  }, lookEveryMs).unref();
  return () => clearInterval(timer);
}
