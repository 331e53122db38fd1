import { carrierOf, type CodeText } from '../../../protocol/carried-code.ts';
import { hex } from '../../../protocol/bytes.ts';
import { parseTokenText } from '../../../protocol/token.ts';

/**
 * Looks for the second code of a scan: a code of the same session, two rotations later or more, so that a picture that was
 * passed on once is not enough. A phone does not know how fast the screen changes: it counts what it sees. The very next code
 * is taken only where a later one fails to come for the time of three rotations. A code of epoch 0 may be one that never changes: where
 * it is seen again after a usual rotation has passed, it is believed to be one, and no second code is waited for.
 */
export interface SecondCodeWatch {
  readonly first: Place;
  readonly sinceMs: number;
  /** The next code but not a later one, and when it was seen first. */
  readonly next: { readonly code: CodeText; readonly atMs: number } | null;
}

interface Place {
  readonly tag: string;
  readonly epoch: number;
}

/** How long a rotation takes where nothing is known of it yet: as sessions are created by default. */
export const usualRotationMs = 5_000;
const patienceInRotations = 3;
/** A little more than a usual rotation: a camera does not read at the instant at which the code changes. */
const stillAfterMs = usualRotationMs + 1_000;

/** Undefined for a code that has no second one: typed or JSON. */
export function watchForSecond(first: CodeText, nowMs: number): SecondCodeWatch | undefined {
  const place = placeOf(first);
  return place === undefined ? undefined : { first: place, sinceMs: nowMs, next: null };
}

export interface Looked {
  readonly watch: SecondCodeWatch;
  /** There as soon as one is good enough. */
  readonly second?: CodeText;
  /** The code does not change, so there is nothing to wait for. */
  readonly isStill?: true;
}

/** What a code that was read now, or none, makes of the watch. */
export function lookAt(watch: SecondCodeWatch, code: CodeText | undefined, nowMs: number): Looked {
  const found = code === undefined ? undefined : placeOf(code);
  const distance = found?.tag === watch.first.tag ? found.epoch - watch.first.epoch : 0;
  if (code !== undefined && distance >= 2) return { watch, second: code };
  const isFirst = found?.tag === watch.first.tag && found.epoch === watch.first.epoch;
  if (isFirst && found.epoch === 0 && nowMs - watch.sinceMs >= stillAfterMs) return { watch, isStill: true };
  const after = code !== undefined && distance === 1 && watch.next === null ? { ...watch, next: { code, atMs: nowMs } } : watch;
  const isEnough = after.next !== null && nowMs - after.next.atMs >= patienceInRotations * rotationMs(after);
  return isEnough ? { watch: after, second: after.next.code } : { watch: after };
}

/** How many rotations were seen, of two, and about how long the rest takes. */
export function progressOf(watch: SecondCodeWatch, nowMs: number): { readonly rotations: 0 | 1; readonly seconds: number } {
  const rotation = rotationMs(watch);
  const dueMs = watch.next === null ? watch.sinceMs + 2 * rotation : watch.next.atMs + rotation;
  return { rotations: watch.next === null ? 0 : 1, seconds: Math.max(1, Math.ceil((dueMs - nowMs) / 1000)) };
}

/** The first rotation may have begun before the first scan, so what was seen of it is a lower bound. */
function rotationMs({ sinceMs, next }: SecondCodeWatch): number {
  return Math.max(usualRotationMs, (next?.atMs ?? sinceMs) - sinceMs);
}

function placeOf(code: CodeText): Place | undefined {
  const token = carrierOf(code) === 'token' ? parseTokenText(code) : undefined;
  return token?.ok ? { tag: hex(token.value.tag), epoch: token.value.epoch } : undefined;
}
