import { useSignal } from '@preact/signals';

import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { wholeNumber } from '../pages/read-session-form.ts';

interface MinutesDialogProps {
  readonly title: string;
  readonly label: string;
  readonly first: string;
  readonly most?: number;
  readonly wrong?: string;
  readonly onSend: (minutes: number) => void;
  readonly onClose: () => void;
}

export function MinutesDialog({ title, label, first, most = 1440, wrong = staffEn.live.minutesProblem, onSend, onClose }: MinutesDialogProps) {
  const text = useSignal(first);
  const problem = useSignal<string | undefined>(undefined);

  function submit(event: Event): void {
    event.preventDefault();
    const minutes = wholeNumber(text.value, 1, most);
    if (minutes !== undefined) return onSend(minutes);
    problem.value = wrong;
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
