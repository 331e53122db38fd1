import { rowIdOf } from './row-id.ts';

/** Keys of the rows that can be seen, in the order of the page; rows in a closed fold are not among them. */
export function rowsInSight(): readonly string[] {
  return [...document.querySelectorAll<HTMLElement>('.desk-row[data-key]')].filter((row) => row.checkVisibility()).map((row) => row.dataset['key']!);
}

/** The row that the focus is on or in. */
export function rowInFocus(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('.desk-row[data-key]')?.dataset['key'];
}

export function focusRow(key: string | undefined): void {
  if (key === undefined) return;
  const row = document.getElementById(rowIdOf(key));
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

/** Once what had the focus is gone from the page: to this row, or to the first that can be seen, or to the heading. */
export function refocus(key?: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const shown = rowsInSight();
    const next = key !== undefined && shown.includes(key) ? key : shown[0];
    if (next === undefined) document.querySelector('h1')?.focus();
    else focusRow(next);
  });
}
