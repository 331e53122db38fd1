/** The arithmetic of epochs: which code is shown when, and how long it is good. All instants are server time in milliseconds. */

/** How a session's codes beat. */
export interface Rhythm {
  /** Start of epoch 0. */
  readonly startsAtMs: number;
  /** T: length of an epoch; 0 is a static code, whose only epoch is 0. */
  readonly rotationSeconds: number;
  /** G: how long a code is still good after its epoch. */
  readonly graceSeconds: number;
}

/** A display key makes the codes of one block, so that a projector that lost its network can be given no more than two. */
export const blockSeconds = 900;

/** Reading and typing take longer than scanning, so the typed code has a slower beat of its own. */
export const typedRotationSeconds = 30;
export const typedGraceSeconds = 30;

/** The same session as the typed code beats: static where the session is static. */
export function typedRhythm(rhythm: Rhythm): Rhythm {
  if (rhythm.rotationSeconds === 0) return rhythm;
  return { startsAtMs: rhythm.startsAtMs, rotationSeconds: typedRotationSeconds, graceSeconds: typedGraceSeconds };
}

/** The epoch that is shown at an instant; negative before the session starts. */
export function epochAt(rhythm: Rhythm, nowMs: number): number {
  if (rhythm.rotationSeconds === 0) return 0;
  return Math.floor((nowMs - rhythm.startsAtMs) / (rhythm.rotationSeconds * 1000));
}

/** The instant before which nobody can have seen the code of this epoch. */
export function epochStartMs(rhythm: Rhythm, epoch: number): number {
  return rhythm.startsAtMs + epoch * rhythm.rotationSeconds * 1000;
}

/** T + G after the epoch's start; from this instant on the code is no longer in its window. A static code never leaves it. */
export function windowEndMs(rhythm: Rhythm, epoch: number): number {
  if (rhythm.rotationSeconds === 0) return Number.POSITIVE_INFINITY;
  return epochStartMs(rhythm, epoch) + (rhythm.rotationSeconds + rhythm.graceSeconds) * 1000;
}

export type CodePhase = 'early' | 'in_window' | 'expired';

/** Where an instant lies: `[start, start + T + G)` is the window. */
export function phaseOf(rhythm: Rhythm, epoch: number, nowMs: number): CodePhase {
  if (nowMs < epochStartMs(rhythm, epoch)) return 'early';
  return nowMs < windowEndMs(rhythm, epoch) ? 'in_window' : 'expired';
}

/** The block whose display key makes the code of this epoch. */
export function blockOf(rhythm: Rhythm, epoch: number): number {
  return Math.floor((epoch * rhythm.rotationSeconds) / blockSeconds);
}
