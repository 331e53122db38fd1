import { carrierOf, type CodeText } from '../../../protocol/carried-code.ts';
import { hex } from '../../../protocol/bytes.ts';
import { parseTokenText } from '../../../protocol/token.ts';

/**
 * Looks for the second code of a scan: a code of the same session, two rotations later or more, so that a picture that was
 * passed on once is not enough. A phone does not know how fast the screen changes: it counts what it sees. The very next code
 * is taken only where a later one fails to come for the time of three rotations.
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

/** Undefined for a code that has no second one: typed, JSON, or a still one, which is always of epoch 0. */
export function watchForSecond(first: CodeText, nowMs: number): SecondCodeWatch | undefined {
  const place = placeOf(first);
  return place === undefined || place.epoch === 0 ? undefined : { first: place, sinceMs: nowMs, next: null };
}

/** What a code that was read now, or none, makes of the watch; `second` is there as soon as one is good enough. */
export function lookAt(watch: SecondCodeWatch, code: CodeText | undefined, nowMs: number): { readonly watch: SecondCodeWatch; readonly second?: CodeText } {
  const found = code === undefined ? undefined : placeOf(code);
  const distance = found?.tag === watch.first.tag ? found.epoch - watch.first.epoch : 0;
  if (code !== undefined && distance >= 2) return { watch, second: code };
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
