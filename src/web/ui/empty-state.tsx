import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

import { useHeadingFocus } from './use-heading-focus.ts';

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly level?: 'h1' | 'h2';
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

export function EmptyState({ title, text, level = 'h2', children }: EmptyStateProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useHeadingFocus(heading);
  return (
    <div class="empty-state">
      {level === 'h1' ? (
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      ) : (
        <h2>{title}</h2>
      )}
      <p>{text}</p>
      {children}
    </div>
  );
}
