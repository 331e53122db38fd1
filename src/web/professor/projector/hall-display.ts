import { effect, signal, type ReadonlySignal } from '@preact/signals';

import { displayReporter } from '../../../client/display-reporter.ts';
import { base64url } from '../../../protocol/base64url.ts';
import { parseJsonObject } from '../../../protocol/payload.ts';
import type { StaffContext } from '../staff-context.ts';
import { screenAt } from './screen-at.ts';
import type { Projector } from './start-projector.ts';

/** This page as one of the screens of a hall: what it is called, whether the code is hidden on it, and its word to the server. */
export interface HallDisplay {
  readonly isHidden: ReadonlySignal<boolean>;
  readonly name: ReadonlySignal<string>;
  /** On this screen only; remembered until the tab closes. */
  hide(whether: boolean): void;
  rename(name: string): void;
  stop(): void;
}

const idBytes = 16;

export function hallDisplay(context: StaffContext, sessionId: string, projector: Projector): HallDisplay {
  const { api, tabMemory, randomBytes, monotonicNow, after, isPageVisible, onLeave, onWake } = context;
  const [stateKey, reportsKey] = [`attend-display-${sessionId}`, `attend-display-reports-${sessionId}`];
  const remembered = parseJsonObject(tabMemory.recall(stateKey) ?? '');
  const isHidden = signal(remembered?.['isHidden'] === true);
  const name = signal(typeof remembered?.['name'] === 'string' ? remembered['name'] : '');

  const reporter = displayReporter({
    send: (displayId, body, how) =>
      api.call('reportDisplay', { params: { session_id: sessionId, display_id: displayId }, body, keepalive: how === 'leaves' }),
    newId: () => base64url.encode(randomBytes(idBytes)),
    ...{ monotonicNow, after },
    recall: () => tabMemory.recall(reportsKey),
    keep: (text) => tabMemory.remember(reportsKey, text),
    state: () => ({ name: name.peek(), isHidden: isHidden.peek(), isTypedShown: projector.session.peek()?.typed_enabled ?? true }),
    isIdle: () => projector.showing.peek()?.kind !== 'code',
    onOrder: hide,
  });

  function hide(whether: boolean): void {
    isHidden.value = whether;
    changed();
  }

  function changed(): void {
    tabMemory.remember(stateKey, JSON.stringify({ name: name.value, isHidden: isHidden.value }));
    reporter.wake();
  }

  const stopLooking = effect(() => {
    // A tick is a reason to look, though the clock itself says when it is.
    void projector.nowMs.value;
    const [display, showing, atMs] = [projector.display.value, projector.showing.value, projector.clock.now()];
    if (display === undefined || showing === undefined || atMs === undefined) return;
    const screen = screenAt(display, showing, atMs, isPageVisible.value && !isHidden.value ? 'in_sight' : 'out_of_sight');
    if (screen !== undefined) reporter.look(screen.epoch, screen.isShown);
  });
  const stopLeaving = onLeave(() => void reporter.leave());
  const stopWaking = onWake(reporter.wake);

  return {
    ...{ isHidden, name, hide },
    rename(text) {
      name.value = text;
      changed();
    },
    stop() {
      for (const stop of [stopLooking, stopLeaving, stopWaking]) stop();
      void reporter.leave();
      reporter.stop();
    },
  };
}
