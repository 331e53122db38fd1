import type { RefObject } from 'preact';

import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { SearchInput } from '../controls/search-input.tsx';
import { countCheck } from './checks.ts';
import type { LiveModel } from './live-model.ts';
import type { LiveFilter } from './live-rows.ts';

const words = displayEn.check;
const filters = ['counted', 'provisional', 'held', 'refused'] as const satisfies readonly LiveFilter[];
const tones = { counted: 'good', provisional: 'wait', held: 'late', refused: 'bad' } as const;

interface FilterBarProps {
  readonly model: LiveModel;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Numbers that are filters, one a standing and one a check, and the search. A filter that is pressed again shows everybody. */
export function FilterBar({ model, search }: FilterBarProps) {
  const { filter, query } = model;
  const { counts, session, records } = model.table.value;
  const press = (name: LiveFilter): void => void (filter.value = filter.value === name ? 'all' : name);
  return (
    <div class="filter-bar">
      <div class="filters" role="group" aria-label={staffEn.live.filters}>
        {filters.map((name) => (
          <button
            key={name}
            type="button"
            class={`filter is-${tones[name]}`}
            aria-pressed={filter.value === name}
            title={staffEn.standingHints[name]}
            onClick={() => press(name)}
          >
            <strong>{counts[name]}</strong> {staffEn.standingWords[name]}
          </button>
        ))}
        {session?.checks.map(({ number }) => {
          const { answered, of } = countCheck(records.values(), number);
          return (
            <button
              key={`check ${number}`}
              type="button"
              class="filter is-wait of-check"
              aria-pressed={filter.value === `without_${number}`}
              title={words.missingHint(number)}
              onClick={() => press(`without_${number}`)}
            >
              <strong>{of - answered}</strong> {words.missing(number)}
            </button>
          );
        })}
      </div>
      <SearchInput search={search} query={query} label={staffEn.live.search} />
    </div>
  );
}
