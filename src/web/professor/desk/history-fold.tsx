import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { ReplyOf } from '../../../protocol/endpoints.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { wordsOf, type StaffContext } from '../staff-context.ts';
import { changeText } from './history-words.ts';
import { instantText } from './interval-words.ts';

const words = deskEn.history;

interface HistoryFoldProps {
  readonly context: StaffContext;
  readonly sessionId: string;
  /** Undefined for all of the session: of every student, and of the session itself. */
  readonly student?: string;
  readonly startsAtMs: number;
  /** Of the newest change that is known: an open fold is read again after a newer one; the same number for one that is read as often as it is opened. */
  readonly seq: number;
}

/** Who changed what about a student in this session, and why; fetched when it is opened. */
export function HistoryFold({ context, sessionId, student, startsAtMs, seq }: HistoryFoldProps) {
  const isOpen = useSignal(false);
  const history = useSignal<ReplyOf<'history'> | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);

  async function load(): Promise<void> {
    const reply = await context.api.call('history', { params: { session_id: sessionId }, query: student === undefined ? {} : { student_id: student } });
    if (reply.ok) history.value = reply.value;
    trouble.value = reply.ok ? undefined : wordsOf(reply.failure);
  }

  useEffect(() => {
    if (isOpen.value) void load();
  }, [isOpen.value, seq]);

  return (
    <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{student === undefined ? words.ofSession : words.title}</summary>
      {history.value === undefined && trouble.value === undefined && <p class="hint">{staffEn.loading} …</p>}
      {trouble.value !== undefined && (
        <p>
          {trouble.value}{' '}
          <button type="button" class="button" onClick={() => void load()}>
            {staffEn.tryAgain}
          </button>
        </p>
      )}
      {history.value?.changes.length === 0 && <p class="hint">{words.nothing}</p>}
      <ol class="attempt-list">
        {history.value?.changes.map((change) => (
          <li key={change.seq}>
            <time dateTime={change.at} class="hint">
              {instantText(Date.parse(change.at), startsAtMs, context.times)}
            </time>{' '}
            {student === undefined && change.student_id !== null && <>{change.student_id}: </>}
            {changeText(change)}
          </li>
        ))}
      </ol>
      {history.value?.is_cut === true && <p class="hint">{words.cut}</p>}
    </details>
  );
}
