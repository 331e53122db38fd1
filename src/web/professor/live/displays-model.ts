import { signal, type ReadonlySignal } from '@preact/signals';

import type { DisplayStateView } from '../../../protocol/display-schemas.ts';
import { displayEn } from '../../ui/messages/display-en.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';

/** One screen as staff see it in the list. */
export interface ListedDisplay {
  readonly view: DisplayStateView;
  readonly name: string;
  readonly state: keyof typeof displayEn.states;
  readonly seenAgoMs: number;
  /** Staff asked it to hide or to show, and it has not said that it did. */
  readonly isAsked: boolean;
}

/** A screen reports every few seconds; one that was silent for so long is gone, or without a network. */
const silentAfterMs = 30_000;

/** The displays in the order in which they are read: those that live before those that closed, each with a name of its own. */
export function listDisplays(views: readonly DisplayStateView[], nowMs: number, asked: ReadonlyMap<string, boolean>): readonly ListedDisplay[] {
  const listed = views.map((view, index): ListedDisplay => {
    const seenAgoMs = Math.max(0, nowMs - Date.parse(view.last_seen_at));
    const wanted = asked.get(view.display_id);
    return {
      ...{ view, seenAgoMs, name: view.name ?? displayEn.unnamed(index + 1) },
      state: view.is_closed ? 'closed' : seenAgoMs > silentAfterMs ? 'silent' : view.hidden ? 'hidden' : 'shows',
      isAsked: wanted !== undefined && wanted !== view.hidden,
    };
  });
  return listed.toSorted((left, right) => Number(left.view.is_closed) - Number(right.view.is_closed));
}

export interface DisplaysModel {
  /** Undefined before the first reply. */
  readonly views: ReadonlySignal<readonly DisplayStateView[] | undefined>;
  readonly asked: ReadonlySignal<ReadonlyMap<string, boolean>>;
  hide(display: ListedDisplay, whether: boolean): Promise<void>;
  stop(): void;
}

const refreshMs = 2_000;

/** Asks for the list again and again while somebody looks at it. */
export function displaysModel(context: StaffContext, sessionId: string): DisplaysModel {
  const views = signal<readonly DisplayStateView[] | undefined>(undefined);
  const asked = signal<ReadonlyMap<string, boolean>>(new Map());
  let isStopped = false;
  let cancel = (): void => undefined;

  async function refresh(): Promise<void> {
    const reply = await context.api.call('displays', { params: { session_id: sessionId } });
    if (isStopped) return;
    if (reply.ok) views.value = reply.value.displays;
    else if (views.value === undefined) reportFailure(context, reply.failure);
    cancel = context.after(() => void refresh(), refreshMs);
  }

  void refresh();
  return {
    ...{ views, asked },
    async hide({ view, name }, whether) {
      const reply = await context.api.call('hideDisplay', { params: { session_id: sessionId, display_id: view.display_id }, body: { hidden: whether } });
      if (!reply.ok) return reportFailure(context, reply.failure);
      asked.value = new Map(asked.value).set(view.display_id, whether);
      views.value = reply.value.displays;
      context.toasts.say(displayEn.asked(name));
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
