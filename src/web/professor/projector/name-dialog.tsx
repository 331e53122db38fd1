import { useSignal } from '@preact/signals';

import { Dialog } from '../../ui/dialog.tsx';
import { displayEn } from '../../ui/messages/display-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { DialogActions } from '../controls/dialog-actions.tsx';

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
        <TextField id="screen-name" label={displayEn.nameLabel} hint={displayEn.nameHint} problem={isLong ? displayEn.nameProblem : undefined} text={text} autoFocus />
        <DialogActions onClose={onClose}>
          <button class="button is-primary">{displayEn.nameSubmit}</button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
