import type { ComponentChildren } from 'preact';

import { staffEn } from '../../ui/messages/staff-en.ts';
import { Mark } from '../top-bar.tsx';

interface DoorProps {
  readonly title: string;
  readonly onSubmit: (event: Event) => void;
  readonly children: ComponentChildren;
}

/** The form that leads in: nothing else is on the page. */
export function Door({ title, onSubmit, children }: DoorProps) {
  return (
    <main class="door">
      <form class="card" onSubmit={onSubmit} noValidate>
        <p class="brand">
          <Mark />
          {staffEn.brand}
        </p>
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </form>
    </main>
  );
}
