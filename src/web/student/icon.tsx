import type { IconName } from './outcome-card.ts';

/** Drawn on 24 x 24 with one stroke. They repeat what the word beside them says, so a screen reader skips them. */
const paths: Readonly<Record<IconName, string>> = {
  scan: 'M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M7.5 12h9',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  sending: 'M12 20V5M5.5 11 12 4.5 18.5 11',
  check: 'm4.5 12.5 5 5 10-11',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.500l3.5 2',
  phone: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.500v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.500v-15A1.5 1.5 0 0 1 8 3ZM9.5 12l2 2 3.5-4',
  hourglass: 'M7 3.500h10M7 20.500h10M8 3.500v3.500c0 2.5 4 3.5 4 5s-4 2.5-4 5v3.500M16 3.500v3.500c0 2.5-4 3.5-4 5s4 2.5 4 5v3.5',
  cross: 'M6 6l12 12M18 6 6 18',
  reload: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.300L19.5 9M19.5 4v5h-5',
};

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
