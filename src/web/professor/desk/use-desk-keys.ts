import { useEffect } from 'preact/hooks';

import type { Deciding } from '../../ui/messages/desk-en.ts';
import { deskKeyOf, neighbourOf } from './desk-keys.ts';
import { focusRow, rowInFocus, rowsInSight } from './row-focus.ts';

/** What the page does about keys; moving from row to row is done here. */
export interface DeskKeyActions {
  readonly decide: (decision: Deciding) => void;
  readonly select: () => void;
  readonly undo: () => void;
  readonly search: () => void;
  readonly clear: () => void;
  readonly help: () => void;
}

/** Keys of the desk, wherever the focus is but in a field or a dialog. */
export function useDeskKeys(actions: DeskKeyActions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const isTyping = target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== 'checkbox');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null) return;
      const key = deskKeyOf(event.key);
      if (key === undefined) return;
      if (key.kind === 'move') focusRow(neighbourOf(rowsInSight(), rowInFocus(), key.by));
      else if (key.kind === 'decide') actions.decide(key.decision);
      else actions[key.kind]();
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
