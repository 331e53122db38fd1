import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { SessionView } from '../../../protocol/schemas.ts';
import { Field } from '../../ui/field.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { livePath } from '../routes.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { wholeNumber } from './read-session-form.ts';

const words = staffHandEn.paper;
const [fewestRows, mostRows] = [20, 200];

interface SheetPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

/** Empty lines on paper for those who have no phone with them. */
export function SheetPage({ context, sessionId }: SheetPageProps) {
  const session = useSignal<SessionView | undefined>(undefined);
  const typed = useSignal('60');
  const rows = wholeNumber(typed.value, fewestRows, mostRows);
  useTitle(words.title);

  useEffect(() => {
    void context.api.call('showSession', { params: { session_id: sessionId } }).then((reply) => {
      if (reply.ok) session.value = reply.value;
      else reportFailure(context, reply.failure);
    });
  }, [sessionId]);

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
        <h1 tabIndex={-1}>{known?.course ?? `${staffEn.loading} …`}</h1>
        {known !== undefined && (
          <p>
            {context.times.day(Date.parse(known.starts_at))} {new Date(known.starts_at).getFullYear()} · {words.session} <code>{known.session_id.slice(0, 8)}</code>
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
