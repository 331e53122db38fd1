import { Dialog } from '../../ui/dialog.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { DialogActions } from './dialog-actions.tsx';

interface KeysDialogProps {
  readonly keys: readonly (readonly [key: string, meaning: string])[];
  readonly onClose: () => void;
}

export function KeysDialog({ keys, onClose }: KeysDialogProps) {
  return (
    <Dialog title={staffEn.live.keys} onClose={onClose}>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key} class="keys-row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <DialogActions onClose={onClose} />
    </Dialog>
  );
}
