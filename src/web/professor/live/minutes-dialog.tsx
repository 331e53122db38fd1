import { useSignal } from '@preact/signals';

import { Dialog } from '../../ui/dialog.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { DialogActions } from '../controls/dialog-actions.tsx';
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
        <TextField id="minutes" label={label} problem={problem.value} text={text} onEdit={() => (problem.value = undefined)} inputMode="numeric" autoFocus />
        <DialogActions onClose={onClose}>
          <button class="button is-primary">{title}</button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
