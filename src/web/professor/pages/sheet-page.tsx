import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { SessionView } from '../../../protocol/schemas.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { livePath, sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { wholeNumber } from './read-session-form.ts';

const words = staffHandEn.paper;
const [fewestRows, mostRows] = [20, 200];
/** A sheet is looked at years later. */
const dayOnPaper = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

interface SheetPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

/** Empty lines on paper for those who have no phone with them. */
export function SheetPage({ context, sessionId }: SheetPageProps) {
  const session = useSignal<SessionView | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const typed = useSignal('60');
  const rows = wholeNumber(typed.value, fewestRows, mostRows);
  useTitle(words.title);

  useEffect(() => {
    void context.api.call('showSession', { params: { session_id: sessionId } }).then((reply) => {
      if (reply.ok) session.value = reply.value;
      else if (isSignedOut(reply.failure)) context.signedOut();
      else trouble.value = wordsOf(reply.failure);
    });
  }, [sessionId]);

  if (trouble.value !== undefined) {
    return (
      <main class="page">
        <EmptyState title={staffEn.failed} text={trouble.value} level="h1">
          <a class="button" href={sessionsPath}>
            {staffEn.sessions}
          </a>
        </EmptyState>
      </main>
    );
  }

  const known = session.value;
  return (
    <main class="page sheet">
      <form
        class="sheet-controls"
        onSubmit={(event) => {
          event.preventDefault();
          if (rows === undefined) document.getElementById('sheet-rows')?.focus();
          else print();
        }}
        noValidate
      >
        <Field id="sheet-rows" label={words.rows} hint={words.rowsHint} problem={rows === undefined ? words.rowsProblem : undefined}>
          {(control) => <input {...control} inputMode="numeric" autoComplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />}
        </Field>
        <button class="button is-primary">{words.print}</button>
        <a class="button" href={livePath(sessionId)}>
          {words.back}
        </a>
      </form>
      <header class="sheet-head">
        <h1 tabIndex={-1} dir="auto">
          {known?.course ?? `${staffEn.loading} …`}
        </h1>
        {known !== undefined && (
          <p>
            {dayOnPaper.format(Date.parse(known.starts_at))} · {words.session} <code>{known.session_id.slice(0, 8)}</code>
          </p>
        )}
      </header>
      <table class="sheet-lines">
        <caption class="visually-hidden">{words.title}</caption>
        <thead>
          <tr>
            {Object.entries(words.columns).map(([name, text]) => (
              <th key={name} scope="col" class={`is-${name}`}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows ?? fewestRows }, (_, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
