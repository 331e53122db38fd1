import type { ComponentChildren } from 'preact';

import { staffEn } from '../../ui/messages/staff-en.ts';

interface DialogActionsProps {
  readonly onClose: () => void;
  /** The button that does what the dialog is for; without one there is nothing to cancel. */
  readonly children?: ComponentChildren;
}

/** The foot of a dialog: the way out first, then what it is for. */
export function DialogActions({ onClose, children }: DialogActionsProps) {
  return (
    <div class="dialog-actions">
      <button type="button" class="button" onClick={onClose}>
        {children === undefined ? staffEn.close : staffEn.cancel}
      </button>
      {children}
    </div>
  );
}
