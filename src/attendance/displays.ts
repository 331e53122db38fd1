import { common, holds, merged, without, lastEpoch, type EpochRange } from './epoch-ranges.ts';

export type { EpochRange } from './epoch-ranges.ts';

/** What displays said they showed, and what staff ask of them. Reports are appended and never changed. */
export interface DisplayReport {
  readonly institutionId: number;
  readonly sessionId: string;
  /** base64url of 16 random bytes; `exportId` for pictures and codes that were fetched. */
  readonly displayId: string;
  readonly name: string | null;
  /** The epochs that the report speaks of, both included; null from a display that only asks. What it showed it speaks of too. */
  readonly known: EpochRange | null;
  readonly shown: readonly EpochRange[];
  readonly isHidden: boolean;
  readonly isLast: boolean;
  readonly atMs: number;
}

export interface DisplayState {
  readonly displayId: string;
  readonly name: string | null;
  readonly lastSeenAtMs: number;
  readonly isHidden: boolean;
  readonly isClosed: boolean;
  readonly shownEpochs: number;
  readonly order: DisplayOrder;
}

export interface DisplayOrder {
  /** Null where staff asked nothing of it. */
  readonly hide: boolean | null;
  readonly seq: number;
}

/** What the displays of one session say together about an epoch of its beat. */
export interface ShownEpochs {
  /** Merged ranges, in order. */
  readonly shown: readonly EpochRange[];
  /** Epochs of which every display said whether it showed them; a display that closed speaks of all that follow. */
  readonly known: readonly EpochRange[];
}

export interface DisplayStore {
  /** Appends what is new in it, judges again what rests on a code that turns out never to have been shown, and answers the order for this display. */
  report(report: DisplayReport): Promise<DisplayReported>;
  listDisplays(institutionId: number, sessionId: string): Promise<readonly DisplayState[]>;
  /** False where there is no such display. */
  orderDisplay(order: { readonly institutionId: number; readonly sessionId: string; readonly displayId: string; readonly hide: boolean; readonly staffName: string; readonly atMs: number }): Promise<boolean>;
  shownEpochs(institutionId: number, sessionId: string): Promise<ShownEpochs>;
}

export interface DisplayReported {
  readonly order: DisplayOrder;
  /** Whether a record changed with it. */
  readonly hasChanged: boolean;
}

/** Names what staff fetched as a picture or as JSON: it was shown, and says nothing about any other epoch. */
export const exportId = 'export';

/** All that one display ever said; the order and the number of its reports say nothing. */
export interface DisplayWord {
  readonly displayId: string;
  /** The epochs in which it asked for orders when it was new, or closed: from there on it may show something, whether it says so or not. */
  readonly alive: readonly number[];
  readonly known: readonly EpochRange[];
  readonly shown: readonly EpochRange[];
  /** The epochs that its last reports said it no longer shows, and none after either. */
  readonly closedFrom: readonly number[];
}

/**
 * An epoch is shown where any display showed it. It is known where every display that was alive in it said whether it showed it:
 * a display is alive from its first report, or from the first epoch that it speaks of, on. A display that closed showed nothing
 * from there to where it reports again. One that fell silent leaves everything after unknown until it speaks again,
 * so that an offline projector accuses nobody. Epochs before the first display are unknown.
 */
export function shownEpochsOf(words: readonly DisplayWord[]): ShownEpochs {
  const shown = merged(words.flatMap((word) => word.shown));
  const displays = words.filter(({ displayId }) => displayId !== exportId);
  const known = displays.reduce<readonly EpochRange[]>(
    (left, word) => common(left, [...spokenOf(word), [0, firstOf(word) - 1]]),
    merged(displays.flatMap(spokenOf)),
  );
  return { shown, known };
}

/** Whether it shows nothing any more, as far as it said. */
export function isClosed(word: DisplayWord): boolean {
  return word.closedFrom.some((from) => reopenedAt(word, from) === Infinity);
}

function spokenOf(word: DisplayWord): readonly EpochRange[] {
  const closed = word.closedFrom.map((from): EpochRange => [from, Math.min(reopenedAt(word, from) - 1, lastEpoch)]);
  return merged([...word.known, ...word.shown, ...closed]);
}

/** The first epoch from this one on in which it is there again; Infinity where it stays closed. */
function reopenedAt({ known, shown, alive }: DisplayWord, from: number): number {
  const spoken = [...known, ...shown].filter(([, last]) => last >= from).map(([first]) => Math.max(first, from));
  return Math.min(...spoken, ...alive.filter((epoch) => epoch >= from));
}

function firstOf({ known, shown, alive }: DisplayWord): number {
  return Math.min(...alive, ...[...known, ...shown].map(([first]) => first));
}

/** The epochs whose code counts as never shown before, or after, and not both: what rests on them is judged again. */
export function turnedEpochs(before: ShownEpochs, after: ShownEpochs): readonly EpochRange[] {
  const [hiddenBefore, hiddenAfter] = [notShown(before), notShown(after)];
  return merged([...without(hiddenBefore, hiddenAfter), ...without(hiddenAfter, hiddenBefore)]);
}

function notShown({ shown, known }: ShownEpochs): readonly EpochRange[] {
  return without(known, shown);
}

/** Unknown accuses nobody. */
export function isShown({ shown, known }: ShownEpochs, epoch: number): 'shown' | 'not_shown' | 'unknown' {
  if (holds(shown, epoch)) return 'shown';
  return holds(known, epoch) ? 'not_shown' : 'unknown';
}
