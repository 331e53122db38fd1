import { effect, signal, type ReadonlySignal } from '@preact/signals';

import { followSession } from '../../../client/live-feed.ts';
import { emptyTable, foldEvent, type SessionTable } from '../../../client/session-table.ts';
import { countCheck } from '../live/checks.ts';
import type { StaffContext } from '../staff-context.ts';

/**
 * How many answered the check that runs; undefined while none does, and until all is here. The session is followed only while a
 * check runs: a projector holds no names at other times.
 */
export function checkCount(context: StaffContext, sessionId: string, running: ReadonlySignal<number | undefined>): { readonly answered: ReadonlySignal<number | undefined>; stop(): void } {
  const answered = signal<number | undefined>(undefined);
  const stop = effect(() => {
    const number = running.value;
    if (number === undefined) return;
    let table: SessionTable = emptyTable;
    const following = followSession(context.feed, {
      ...{ sessionId, after: 0 },
      onEvent(event) {
        table = foldEvent(table, event);
        if (table.complete) answered.value = countCheck(table.records.values(), number).answered;
      },
      onState: () => undefined,
    });
    return () => {
      following.stop();
      answered.value = undefined;
    };
  });
  return { answered, stop };
}
