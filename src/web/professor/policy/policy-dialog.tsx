import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { PolicyView } from '../../../protocol/policy-schemas.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { policyEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { DialogActions } from '../controls/dialog-actions.tsx';
import { reportFailure, wordsOf, type StaffContext } from '../staff-context.ts';
import { defaultPolicyView, formOf, isSamePolicy, numberFields, readPolicyForm, type PolicyFormText, type PolicyProblems } from './read-policy-form.ts';

interface PolicyDialogProps {
  readonly context: StaffContext;
  readonly course: string;
  /** What the session that is looked at was created with. */
  readonly kept?: PolicyView;
  readonly onClose: () => void;
}

/** What a course asks of evidence, for the sessions to come. */
export function PolicyDialog({ context, course, kept, onClose }: PolicyDialogProps) {
  const stored = useSignal<{ readonly policy: PolicyView; readonly is_default: boolean } | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const text = useSignal<PolicyFormText>(formOf(defaultPolicyView));
  const problems = useSignal<PolicyProblems>({});
  const isSending = useSignal(false);

  async function load(): Promise<void> {
    const reply = await context.api.call('coursePolicy', { query: { course } });
    trouble.value = reply.ok ? undefined : wordsOf(reply.failure);
    if (!reply.ok) return;
    stored.value = reply.value;
    text.value = formOf(reply.value.policy);
  }
  useEffect(() => void load(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    const read = readPolicyForm(text.value);
    if (!read.ok) {
      problems.value = read.failure;
      return document.getElementById(`policy-${Object.keys(read.failure)[0]}`)?.focus();
    }
    isSending.value = true;
    const reply = await context.api.call('setCoursePolicy', { body: { course, policy: read.value } });
    isSending.value = false;
    if (!reply.ok) return reportFailure(context, reply.failure);
    context.toasts.say(words.saved);
    onClose();
  }

  const known = stored.value;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p class="hint">
        {words.lead(course)} {known?.is_default === true && words.isDefault}
      </p>
      {kept !== undefined && known !== undefined && !isSamePolicy(kept, known.policy) && <p class="notice is-late">{words.kept}</p>}
      {known === undefined && (
        <p role="status">
          {trouble.value ?? `${staffEn.loading} …`}{' '}
          {trouble.value !== undefined && (
            <button type="button" class="button" onClick={() => void load()}>
              {staffEn.tryAgain}
            </button>
          )}
        </p>
      )}
      {known !== undefined && (
        <form class="dialog-form" onSubmit={submit} noValidate>
          {numberFields.map((field) => {
            const [label, sentence] = words.fields[field];
            return (
              <Field key={field} id={`policy-${field}`} label={label} hint={`${sentence} ${words.defaultOf(String(defaultPolicyView[field]))}`} problem={problems.value[field]}>
                {(control) => (
                  <input
                    {...control}
                    inputMode="decimal"
                    autoComplete="off"
                    value={text.value[field]}
                    onInput={(event) => {
                      text.value = { ...text.value, [field]: event.currentTarget.value };
                      problems.value = Object.fromEntries(Object.entries(problems.value).filter(([other]) => other !== field));
                    }}
                  />
                )}
              </Field>
            );
          })}
          <div class="field">
            <label class="choice">
              <input
                type="checkbox"
                aria-describedby="policy-two-codes-hint"
                checked={text.value.two_codes}
                onChange={(event) => (text.value = { ...text.value, two_codes: event.currentTarget.checked })}
              />
              {words.fields.two_codes[0]}
            </label>
            <p class="hint" id="policy-two-codes-hint">
              {words.fields.two_codes[1]} {words.defaultOf(words.yes)}
            </p>
          </div>
          <DialogActions onClose={onClose}>
            <button class="button is-primary" aria-disabled={isSending.value}>
              {words.save}
            </button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
