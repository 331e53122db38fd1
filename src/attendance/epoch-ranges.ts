/** The first and the last epoch, both included. */
export type EpochRange = readonly [first: number, last: number];

/** An epoch travels as three bytes. */
export const lastEpoch = 2 ** 24 - 1;

/** The same epochs in order, with as few ranges as can be; a range that ends before it begins holds none. */
export function merged(ranges: readonly EpochRange[]): readonly EpochRange[] {
  const result: [number, number][] = [];
  const sorted = ranges.filter(([first, last]) => first <= last).toSorted(([left], [right]) => left - right);
  for (const [first, last] of sorted) {
    const before = result.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** The epochs of `ranges` that are not in `others`, merged. */
export function without(ranges: readonly EpochRange[], others: readonly EpochRange[]): readonly EpochRange[] {
  const holes = merged(others);
  return merged(ranges).flatMap(([first, last]) => {
    const rest: EpochRange[] = [];
    let next = first;
    for (const [holeFirst, holeLast] of holes) {
      if (holeLast < next || holeFirst > last) continue;
      if (holeFirst > next) rest.push([next, holeFirst - 1]);
      next = holeLast + 1;
    }
    return next <= last ? [...rest, [next, last] as const] : rest;
  });
}

/** The epochs of both, merged. */
export function common(left: readonly EpochRange[], right: readonly EpochRange[]): readonly EpochRange[] {
  return without(left, without(left, right));
}

export function holds(ranges: readonly EpochRange[], epoch: number): boolean {
  return ranges.some(([first, last]) => first <= epoch && epoch <= last);
}

export function countOf(ranges: readonly EpochRange[]): number {
  return merged(ranges).reduce((count, [first, last]) => count + last - first + 1, 0);
}
