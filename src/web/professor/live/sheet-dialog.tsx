import { useComputed, useSignal } from '@preact/signals';

import type { Status } from '../../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { DialogActions } from '../controls/dialog-actions.tsx';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import type { LiveModel } from './live-model.ts';
import { readSheet } from './read-sheet.ts';
import { sayWithUndo } from './say-with-undo.ts';
import { setSheet } from './set-sheet.ts';
import { SheetPreview } from './sheet-preview.tsx';

const words = staffHandEn.sheet;
const offered = ['present', 'late'] as const satisfies readonly Status[];

interface SheetDialogProps {
  readonly context: StaffContext;
  readonly model: LiveModel;
  readonly sessionId: string;
  readonly onClose: () => void;
}

/** Many students by hand, as they stand on a sheet of paper; who is recorded stays as they are. */
export function SheetDialog({ context, model, sessionId, onClose }: SheetDialogProps) {
  const text = useSignal('');
  const status = useSignal<(typeof offered)[number]>('present');
  const note = useSignal<string>(words.noteFirst);
  const problem = useSignal<'numbers' | 'note' | undefined>(undefined);
  const isSending = useSignal(false);
  const sheet = useComputed(() => readSheet(text.value, model.table.value.records));

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    const students = sheet.value.fresh.map((line) => line.text);
    problem.value = students.length === 0 ? 'numbers' : note.value.trim() === '' ? 'note' : undefined;
    if (problem.value !== undefined) return document.getElementById(`sheet-${problem.value}`)?.focus();
    isSending.value = true;
    const reply = await setSheet(context, sessionId, { students, status: status.value, note: note.value.trim() });
    isSending.value = false;
    if (!reply.ok) return reportFailure(context, reply.failure);
    const { set, kept } = reply.value;
    sayWithUndo(context, sessionId, words.done(set.length, kept), set);
    onClose();
  }

  return (
    <Dialog title={words.title} onClose={onClose}>
      <form class="dialog-form" onSubmit={submit} noValidate>
        <Field id="sheet-numbers" label={words.numbers} hint={words.numbersHint} problem={problem.value === 'numbers' ? words.nothing : undefined}>
          {(control) => (
            <textarea
              {...control}
              rows={8}
              autoFocus
              spellcheck={false}
              autoComplete="off"
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
                problem.value = undefined;
              }}
            />
          )}
        </Field>
        <fieldset class="choices">
          <legend>{words.status}</legend>
          {offered.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="sheet-status" checked={status.value === each} onChange={() => (status.value = each)} />
              {staffEn.statusWords[each]}
            </label>
          ))}
        </fieldset>
        <TextField id="sheet-note" label={words.note} problem={problem.value === 'note' ? words.noteMissing : undefined} text={note} onEdit={() => (problem.value = undefined)} maxLength={500} />
        <SheetPreview sheet={sheet.value} />
        <DialogActions onClose={onClose}>
          <button class="button is-primary" aria-disabled={isSending.value}>
            {words.submit(sheet.value.fresh.length)}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
