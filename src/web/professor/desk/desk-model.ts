import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';

import type { ApiFailure } from '../../../client/api.ts';
import type { DeskReply } from '../../../protocol/desk-schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { liveModel, type LiveModel } from '../live/live-model.ts';
import { isSignedOut, type StaffContext } from '../staff-context.ts';
import { groupsOf, type DeskGroups, type DeskRow, type Sending } from './desk-groups.ts';
import { watchSelection } from './selection-watch.ts';

/** The desk's state: what the server said last, what is searched for, and what is being decided. */
export interface DeskModel {
  /** The session's records, kept true by the live feed; its changes are the bell for the desk. */
  readonly live: LiveModel;
  readonly reply: ReadonlySignal<DeskReply | undefined>;
  /** Why the newest state could not be fetched. */
  readonly trouble: ReadonlySignal<ApiFailure | undefined>;
  readonly query: Signal<string>;
  readonly groups: ReadonlySignal<DeskGroups | undefined>;
  /** Keys of rows that are decided about together. */
  readonly selected: Signal<ReadonlySet<string>>;
  /** The rows of these keys that there still are, whatever is searched for. */
  readonly chosen: ReadonlySignal<Chosen>;
  /** What was decided here and is not confirmed yet, by student key. */
  readonly sending: Signal<ReadonlyMap<string, Sending>>;
  /** Fetches all again; answers when what is shown is newer than this call. */
  readonly load: () => Promise<void>;
  readonly stop: () => void;
}

export interface Chosen {
  readonly rows: readonly DeskRow[];
  /** Those of them that the search leaves out. */
  readonly hidden: readonly DeskRow[];
}

/** A hall that is being recorded rings many times a second; the desk is read again this often at most. */
const leastPauseMs = 1_500;

export function deskModel(context: StaffContext, sessionId: string, firstQuery: string): DeskModel {
  const live = liveModel(context, sessionId);
  const reply = signal<DeskReply | undefined>(undefined);
  const trouble = signal<ApiFailure | undefined>(undefined);
  const query = signal(firstQuery);
  const selected = signal<ReadonlySet<string>>(new Set());
  const sending = signal<ReadonlyMap<string, Sending>>(new Map());
  let isStopped = false;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let loadedAtMs = Number.NEGATIVE_INFINITY;

  async function fetchOnce(): Promise<void> {
    const answer = await context.api.call('desk', { params: { session_id: sessionId } });
    loadedAtMs = context.monotonicNow();
    if (isStopped) return;
    if (answer.ok) reply.value = answer.value;
    trouble.value = answer.ok ? undefined : answer.failure;
    if (!answer.ok && isSignedOut(answer.failure)) context.signedOut();
  }

  /** One request at a time; a call while one is under way gets the one after it, since the first may have been answered too early. */
  function load(): Promise<void> {
    if (running === undefined) {
      running = fetchOnce().finally(() => (running = undefined));
      return running;
    }
    next ??= running.then(() => {
      next = undefined;
      return load();
    });
    return next;
  }

  function ring(): void {
    if (cancelTimer !== undefined || isStopped) return;
    const pauseMs = Math.max(0, loadedAtMs + leastPauseMs - context.monotonicNow());
    cancelTimer = context.after(() => {
      cancelTimer = undefined;
      void load();
    }, pauseMs);
  }

  const groupsFor = (wanted: string) =>
    reply.value === undefined ? undefined : groupsOf({ reply: reply.value, records: live.table.value.records, query: wanted, sending: sending.value });
  const groups = computed(() => groupsFor(query.value));
  const chosen = computed(() => {
    if (selected.value.size === 0) return { rows: [], hidden: [] };
    const keysShown = new Set(rowsOf(groups.value).map(({ key }) => key));
    const rows = rowsOf(query.value === '' ? groups.value : groupsFor('')).filter(({ key }) => selected.value.has(key));
    return { rows, hidden: rows.filter(({ key }) => !keysShown.has(key)) };
  });
  let seen: number | undefined;
  const stopListening = effect(() => {
    const { cursor, complete } = live.table.value;
    if (!complete || cursor === seen) return;
    // The first table may hold more than the desk that was fetched beside it.
    ring();
    seen = cursor;
  });
  const stopWatching = watchSelection({ selected, chosen }, (rows) => context.toasts.say(deskEn.decidedElsewhere(rows.map(({ student }) => student!))));
  const stopWaking = context.onWake(ring);
  void load();

  return {
    ...{ live, reply, trouble, query, groups, selected, chosen, sending, load },
    stop() {
      isStopped = true;
      cancelTimer?.();
      stopListening();
      stopWatching();
      stopWaking();
      live.stop();
    },
  };
}

/** Rows of every group, in the order in which they stand on the page. */
export function rowsOf(groups: DeskGroups | undefined): readonly DeskRow[] {
  return groups === undefined ? [] : [...groups.waiting, ...groups.provisional, ...groups.refused, ...groups.recovered, ...groups.decided];
}
