/** One second in which far more arrived than around it. A network that came back does the same as a group that shares codes. */
export interface Burst {
  /** The first arrival; the second begins with it. */
  readonly fromMs: number;
  readonly count: number;
  /** Arrivals a second in the 30 seconds before and after it. */
  readonly usual: number;
  readonly students: readonly string[];
}

/** Fewer are a coincidence. */
export const burstArrivals = 5;
/** So many times what is usual around it. */
export const burstFactor = 5;
/** No list is longer: the biggest ones are enough to look at. */
export const maxBursts = 20;
const aroundSeconds = 30;

interface Timed {
  readonly studentId: string;
  readonly receivedAtMs: number;
}

/**
 * The rule: at least 5 arrivals within one second, and at least 5 times as many as a second of the 30 seconds before and after
 * it has on average. Bursts do not overlap; they come in the order of time.
 */
export function burstsOf(arrivals: readonly Timed[]): readonly Burst[] {
  const sorted = arrivals.toSorted((left, right) => left.receivedAtMs - right.receivedAtMs);
  const times = sorted.map(({ receivedAtMs }) => receivedAtMs);
  const found: Burst[] = [];
  for (let first = 0; first < sorted.length; ) {
    const fromMs = times[first]!;
    const end = firstFrom(times, fromMs + 1_000);
    const count = end - first;
    const nearby = firstFrom(times, fromMs + 1_000 + aroundSeconds * 1_000) - firstFrom(times, fromMs - aroundSeconds * 1_000) - count;
    const usual = nearby / (2 * aroundSeconds);
    if (count < burstArrivals || count < burstFactor * usual) {
      first++;
      continue;
    }
    found.push({ fromMs, count, usual, students: sorted.slice(first, end).map(({ studentId }) => studentId) });
    first = end;
  }
  const biggest = found.toSorted((left, right) => right.count - left.count).slice(0, maxBursts);
  return biggest.sort((left, right) => left.fromMs - right.fromMs);
}

/** The index of the first time that is not before the instant, in a sorted list. */
function firstFrom(times: readonly number[], atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
