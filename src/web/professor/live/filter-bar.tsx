import type { RefObject } from 'preact';

import { staffEn } from '../../ui/messages/staff-en.ts';
import type { LiveModel } from './live-model.ts';
import type { LiveFilter } from './live-rows.ts';

const words = staffEn.live;
const filters = ['counted', 'provisional', 'held', 'refused'] as const satisfies readonly LiveFilter[];
const tones = { counted: 'good', provisional: 'wait', held: 'late', refused: 'bad' } as const;

interface FilterBarProps {
  readonly model: LiveModel;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Four numbers that are filters, and the search. A filter that is pressed again shows everybody. */
export function FilterBar({ model, search }: FilterBarProps) {
  const { filter, query } = model;
  const { counts } = model.table.value;
  return (
    <div class="filter-bar">
      <div class="filters" role="group" aria-label={words.filters}>
        {filters.map((name) => (
          <button
            key={name}
            type="button"
            class={`filter is-${tones[name]}`}
            aria-pressed={filter.value === name}
            title={staffEn.standingHints[name]}
            onClick={() => (filter.value = filter.value === name ? 'all' : name)}
          >
            <strong>{counts[name]}</strong> {staffEn.standingWords[name]}
          </button>
        ))}
      </div>
      <input
        ref={search}
        class="input search"
        type="search"
        aria-label={words.search}
        aria-keyshortcuts="/"
        placeholder={words.search}
        autoComplete="off"
        spellcheck={false}
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          query.value = '';
          event.currentTarget.blur();
        }}
      />
    </div>
  );
}
