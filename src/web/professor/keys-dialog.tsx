import { Dialog } from '../ui/dialog.tsx';
import { staffEn } from '../ui/messages/staff-en.ts';

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
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {staffEn.close}
        </button>
      </div>
    </Dialog>
  );
}
