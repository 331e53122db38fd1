import { useSignal } from '@preact/signals';

import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';

interface NameDialogProps {
  readonly name: string;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

const mostLetters = 60;

/** What staff call this screen; an empty name is none. */
export function NameDialog({ name, onSave, onClose }: NameDialogProps) {
  const text = useSignal(name);
  const isLong = text.value.trim().length > mostLetters;
  return (
    <Dialog title={displayEn.nameTitle} onClose={onClose}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isLong) onSave(text.value.trim());
        }}
      >
        <Field id="screen-name" label={displayEn.nameLabel} hint={displayEn.nameHint} problem={isLong ? displayEn.nameProblem : undefined}>
          {(control) => <input {...control} autoComplete="off" autoFocus value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />}
        </Field>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {staffEn.cancel}
          </button>
          <button class="button is-primary">{displayEn.nameSubmit}</button>
        </div>
      </form>
    </Dialog>
  );
}
