import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import type { ReadSheet, SheetLine } from './read-sheet.ts';

const words = staffHandEn.sheet;
const kinds = ['fresh', 'known', 'repeated', 'malformed'] as const;
const tones = { fresh: 'is-good', known: '', repeated: '', malformed: 'is-bad' } as const;
/** A longer list would push the buttons out of sight; the count says how many there are. */
const linesShown = 8;

/** What a sheet will do, before it is sent: how many of each kind, and which lines need a look. */
export function SheetPreview({ sheet }: { readonly sheet: ReadSheet }) {
  const told = kinds.filter((kind) => sheet[kind].length > 0);
  return (
    <section class="sheet-preview" aria-label={words.preview} role="status">
      {told.map((kind) => (
        <div key={kind} class={tones[kind]}>
          <p>{words[kind](sheet[kind].length)}</p>
          {kind !== 'fresh' && <Lines lines={sheet[kind]} />}
        </div>
      ))}
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly SheetLine[] }) {
  const more = lines.length - linesShown;
  return (
    <ul class="hint">
      {lines.slice(0, linesShown).map(({ line, text }) => (
        <li key={line}>{words.line(line, text)}</li>
      ))}
      {more > 0 && <li>{words.more(more)}</li>}
    </ul>
  );
}
