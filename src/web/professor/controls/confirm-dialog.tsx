import { Dialog } from '../../ui/dialog.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { DialogActions } from './dialog-actions.tsx';

/** Asked on the live page and on the projector. */
export const closeQuestion = { title: staffEn.live.closeSure, text: staffEn.live.closeSureHint, submit: staffEn.live.closeSession };

interface ConfirmDialogProps {
  readonly title: string;
  /** What it changes. */
  readonly text: string;
  readonly submit: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A question before what is hard to take back. */
export function ConfirmDialog({ title, text, submit, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <DialogActions onClose={onClose}>
        <button type="button" class="button is-danger" onClick={onConfirm}>
          {submit}
        </button>
      </DialogActions>
    </Dialog>
  );
}
