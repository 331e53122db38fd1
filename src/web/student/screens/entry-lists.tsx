import type { ComponentChildren } from 'preact';

import type { QueuedEntry } from '../../../client/offline/ports.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { TimeWords } from '../../ui/times.ts';
import type { EntryGroups } from '../entry-groups.ts';
import { Icon } from '../icon.tsx';
import type { OutcomeCard } from '../outcome-card.ts';

interface EntryListsProps {
  readonly groups: EntryGroups;
  /** A number is said only beside entries that were made with another. */
  readonly student: string | null;
  readonly words: Messages;
  readonly times: TimeWords;
  readonly cardOf: (entry: QueuedEntry) => OutcomeCard;
  readonly onOpen: (key: string) => void;
  readonly onDismiss: (key: string) => void;
}

/** The queue, what was refused, and the last marks: each with its reason. */
export function EntryLists({ groups, student, words, times, cardOf, onOpen, onDismiss }: EntryListsProps) {
  const partsOf = (entry: QueuedEntry) => ({
    ...{ entry, onOpen, card: cardOf(entry), when: times.day(entry.scannedAtMs) },
    otherStudent: entry.studentId === student ? null : entry.studentId,
  });
  const row = (entry: QueuedEntry) => <EntryRow key={entry.key} {...partsOf(entry)} />;
  return (
    <>
      {groups.waiting.length > 0 && (
        <section class="entries" aria-labelledby="waiting">
          <h2 id="waiting">{words.queue.heading(groups.waiting.length)}</h2>
          <ul class="entry-list">{groups.waiting.map(row)}</ul>
        </section>
      )}
      {groups.refused.length > 0 && (
        <section class="entries" aria-labelledby="refused">
          <h2 id="refused">{words.refusedList.heading}</h2>
          <ul class="entry-list">
            {groups.refused.map((entry) => (
              <EntryRow key={entry.key} {...partsOf(entry)}>
                <button
                  type="button"
                  class="button is-bare"
                  aria-label={words.refusedList.dismissLabel(times.clock(entry.scannedAtMs))}
                  onClick={() => onDismiss(entry.key)}
                >
                  {words.actions.dismiss}
                </button>
              </EntryRow>
            ))}
          </ul>
        </section>
      )}
      {groups.marks.length > 0 && (
        <section class="entries" aria-labelledby="marks">
          <h2 id="marks">{words.marks.heading}</h2>
          <ul class="entry-list">{groups.marks.map(row)}</ul>
        </section>
      )}
    </>
  );
}

interface EntryRowProps {
  readonly entry: QueuedEntry;
  readonly card: OutcomeCard;
  readonly when: string;
  readonly otherStudent: string | null;
  readonly onOpen: (key: string) => void;
  readonly children?: ComponentChildren;
}

function EntryRow({ entry, card, when, otherStudent, onOpen, children }: EntryRowProps) {
  return (
    <li class="entry">
      <button type="button" class={`entry-open is-${card.meaning}`} onClick={() => onOpen(entry.key)}>
        <Icon name={card.icon} />
        <span class="entry-words">
          <span class="entry-word">
            {card.word} <span class="entry-when">{when}</span>
          </span>
          <span class="entry-sentence">
            {card.sentence} {otherStudent !== null && <span class="entry-student">{otherStudent}</span>}
          </span>
        </span>
      </button>
      {children}
    </li>
  );
}
