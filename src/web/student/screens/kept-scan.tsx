import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import { Panel } from './panel.tsx';

interface KeptScanCardProps {
  readonly words: SheetMessages['second'];
  readonly onScan: () => void;
  readonly onKeepOne: () => void;
}

/** A code that the phone's own camera read without a network: it is stored, and a second one would show more. */
export function KeptScanCard({ words, onScan, onKeepOne }: KeptScanCardProps) {
  return (
    <>
      <Panel meaning="late" icon="phone" word={words.savedWord} sentence={words.savedSentence}>
        <p class="hint">{words.why}</p>
        <div class="actions">
          <button type="button" class="button is-tall is-primary" onClick={onScan}>
            {words.scan}
          </button>
          <button type="button" class="button is-tall" onClick={onKeepOne}>
            {words.keepOne}
          </button>
        </div>
      </Panel>
      <p class="visually-hidden" role="status">{`${words.savedWord}. ${words.savedSentence}`}</p>
    </>
  );
}
