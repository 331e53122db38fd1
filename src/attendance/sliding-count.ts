/** Counts what happened within the last while, in a fixed number of slots, however much it is. */
export interface SlidingCount {
  add(nowMs: number): void;
  /** How many were added within the window that ends now, to within one slot. */
  total(nowMs: number): number;
}

const slots = 60;

export function slidingCount(windowMs: number): SlidingCount {
  const slotMs = windowMs / slots;
  const counts = new Float64Array(slots);
  let newest = Number.NEGATIVE_INFINITY;

  /** Empties the slots that came to lie in the future. A clock that was set back counts into the newest slot. */
  function moveTo(nowMs: number): void {
    const slot = Math.floor(nowMs / slotMs);
    if (slot <= newest) return;
    if (slot - newest >= slots) counts.fill(0);
    else for (let between = newest + 1; between <= slot; between++) counts[between % slots] = 0;
    newest = slot;
  }

  return {
    add(nowMs) {
      moveTo(nowMs);
      counts[newest % slots]! += 1;
    },
    total(nowMs) {
      moveTo(nowMs);
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
