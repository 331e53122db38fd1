import { useSignal } from '@preact/signals';

import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { wholeNumber } from '../pages/read-session-form.ts';

interface MinutesDialogProps {
  readonly title: string;
  readonly label: string;
  readonly first: string;
  readonly onSend: (minutes: number) => void;
  readonly onClose: () => void;
}

export function MinutesDialog({ title, label, first, onSend, onClose }: MinutesDialogProps) {
  const text = useSignal(first);
  const problem = useSignal<string | undefined>(undefined);

  function submit(event: Event): void {
    event.preventDefault();
    const minutes = wholeNumber(text.value, 1, 1440);
    if (minutes !== undefined) return onSend(minutes);
    problem.value = staffEn.live.minutesProblem;
    document.getElementById('minutes')?.focus();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form class="dialog-form" onSubmit={submit} noValidate>
        <Field id="minutes" label={label} problem={problem.value}>
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              autoFocus
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
                problem.value = undefined;
              }}
            />
          )}
        </Field>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {staffEn.cancel}
          </button>
          <button class="button is-primary">{title}</button>
        </div>
      </form>
    </Dialog>
  );
}
