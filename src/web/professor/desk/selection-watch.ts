import { effect, type ReadonlySignal, type Signal } from '@preact/signals';

import { decisionAbout, type DeskRow } from './desk-groups.ts';

interface Selection {
  readonly selected: Signal<ReadonlySet<string>>;
  /** The selected rows, whatever is searched for. */
  readonly chosen: ReadonlySignal<{ readonly rows: readonly DeskRow[] }>;
}

/**
 * Takes rows out of a selection that somebody decided about elsewhere since they were selected, so that one decision for all that are selected
 * undoes nobody's. What is decided here is on its way while it changes. Answers how to stop.
 */
export function watchSelection({ selected, chosen }: Selection, say: (decided: readonly DeskRow[]) => void): () => void {
  let before = new Map<string, number>();
  return effect(() => {
    const now = new Map(chosen.value.rows.map((row) => [row.key, decisionAbout(row)?.seq ?? 0]));
    const decided = chosen.value.rows.filter(({ key, sending }) => sending === undefined && before.has(key) && before.get(key) !== now.get(key));
    before = now;
    if (decided.length === 0) return;
    const keys = new Set(decided.map(({ key }) => key));
    selected.value = new Set([...selected.value].filter((key) => !keys.has(key)));
    say(decided);
  });
}
