import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { SessionSummary } from '../../../protocol/schemas.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { keepFresh } from '../keep-fresh.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { withNewest, withOlder } from './listed-sessions.ts';
import { SessionForm } from './session-form.tsx';
import { SessionRow } from './session-row.tsx';

const words = staffEn.list;

/** States and counts are looked at again while the page is open. */
const refreshMs = 10_000;

export function SessionsPage({ context }: { readonly context: StaffContext }) {
  useTitle(words.title);
  const sessions = useSignal<readonly SessionSummary[] | undefined>(undefined);
  const moreBefore = useSignal<string | null>(null);

  async function load(): Promise<void> {
    const reply = await context.api.call('listSessions', {});
    if (!reply.ok) {
      if (sessions.value === undefined || reply.failure.kind === 'refused') reportFailure(context, reply.failure);
      return;
    }
    const { sessions: newest, more_before: more } = reply.value;
    sessions.value = withNewest(sessions.value ?? [], newest);
    if (sessions.value.length === newest.length) moreBefore.value = more;
  }

  async function loadOlder(before: string): Promise<void> {
    const reply = await context.api.call('listSessions', { query: { before } });
    if (!reply.ok) return reportFailure(context, reply.failure);
    const listed = sessions.value ?? [];
    sessions.value = withOlder(listed, reply.value.sessions);
    moreBefore.value = reply.value.more_before;
    // With the last of them the pressed button goes.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.querySelectorAll<HTMLElement>('.session-course')[listed.length]?.focus();
    });
  }

  useEffect(() => keepFresh(context, load, refreshMs), []);

  return (
    <main class="page">
      <h1 class="visually-hidden" tabIndex={-1}>
        {words.title}
      </h1>
      <SessionForm context={context} />
      {sessions.value?.length === 0 && <EmptyState title={words.empty} text={words.emptyHint} />}
      {sessions.value === undefined && <p class="hint">{staffEn.loading} …</p>}
      {sessions.value !== undefined && sessions.value.length > 0 && (
        <section aria-labelledby="sessions-title">
          <h2 id="sessions-title">{words.title}</h2>
          <ul class="session-list">
            {sessions.value.map((session) => (
              <SessionRow key={session.session_id} session={session} times={context.times} />
            ))}
          </ul>
          {moreBefore.value !== null && (
            <button type="button" class="button" onClick={() => void loadOlder(moreBefore.value!)}>
              {words.older}
            </button>
          )}
        </section>
      )}
      <p>
        <a href="/receipt">{words.checkReceipt}</a>
      </p>
    </main>
  );
}
