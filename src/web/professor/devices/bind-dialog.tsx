import { useSignal } from '@preact/signals';

import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { parseStudentNumber } from '../../../protocol/student-number.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { devicesEn as words } from '../../ui/messages/devices-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { DialogActions } from '../controls/dialog-actions.tsx';
import { shortIdOf } from './order-devices.ts';

interface BindDialogProps {
  readonly device: DeviceView;
  readonly onBind: (student: string) => void;
  readonly onClose: () => void;
}

export function BindDialog({ device, onBind, onClose }: BindDialogProps) {
  const typed = useSignal('');
  const isMissing = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    const student = parseStudentNumber(typed.value);
    if (student !== undefined) return onBind(student);
    isMissing.value = true;
    document.getElementById('bind-student')?.focus();
  }

  return (
    <Dialog title={words.bindTitle(shortIdOf(device))} onClose={onClose}>
      <form class="dialog-form" onSubmit={submit} noValidate>
        <p class="hint">{words.meanings.bind}</p>
        <TextField
          id="bind-student"
          label={words.bindTo}
          problem={isMissing.value ? words.bindProblem : undefined}
          text={typed}
          onEdit={() => (isMissing.value = false)}
          autoFocus
          spellcheck={false}
          maxLength={64}
        />
        <DialogActions onClose={onClose}>
          <button class="button is-primary">{words.actions.bind}</button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
