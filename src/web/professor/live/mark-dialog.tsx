import { useSignal } from '@preact/signals';

import { studentKeyOf } from '../../../protocol/student-number.ts';
import { statuses } from '../../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { DialogActions } from '../controls/dialog-actions.tsx';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import type { LiveModel } from './live-model.ts';
import { sayWithUndo } from './say-with-undo.ts';
import { markProblemOf, readMarkForm, type MarkFormText, type MarkProblems } from './read-mark-form.ts';

const words = staffEn.live;

interface MarkDialogProps {
  readonly context: StaffContext;
  readonly model: LiveModel;
  readonly sessionId: string;
  readonly student: string;
  readonly onClose: () => void;
}

export function MarkDialog({ context, model, sessionId, student, onClose }: MarkDialogProps) {
  const known = model.table.peek().records.get(studentKeyOf(student));
  const text = useSignal<MarkFormText>({ student, status: known?.attendance ?? 'present', note: '' });
  const problems = useSignal<MarkProblems>({});
  const isSending = useSignal(false);

  function showProblems(found: MarkProblems): void {
    problems.value = found;
    document.getElementById(`mark-${Object.keys(found)[0]}`)?.focus();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    const read = readMarkForm(text.value);
    if (!read.ok) return showProblems(read.failure);
    isSending.value = true;
    const reply = await context.api.call('markStudent', { params: { session_id: sessionId }, body: read.value });
    isSending.value = false;
    if (reply.ok) {
      const { student_id: marked, attendance, seq } = reply.value;
      // What stood there before is not brought back by an undo: that mark is changed by another one.
      const undoable = known === undefined ? [{ student_id: marked, seq }] : [];
      sayWithUndo(context, sessionId, words.marked(marked, staffEn.statusWords[attendance]), undoable);
      return onClose();
    }
    const found = reply.failure.kind === 'refused' ? markProblemOf(reply.failure.field) : undefined;
    if (found === undefined) reportFailure(context, reply.failure);
    else showProblems(found);
  }

  function input(field: 'student' | 'note', label: string, hint?: string) {
    const problem = problems.value[field];
    return (
      <Field id={`mark-${field}`} label={label} hint={hint} problem={problem && words.markProblems[problem]}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellcheck={field === 'note'}
            autoFocus={(field === 'student') === (student === '')}
            maxLength={field === 'note' ? 500 : 64}
            value={text.value[field]}
            onInput={(event) => {
              text.value = { ...text.value, [field]: event.currentTarget.value };
              problems.value = { ...problems.value, [field]: undefined };
            }}
          />
        )}
      </Field>
    );
  }

  return (
    <Dialog title={words.markTitle} onClose={onClose}>
      <form class="dialog-form" onSubmit={submit} noValidate>
        {input('student', words.markStudent)}
        <fieldset class="choices">
          <legend>{words.markStatus}</legend>
          {statuses.map((status) => (
            <label key={status} class="choice">
              <input
                type="radio"
                name="status"
                checked={text.value.status === status}
                onChange={() => {
                  text.value = { ...text.value, status };
                }}
              />
              {staffEn.statusWords[status]}
            </label>
          ))}
        </fieldset>
        {input('note', words.markNote, words.markNoteHint)}
        <DialogActions onClose={onClose}>
          <button class="button is-primary" aria-disabled={isSending.value}>
            {words.markSubmit}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
