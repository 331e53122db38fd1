import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';

import { followSession, type FeedState } from '../../../client/live-feed.ts';
import { emptyTable, foldEvent, type SessionTable } from '../../../client/session-table.ts';
import { serverClock, type ServerClock } from '../server-clock.ts';
import { isSignedOut, type StaffContext } from '../staff-context.ts';
import { holdRows, matchingAttempts, matchingKeys, type HeldRows, type LiveFilter } from './live-rows.ts';

/** The live page's state: the table that the feed keeps true, and what of it is drawn. */
export interface LiveModel {
  readonly table: ReadonlySignal<SessionTable>;
  readonly feed: ReadonlySignal<FeedState>;
  readonly clock: ServerClock;
  readonly filter: Signal<LiveFilter>;
  readonly query: Signal<string>;
  /** Somebody reads: rows on the screen stay where they are. */
  readonly isReading: Signal<boolean>;
  /** Keys of the rows to draw: students, or the numbers of refused attempts. */
  readonly rows: ReadonlySignal<HeldRows>;
  /** When (by the page's counter) a row came that was not there when the page was opened. */
  arrivedAtMs(key: string): number | undefined;
  readonly letIn: () => void;
  readonly stop: () => void;
}

export function liveModel(context: StaffContext, sessionId: string): LiveModel {
  const { api, feed: feedPorts, monotonicNow, onWake, signedOut } = context;
  const table = signal<SessionTable>(emptyTable);
  const feed = signal<FeedState>({ kind: 'connecting' });
  const clock = serverClock(monotonicNow);
  const filter = signal<LiveFilter>('all');
  const query = signal('');
  const isReading = signal(false);
  const rows = signal<HeldRows>({ keys: [], waiting: 0 });
  const arrivals = new Map<string, number>();
  let newest = emptyTable;

  const matching = computed(() =>
    filter.value === 'refused'
      ? matchingAttempts(table.value.refused, query.value).map(({ seq }) => String(seq))
      : matchingKeys(table.value.records, filter.value, query.value),
  );

  /** A table that is still being sent is shown when it is whole, or when the connection breaks. */
  function publish(): void {
    if (table.peek().complete) {
      for (const key of newest.records.keys()) if (!table.peek().records.has(key)) arrivals.set(key, monotonicNow());
    }
    table.value = newest;
  }

  function follow(): { stop(): void } {
    return followSession(feedPorts, {
      sessionId,
      after: newest.cursor,
      onEvent(event) {
        const jumpedBefore = newest.clockJump?.at;
        newest = foldEvent(newest, event);
        if (newest.clockJump !== null && newest.clockJump.at !== jumpedBefore) void askTime();
        if (newest.complete) publish();
      },
      onState(state) {
        batch(() => {
          if (state.kind === 'disconnected' && newest !== table.peek()) publish();
          feed.value = state;
        });
        if (state.kind === 'refused' && isSignedOut(state.failure)) signedOut();
      },
    });
  }

  async function askTime(): Promise<void> {
    const sentAtMs = monotonicNow();
    const reply = await api.call('showSession', { params: { session_id: sessionId } });
    if (reply.ok && reply.value.server_now !== undefined) clock.sync(Date.parse(reply.value.server_now), sentAtMs, monotonicNow());
  }

  let following = follow();
  void askTime();
  // After a sleep the old connection may look alive for long: a new one goes on from the same cursor.
  const stopWaking = onWake(() => {
    following.stop();
    following = follow();
    void askTime();
  });

  let held: readonly [LiveFilter, string] = [filter.peek(), query.peek()];
  const stopHolding = effect(() => {
    const isSameView = held[0] === filter.value && held[1] === query.value;
    held = [filter.value, query.value];
    rows.value = holdRows(isSameView ? rows.peek().keys : [], matching.value, isReading.value);
  });

  return {
    ...{ table, feed, clock, filter, query, isReading, rows },
    arrivedAtMs: (key) => arrivals.get(key),
    letIn() {
      rows.value = { keys: matching.peek(), waiting: 0 };
    },
    stop() {
      stopHolding();
      stopWaking();
      following.stop();
    },
  };
}
