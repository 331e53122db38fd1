import { useSignal } from '@preact/signals';

import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { parseStudentNumber } from '../../../protocol/student-number.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { devicesEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
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
        <Field id="bind-student" label={words.bindTo} problem={isMissing.value ? words.bindProblem : undefined}>
          {(control) => (
            <input
              {...control}
              autoFocus
              autoComplete="off"
              spellcheck={false}
              maxLength={64}
              value={typed.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value;
                isMissing.value = false;
              }}
            />
          )}
        </Field>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {staffEn.cancel}
          </button>
          <button class="button is-primary">{words.actions.bind}</button>
        </div>
      </form>
    </Dialog>
  );
}
