import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';

interface SearchInputProps {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly query: Signal<string>;
  readonly label: string;
  readonly 'aria-describedby'?: string;
}

/** The search of a page that `/` leads to; Escape empties and leaves it. */
export function SearchInput({ search, query, label, ...described }: SearchInputProps) {
  return (
    <input
      {...described}
      ref={search}
      class="input search"
      type="search"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
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
  );
}
