import { useSignal } from '@preact/signals';

import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { Mark } from '../top-bar.tsx';
import { sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';

const words = staffEn.signIn;

interface SignInPageProps {
  readonly context: StaffContext;
  readonly next: string;
}

export function SignInPage({ context, next }: SignInPageProps) {
  useTitle(words.title);
  const token = useSignal('');
  const problem = useSignal<string | undefined>(undefined);
  const isSending = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isSending.value) return;
    if (token.value.trim() === '') {
      problem.value = words.missing;
      return focusToken();
    }
    isSending.value = true;
    const reply = await context.api.call('signIn', { body: { token: token.value.trim() } });
    isSending.value = false;
    if (reply.ok) return context.navigate(next, 'replace');
    const isAboutToken = isSignedOut(reply.failure) || (reply.failure.kind === 'refused' && reply.failure.field === 'token');
    problem.value = isAboutToken ? words.refused : wordsOf(reply.failure);
    focusToken();
  }

  return (
    <main class="door">
      <form class="card" onSubmit={submit} noValidate>
        <p class="brand">
          <Mark />
          {staffEn.brand}
        </p>
        <h1 tabIndex={-1}>{words.title}</h1>
        {next !== sessionsPath && <p class="notice">{words.signedOut}</p>}
        <p>{words.lead}</p>
        <code class="command">{words.command}</code>
        <Field id="token" label={words.token} problem={problem.value}>
          {(control) => (
            <input
              {...control}
              class="input is-code"
              type="password"
              name="token"
              autoComplete="current-password"
              autoCapitalize="off"
              spellcheck={false}
              value={token.value}
              onInput={(event) => {
                token.value = event.currentTarget.value;
                problem.value = undefined;
              }}
            />
          )}
        </Field>
        <button class="button is-primary" aria-disabled={isSending.value}>
          {words.submit}
        </button>
      </form>
    </main>
  );
}

function focusToken(): void {
  document.getElementById('token')?.focus();
}
