import type { ComponentChildren } from 'preact';

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly level?: 'h1' | 'h2';
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

export function EmptyState({ title, text, level: Heading = 'h2', children }: EmptyStateProps) {
  return (
    <div class="empty-state">
      <Heading tabIndex={Heading === 'h1' ? -1 : undefined}>{title}</Heading>
      <p>{text}</p>
      {children}
    </div>
  );
}
