import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface SheetProps {
  readonly title: string;
  readonly cancelLabel: string;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/** A task in place of the outcome: its title takes the focus, Escape leaves it. */
export function Sheet({ title, cancelLabel, onCancel, children }: SheetProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="sheet" aria-labelledby="state" onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <h1 id="state" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
      <button type="button" class="button is-tall" onClick={onCancel}>
        {cancelLabel}
      </button>
    </section>
  );
}
