import type { QueuedEntry } from '../../client/offline/ports.ts';

/** What stands below the outcome, newest first. */
export interface EntryGroups {
  readonly waiting: readonly QueuedEntry[];
  /** Stay until the student dismisses them. */
  readonly refused: readonly QueuedEntry[];
  readonly marks: readonly QueuedEntry[];
}

const keptMarks = 20;

/** An outcome that stands above is not said again below; the queue alone is always whole, because its count is what it says. */
export function groupEntries(entries: readonly QueuedEntry[], shownKey?: string): EntryGroups {
  const newestFirst = entries.toReversed();
  const others = newestFirst.filter(({ key }) => key !== shownKey);
  return {
    waiting: newestFirst.filter(({ state }) => state.kind === 'waiting'),
    refused: others.filter(({ state }) => state.kind === 'refused'),
    marks: others.filter(({ state }) => state.kind === 'recorded' || state.kind === 'already_recorded'),
  };
}

/** Marks beyond the last twenty: the server has them, and the phone need not grow for a year. */
export function marksToForget(entries: readonly QueuedEntry[]): readonly string[] {
  return groupEntries(entries)
    .marks.slice(keptMarks)
    .map(({ key }) => key);
}
