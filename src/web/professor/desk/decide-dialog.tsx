import { useSignal } from '@preact/signals';

import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../controls/text-field.tsx';
import { DialogActions } from '../controls/dialog-actions.tsx';
import type { DecisionForm } from './decide.ts';

const words = deskEn.dialog;
const attendances = ['evidence', 'present', 'late'] as const;

interface DecideDialogProps {
  readonly decision: Deciding;
  /** The student, or how many. */
  readonly whom: string;
  /** Students among them whose rows a search leaves out. */
  readonly hidden: readonly string[];
  /** What was written last for this decision. */
  readonly lastNote: string | undefined;
  readonly onSend: (form: DecisionForm) => void;
  readonly onClose: () => void;
}

/** A reason that is chosen or written; Enter confirms what stands there already. */
export function DecideDialog({ decision, whom, hidden, lastNote, onSend, onClose }: DecideDialogProps) {
  const note = useSignal(lastNote ?? words.reasons[decision][0]!);
  const attendance = useSignal<(typeof attendances)[number]>('evidence');
  const isMissing = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    if (note.value.trim() === '') {
      isMissing.value = true;
      return document.getElementById('desk-note')?.focus();
    }
    onSend({ decision, note: note.value.trim(), attendance: attendance.value === 'evidence' ? null : attendance.value });
  }

  return (
    <Dialog title={words.title(words.titles[decision], whom)} onClose={onClose}>
      <form class="dialog-form" onSubmit={submit} noValidate>
        <p class="hint">{words.meanings[decision]}</p>
        {hidden.length > 0 && <p class="notice is-late">{words.hidden(hidden)}</p>}
        <TextField
          id="desk-note"
          label={words.note[decision]}
          hint={words.noteHint}
          problem={isMissing.value ? words.missing : undefined}
          text={note}
          onEdit={() => (isMissing.value = false)}
          autoFocus
          maxLength={500}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div class="quick-reasons" role="group" aria-label={words.quick}>
          {words.reasons[decision].map((reason) => (
            <button key={reason} type="button" class="button" aria-pressed={note.value === reason} onClick={() => (note.value = reason)}>
              {reason}
            </button>
          ))}
        </div>
        {decision === 'accept' && (
          <fieldset class="choices is-three">
            <legend>{words.attendance}</legend>
            {attendances.map((each) => (
              <label key={each} class="choice">
                <input type="radio" name="desk-attendance" checked={attendance.value === each} onChange={() => (attendance.value = each)} />
                {words.attendances[each]}
              </label>
            ))}
          </fieldset>
        )}
        <DialogActions onClose={onClose}>
          <button class="button is-primary">{words.titles[decision]}</button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
