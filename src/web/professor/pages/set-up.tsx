import { useSignal } from '@preact/signals';

import { staffEn } from '../../ui/messages/staff-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { Door } from './door.tsx';

const words = staffEn.setUp;

interface SetUpPageProps {
  readonly context: StaffContext;
  readonly token: string;
}

export function SetUpPage({ context, token }: SetUpPageProps) {
  useTitle(words.title);
  const name = useSignal('');
  const problem = useSignal<string | undefined>(undefined);
  const linkProblem = useSignal<string | undefined>(token === '' ? words.noToken : undefined);
  const isSending = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    if (name.value.trim() === '') {
      problem.value = words.missing;
      return document.getElementById('name')?.focus();
    }
    isSending.value = true;
    const reply = await context.api.call('setUp', { body: { token, name: name.value.trim() } });
    isSending.value = false;
    if (reply.ok) return context.navigate(sessionsPath, 'replace');
    if (isSignedOut(reply.failure)) linkProblem.value = words.refused;
    else problem.value = wordsOf(reply.failure);
  }

  return (
    <Door title={words.title} onSubmit={(event) => void submit(event)}>
      <div role="alert">{linkProblem.value !== undefined && <p class="notice is-bad">{linkProblem.value}</p>}</div>
      {linkProblem.value !== undefined ? (
        <a class="button" href="/sign_in">
          {words.toSignIn}
        </a>
      ) : (
        <>
          <p>{words.lead}</p>
          <TextField id="name" label={words.name} hint={words.nameHint} problem={problem.value} text={name} onEdit={() => (problem.value = undefined)} name="name" autoComplete="name" maxLength={100} />
          <button class="button is-primary" aria-disabled={isSending.value}>
            {words.submit}
          </button>
        </>
      )}
    </Door>
  );
}
