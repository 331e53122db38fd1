import { useState } from 'preact/hooks';

import { findCode, type CodeText } from '../../../protocol/carried-code.ts';
import { Field } from '../../ui/field.tsx';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import { Sheet } from './sheet.tsx';

interface PasteCodeProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly onCode: (code: CodeText) => void;
  readonly onCancel: () => void;
}

export function PasteCode({ words, sheetWords, onCode, onCancel }: PasteCodeProps) {
  const [text, setText] = useState('');
  const [hasProblem, setHasProblem] = useState(false);
  const { titles, actions } = words;
  const { pasting } = sheetWords;

  function submit(event: Event): void {
    event.preventDefault();
    const code = findCode(text);
    if (code !== undefined) return onCode(code);
    setHasProblem(true);
    document.getElementById('pasted')?.focus();
  }

  return (
    <Sheet title={titles.paste} cancelLabel={actions.cancel} onCancel={onCancel}>
      <form class="form" onSubmit={submit} noValidate>
        <Field id="pasted" label={pasting.label} hint={pasting.hint} problem={hasProblem ? pasting.problem : undefined}>
          {(control) => (
            <textarea {...control} class="input is-code" rows={4} value={text} onInput={(event) => setText(event.currentTarget.value)} spellcheck={false} />
          )}
        </Field>
        <button type="submit" class="button is-primary is-tall">
          {actions.sendCode}
        </button>
      </form>
    </Sheet>
  );
}
