import { useEffect, useRef } from 'preact/hooks';

import type { VerdictCard } from './verdict-card.ts';

/** The verdict first; its heading takes the focus, so that it is read and seen at once. */
export function CheckedReceipt({ card }: { readonly card: VerdictCard }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { tone, word, sentence, change, rows } = card;
  return (
    <section class={`verdict is-${tone}`} aria-labelledby="verdict">
      <div class="verdict-face">
        <h2 id="verdict" ref={heading} tabIndex={-1}>
          {word}
        </h2>
        <p>{sentence}</p>
      </div>
      {change !== undefined && <p class="notice is-late">{change}</p>}
      {rows.length > 0 && (
        <dl class="facts card">
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
