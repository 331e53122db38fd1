import { useSignal } from '@preact/signals';

import { identities, type Identity } from '../../../protocol/words.ts';
import { Field } from '../../ui/field.tsx';
import { policyEn } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { PolicyDialog } from '../policy/policy-dialog.tsx';
import { livePath } from '../routes.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { moreFields, problemsOfRefusal, readSessionForm, recallForm, rememberedForm, type SessionField, type SessionProblems } from './read-session-form.ts';

const words = staffEn.form;
const memoryKey = 'attend.staff.session-form';

export function SessionForm({ context }: { readonly context: StaffContext }) {
  const text = useSignal(recallForm(context.memory.recall(memoryKey)));
  const problems = useSignal<SessionProblems>({});
  const isMoreOpen = useSignal(false);
  const isSending = useSignal(false);
  const isPolicyOpen = useSignal(false);

  function showProblems(found: SessionProblems): void {
    problems.value = found;
    if (moreFields.some((field) => found[field] !== undefined)) isMoreOpen.value = true;
    const [first] = Object.keys(found);
    requestAnimationFrame(() => document.getElementById(`session-${first}`)?.focus());
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    const read = readSessionForm(text.value);
    if (!read.ok) return showProblems(read.failure);
    isSending.value = true;
    const reply = await context.api.call('createSession', { body: read.value });
    isSending.value = false;
    if (!reply.ok) {
      const found = reply.failure.kind === 'refused' ? problemsOfRefusal(reply.failure.field) : undefined;
      return found === undefined ? reportFailure(context, reply.failure) : showProblems(found);
    }
    context.memory.remember(memoryKey, rememberedForm(text.value));
    context.toasts.say(words.created);
    context.navigate(livePath(reply.value.session_id));
  }

  function input(field: SessionField, label: string, rest: { readonly hint?: string; readonly kind?: 'number' | 'moment' } = {}) {
    const problem = problems.value[field];
    return (
      <Field id={`session-${field}`} label={label} hint={rest.hint} problem={problem && words.problems[problem]}>
        {(control) => {
          const typed = {
            ...control,
            autoComplete: 'off',
            value: text.value[field],
            onInput(event: { readonly currentTarget: HTMLInputElement }) {
              text.value = { ...text.value, [field]: event.currentTarget.value };
              problems.value = { ...problems.value, [field]: undefined };
            },
          } as const;
          return rest.kind === 'moment' ? <input {...typed} type="datetime-local" /> : <input {...typed} inputMode={rest.kind === 'number' ? 'numeric' : 'text'} />;
        }}
      </Field>
    );
  }

  return (
    <>
      <form class="card session-form" aria-labelledby="new-session" onSubmit={submit} noValidate>
        <h2 id="new-session">{words.title}</h2>
        <div class="line-form session-form-main">
          {input('course', words.course)}
          {input('duration', words.duration, { kind: 'number' })}
          <button class="button is-primary" aria-disabled={isSending.value}>
            {text.value.startsAt === '' ? words.submit : words.submitLater}
          </button>
        </div>
        <details open={isMoreOpen.value} onToggle={(event) => (isMoreOpen.value = event.currentTarget.open)}>
          <summary>{words.more}</summary>
          <div class="session-form-more">
            <Field id="session-identity" label={words.identity} hint={words.identityHints[text.value.identity]}>
              {(control) => (
                <select
                  {...control}
                  value={text.value.identity}
                  onChange={(event) => {
                    text.value = { ...text.value, identity: event.currentTarget.value as Identity };
                  }}
                >
                  {identities.map((identity) => (
                    <option key={identity} value={identity}>
                      {staffEn.identities[identity]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {input('startsAt', words.startsAt, { hint: words.startsAtHint, kind: 'moment' })}
            {input('lateAfter', words.lateAfter, { hint: words.lateAfterHint, kind: 'number' })}
            {input('rotation', words.rotation, { hint: words.rotationHint, kind: 'number' })}
            {input('grace', words.grace, { hint: words.graceHint, kind: 'number' })}
            <div class="field">
              <label class="choice">
                <input
                  type="checkbox"
                  aria-describedby="session-typed-hint"
                  checked={text.value.typed === 'on'}
                  onChange={(event) => {
                    text.value = { ...text.value, typed: event.currentTarget.checked ? 'on' : 'off' };
                  }}
                />
                {staffHandEn.form.typed}
              </label>
              <p class="hint" id="session-typed-hint">
                {staffHandEn.form.typedHint}
              </p>
            </div>
          </div>
          <button type="button" class="button session-policy" onClick={() => (text.value.course.trim() === '' ? showProblems({ course: 'course_missing' }) : (isPolicyOpen.value = true))}>
            {policyEn.title}
          </button>
        </details>
      </form>
      {isPolicyOpen.value && <PolicyDialog context={context} course={text.value.course.trim()} onClose={() => (isPolicyOpen.value = false)} />}
    </>
  );
}
