import type { VNode } from 'preact';

import type { QueuedEntry } from '../../../client/offline/ports.ts';
import { enOutcomes } from '../../ui/messages/en-outcomes.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { detailsOf, isGuest, sayEvidence } from '../entry-details.ts';
import { cardOfEntry as cardOf, cardOfUnsaved } from '../settled-card.ts';
import type { Circumstances, OutcomeCard } from '../outcome-card.ts';
import type { AppState, EntryNews } from '../state.ts';
import './outcomes.css';

/** What became of scans: their cards, their details and the lists of them. A file of its own, which loads after the first button. */
export { EntryLists } from './entry-lists.tsx';
export { cardOfUnsaved };

/** A guest's outcome names the guest first, and says that it is fine. */
export function cardOfEntry(entry: QueuedEntry, { sending, news }: AppState, around: Circumstances): OutcomeCard {
  const card = cardOf(entry, sending.includes(entry.key), around, news[entry.key]);
  if (!isGuest(entry)) return card;
  const { guests } = enOutcomes;
  const isDone = entry.state.kind === 'recorded';
  return { ...card, sentence: [guests.lent(entry.studentId), card.sentence, ...(isDone ? [guests.note] : [])].join(' ') };
}

export function canBeCarried({ state, signature }: QueuedEntry): boolean {
  return state.kind === 'waiting' && signature !== null;
}

interface EntryMoreProps {
  readonly entry: QueuedEntry;
  readonly news: EntryNews | undefined;
  readonly words: Messages;
  readonly times: TimeWords;
}

/** What staff ask, and below it all that is known. */
export function EntryMore({ entry, news, words, times }: EntryMoreProps): VNode {
  const { state, actions } = enOutcomes;
  return (
    <>
      {news?.asked && <Asked asked={news.asked} times={times} />}
      {news !== undefined && entry.state.kind === 'refused' && news.standing !== 'counted' && (
        <p class="hint">
          {state.heading}: {sayEvidence(news)}
        </p>
      )}
      <details class="details">
        <summary>{actions.details}</summary>
        <dl>
          {detailsOf(entry, news, words, times).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function Asked({ asked: { note, at }, times }: { readonly asked: NonNullable<EntryNews['asked']>; readonly times: TimeWords }) {
  const { state } = enOutcomes;
  return (
    <div class="notice is-late asked" role="note">
      <p>
        <strong>{state.asked}</strong> {note}
      </p>
      <p class="hint">
        {state.askedAt(times.day(Date.parse(at)))} {state.answer}
      </p>
    </div>
  );
}
