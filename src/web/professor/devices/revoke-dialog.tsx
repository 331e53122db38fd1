import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { devicesEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { shortIdOf } from './order-devices.ts';

interface RevokeDialogProps {
  readonly device: DeviceView;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function RevokeDialog({ device, onConfirm, onClose }: RevokeDialogProps) {
  return (
    <Dialog title={words.revokeTitle(shortIdOf(device), device.student_id)} onClose={onClose}>
      <p>{words.revokeText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {staffEn.cancel}
        </button>
        <button type="button" class="button is-danger" onClick={onConfirm}>
          {words.actions.revoke}
        </button>
      </div>
    </Dialog>
  );
}
