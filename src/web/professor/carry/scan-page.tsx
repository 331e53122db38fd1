import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { findSealed } from '../../../protocol/sealed-entry.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import { Badge } from '../../ui/badge.tsx';
import { staffCarryEn } from '../../ui/messages/staff-carry-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { livePath } from '../routes.ts';
import { isSignedOut, reportFailure, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { PhoneCamera } from './phone-camera.tsx';
import { takenScans } from './taken-scans.ts';
import { wordsOfTaken } from './taken-words.ts';

const words = staffCarryEn;

interface ScanPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

/** Staff take waiting entries off the screens of phones that are offline, by camera or by keyboard. */
export function ScanPage({ context, sessionId }: ScanPageProps) {
  const { api, wallNow, onWake, after, times } = context;
  const session = useSignal<SessionView | undefined>(undefined);
  const pasted = useSignal('');
  const hasProblem = useSignal(false);
  const { scans, take, resend } = useMemo(() => takenScans({ api, sessionId, wallNow, onSignedOut }), [sessionId]);
  useTitle(words.title);

  useEffect(() => {
    void api.call('showSession', { params: { session_id: sessionId } }).then((reply) => {
      if (reply.ok) session.value = reply.value;
      else reportFailure(context, reply.failure);
    });
    return onWake(() => void resend());
  }, [sessionId]);

  function onSignedOut(failure: Parameters<typeof isSignedOut>[0]): boolean {
    if (!isSignedOut(failure)) return false;
    context.signedOut();
    return true;
  }

  function takePasted(event: Event): void {
    event.preventDefault();
    const sealed = findSealed(pasted.value);
    hasProblem.value = sealed === undefined;
    if (sealed === undefined) return document.getElementById('sealed')?.focus();
    pasted.value = '';
    void take(sealed);
  }

  const newest = scans.value[0] === undefined ? undefined : wordsOfTaken(scans.value[0].state);
  return (
    <main class="page phone-scan">
      <header>
        <h1 tabIndex={-1}>{words.title}</h1>
        <p class="hint">{session.value?.course}</p>
        <p>{words.lead}</p>
        <a class="button" href={livePath(sessionId)}>
          {words.back}
        </a>
      </header>
      <PhoneCamera after={after} onSealed={(sealed) => void take(sealed)} />
      <form onSubmit={takePasted} noValidate>
        <TextField id="sealed" label={words.paste.label} hint={words.paste.hint} problem={hasProblem.value ? words.paste.problem : undefined} text={pasted} onEdit={() => (hasProblem.value = false)} spellcheck={false} />
        <button class="button">{words.paste.submit}</button>
      </form>
      <section aria-labelledby="taken">
        <h2 id="taken">{words.list}</h2>
        <p class="visually-hidden" role="status">
          {newest === undefined ? '' : words.said(newest.student, newest.word)}
        </p>
        {scans.value.length === 0 && <p class="hint">{words.empty}</p>}
        <ol class="taken-scans">
          {scans.value.map(({ sealed, atMs, state }) => {
            const { tone, student, word, sentence } = wordsOfTaken(state);
            return (
              <li key={sealed}>
                <strong>{student}</strong> <Badge tone={tone} text={word} /> <span class="hint">{times.clock(atMs)}</span>
                {sentence !== '' && <p>{sentence}</p>}
                {state.kind === 'unsent' && (
                  <button type="button" class="button" onClick={() => void take(sealed)}>
                    {words.again}
                  </button>
                )}
              </li>
            );
          })}
        </ol>
      </section>
    </main>
  );
}
