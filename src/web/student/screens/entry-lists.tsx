import type { ComponentChildren } from 'preact';

import type { QueuedEntry } from '../../../client/offline/ports.ts';
import { enOutcomes } from '../../ui/messages/en-outcomes.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { isGuest } from '../entry-details.ts';
import type { EntryGroups } from '../entry-groups.ts';
import { Icon } from '../icon.tsx';
import type { OutcomeCard } from '../outcome-card.ts';
import type { AppState } from '../state.ts';

interface EntryListsProps {
  readonly groups: EntryGroups;
  readonly state: Pick<AppState, 'student' | 'news'>;
  readonly words: Messages;
  readonly times: TimeWords;
  readonly cardOf: (entry: QueuedEntry) => OutcomeCard;
  readonly onOpen: (key: string) => void;
  readonly onDismiss: (key: string) => void;
  /** Undefined where it is not offered. */
  readonly onLend: (() => void) | undefined;
}

/** The queue, what was refused, and the last marks: each with its reason. Scans for others stand apart. */
export function EntryLists({ groups, state, words, times, cardOf, onOpen, onDismiss, onLend }: EntryListsProps) {
  const { queue, refusedList, marks, guests, state: stateWords } = enOutcomes;
  const partsOf = (entry: QueuedEntry) => ({
    ...{ entry, onOpen, card: cardOf(entry), when: times.day(entry.scannedAtMs), asked: state.news[entry.key]?.asked ? stateWords.askedRow : null },
    // A number is said only beside entries that were made with another; a guest's card says it itself.
    otherStudent: entry.studentId === state.student || isGuest(entry) ? null : entry.studentId,
  });
  const row = (entry: QueuedEntry) => <EntryRow key={entry.key} {...partsOf(entry)} />;
  const own = groups.marks.filter((entry) => !isGuest(entry));
  const lent = groups.marks.filter(isGuest);
  return (
    <>
      <EntryList id="waiting" heading={queue.heading(groups.waiting.length)} rows={groups.waiting.map(row)} />
      <EntryList
        id="refused"
        heading={refusedList.heading}
        rows={groups.refused.map((entry) => (
          <EntryRow key={entry.key} {...partsOf(entry)}>
            <button type="button" class="button is-bare" aria-label={refusedList.dismissLabel(times.clock(entry.scannedAtMs))} onClick={() => onDismiss(entry.key)}>
              {words.actions.dismiss}
            </button>
          </EntryRow>
        ))}
      />
      <EntryList id="marks" heading={marks.heading} rows={own.map(row)} />
      <EntryList id="guests" heading={guests.heading} rows={lent.map(row)} />
      {onLend !== undefined && (
        <button type="button" class="button is-bare" onClick={onLend}>
          {guests.lend}
        </button>
      )}
    </>
  );
}

function EntryList({ id, heading, rows }: { readonly id: string; readonly heading: string; readonly rows: readonly ComponentChildren[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="entries" aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      <ul class="entry-list">{rows}</ul>
    </section>
  );
}

interface EntryRowProps {
  readonly entry: QueuedEntry;
  readonly card: OutcomeCard;
  readonly when: string;
  readonly asked: string | null;
  readonly otherStudent: string | null;
  readonly onOpen: (key: string) => void;
  readonly children?: ComponentChildren;
}

function EntryRow({ entry, card, when, asked, otherStudent, onOpen, children }: EntryRowProps) {
  return (
    <li class="entry">
      <button type="button" class={`entry-open is-${card.meaning}`} onClick={() => onOpen(entry.key)}>
        <Icon name={card.icon} />
        <span class="entry-words">
          <span class="entry-word">
            {card.word} <span class="entry-when">{when}</span>
          </span>
          {asked !== null && <strong class="entry-asked">{asked}</strong>}
          <span class="entry-sentence">
            {card.sentence} {otherStudent !== null && <span class="entry-student">{otherStudent}</span>}
          </span>
        </span>
      </button>
      {children}
    </li>
  );
}
