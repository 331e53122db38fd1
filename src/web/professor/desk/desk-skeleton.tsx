import { staffEn } from '../../ui/messages/staff-en.ts';

/** Stands where rows will be, so that a slow network does not look like an empty desk. */
export function DeskSkeleton() {
  return (
    <main class="page desk" aria-busy="true">
      <h1 tabIndex={-1}>{staffEn.loading} …</h1>
      {[0, 1, 2].map((place) => (
        <div key={place} class="desk-skeleton" aria-hidden="true" />
      ))}
    </main>
  );
}
