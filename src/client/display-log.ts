/**
 * Which epochs one display showed, as far as no report that the server acknowledged spoke of them. A pure model: what was on the
 * screen goes in, what is to be reported comes out.
 */
export interface DisplayLog {
  /** The first epoch that is still to be reported; null before the display knows which one runs. */
  readonly from: number | null;
  /** The epoch that ran when the display last looked. */
  readonly now: number;
  /** Epochs from `from` on that were to be seen; in order, with gaps between them. */
  readonly shown: readonly EpochRange[];
}

/** Both included. */
export type EpochRange = readonly [first: number, last: number];

/** What a report says: of the epochs in `known`, those in `shown` were to be seen, and no others. */
export interface EpochReport {
  readonly known: EpochRange;
  readonly shown: readonly EpochRange[];
}

export const emptyLog: DisplayLog = { from: null, now: 0, shown: [] };

/** As many as one report holds. */
const maxRanges = 200;

/**
 * The display looked: this epoch runs, and its code is to be seen or not. Epochs that passed since it last looked were not shown:
 * the page was asleep. The epoch must not lie before the one of the last look; a clock that went back begins a new log.
 */
export function look(log: DisplayLog, epoch: number, isShown: boolean): DisplayLog {
  if (epoch < 0) return log;
  const from = log.from ?? epoch;
  return { from, now: epoch, shown: isShown && epoch >= from ? withEpoch(log.shown, epoch) : log.shown };
}

/** Whether the epoch lies before the one that ran at the last look: the server's clock was set back. */
export function isBackwards({ from, now }: DisplayLog, epoch: number): boolean {
  return from !== null && epoch < now;
}

/**
 * What can be said now; null where there is nothing new. An epoch that was seen is said at once. One that was not is said when it
 * is over, since it may be shown yet.
 */
export function reportOf({ from, now, shown }: DisplayLog): EpochReport | null {
  if (from === null) return null;
  const said = shown.slice(0, maxRanges);
  const last = said.at(-1)?.[1];
  const through = shown.length > maxRanges ? last! : last === now ? now : now - 1;
  return through < from ? null : { known: [from, through], shown: said };
}

/** The last word of a display whose other reports were put away: of the epoch that runs, which it shows no more. */
export function lastReportOf(log: DisplayLog): EpochReport | null {
  if (log.from === null) return null;
  // An epoch is said before it is over only where it was seen.
  const wasSeen = log.from > log.now;
  return { known: [log.now, log.now], shown: wasSeen ? [[log.now, log.now]] : [] };
}

/** The log once the server has everything up to this epoch. */
export function reportedThrough(log: DisplayLog, through: number): DisplayLog {
  if (log.from === null || through < log.from) return log;
  const left = log.shown.filter(([, last]) => last > through).map(([first, last]): EpochRange => [Math.max(first, through + 1), last]);
  return { from: through + 1, now: log.now, shown: left };
}

function withEpoch(shown: readonly EpochRange[], epoch: number): readonly EpochRange[] {
  const last = shown.at(-1);
  if (last === undefined || epoch > last[1] + 1) return [...shown, [epoch, epoch]];
  return epoch === last[1] + 1 ? [...shown.slice(0, -1), [last[0], epoch]] : shown;
}
