import { Dialog } from '../../ui/dialog.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';

interface CloseDialogProps {
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function CloseDialog({ onConfirm, onClose }: CloseDialogProps) {
  return (
    <Dialog title={staffEn.live.closeSure} onClose={onClose}>
      <p>{staffEn.live.closeSureHint}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {staffEn.cancel}
        </button>
        <button type="button" class="button is-danger" onClick={onConfirm}>
          {staffEn.live.closeSession}
        </button>
      </div>
    </Dialog>
  );
}
