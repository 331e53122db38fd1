import { useSignal } from '@preact/signals';

import { staffEn } from '../../ui/messages/staff-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { Door } from './door.tsx';

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
    <Door title={words.title} onSubmit={(event) => void submit(event)}>
      {next !== sessionsPath && <p class="notice">{words.signedOut}</p>}
      <p>{words.lead}</p>
      <code class="command">{words.command}</code>
      <TextField
        id="token"
        label={words.token}
        problem={problem.value}
        text={token}
        onEdit={() => (problem.value = undefined)}
        isSecret
        name="token"
        autoComplete="current-password"
        autoCapitalize="off"
        spellcheck={false}
      />
      <button class="button is-primary" aria-disabled={isSending.value}>
        {words.submit}
      </button>
    </Door>
  );
}

function focusToken(): void {
  document.getElementById('token')?.focus();
}
