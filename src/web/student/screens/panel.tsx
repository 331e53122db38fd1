import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../icon.tsx';
import type { IconName, Meaning } from '../outcome-card.ts';

interface PanelProps {
  readonly meaning: Meaning;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
  /** The page has just opened: its first panel takes no focus away from where the reader starts. */
  readonly isFirst?: boolean;
  /** Leaves room for a form and the keyboard below it. */
  readonly isSmall?: boolean;
  readonly children?: ComponentChildren;
}

/** One state, full width: a colour, an icon, one word, one sentence, and what can be done. */
export function Panel({ meaning, icon, word, sentence, isFirst = false, isSmall = false, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
  }, []);
  return (
    <section class={`panel is-${meaning} ${isSmall ? 'is-small' : ''}`} aria-labelledby="state">
      <div class="panel-face">
        <Icon name={icon} />
        <h1 id="state" ref={heading} tabIndex={-1}>
          {word}
        </h1>
        <p class="sentence">{sentence}</p>
      </div>
      {children}
    </section>
  );
}

/** Gives the focus to the heading that says what is, where the button that had it disappears. */
export function focusState(): void {
  document.getElementById('state')?.focus();
}
