/** Numbers that only look random: the same seed gives the same ones, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** The exponential of a normal variate: half of them lie below the median. */
  logNormal(median: number, sigma: number): number;
  bytes(length: number): Uint8Array;
}

/** Mulberry32: 32 bits of state, good enough for a population and for nothing secret. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Box and Muller's. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
  };
}

/** A seed of its own for each part of a run, so that one more actor in one of them changes no other. */
export function seedOf(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (const letter of parts.join('\0')) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return hash;
}
