import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';

import { Field } from '../../ui/field.tsx';
import { rosterEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { TextField } from '../controls/text-field.tsx';

export const rosterChoices = ['clock', 'present', 'late', 'excused'] as const;
/** `clock`: present, or late once the late mark has passed. */
export type RosterChoice = (typeof rosterChoices)[number];

interface RosterFormProps {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly query: Signal<string>;
  readonly choice: Signal<RosterChoice>;
  readonly note: Signal<string>;
  readonly isNoteMissing: Signal<boolean>;
  /** What the clock says now. */
  readonly clockStatus: 'present' | 'late';
  readonly onEnter: () => void;
}

/** The search, and what a tap sets. */
export function RosterForm({ search, query, choice, note, isNoteMissing, clockStatus, onEnter }: RosterFormProps) {
  return (
    <form
      class="line-form roster-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
      noValidate
    >
      <Field id="roster-search" label={words.search} hint={words.searchHint}>
        {(control) => (
          <input
            {...control}
            ref={search}
            type="search"
            autoComplete="off"
            spellcheck={false}
            enterkeyhint="done"
            value={query.value}
            onInput={(event) => (query.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <button class="button is-primary">{words.markMatch}</button>
      <Field id="roster-as" label={words.as}>
        {(control) => (
          <select {...control} value={choice.value} onChange={(event) => (choice.value = rosterChoices.find((each) => each === event.currentTarget.value) ?? 'clock')}>
            {rosterChoices.map((each) => (
              <option key={each} value={each}>
                {each === 'clock' ? words.asAuto(staffEn.statusWords[clockStatus]) : staffEn.statusWords[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField id="roster-note" label={words.note} problem={isNoteMissing.value ? words.noteMissing : undefined} text={note} onEdit={() => (isNoteMissing.value = false)} maxLength={500} />
    </form>
  );
}
