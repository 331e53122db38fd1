import { useState } from 'preact/hooks';

import type { CodeText } from '../../../protocol/carried-code.ts';
import { Field } from '../../ui/field.tsx';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import { groupTyped, readTyped, type TypedProblem } from '../typed-input.ts';
import { Sheet } from './sheet.tsx';

interface TypeCodeProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly onCode: (code: CodeText) => void;
  readonly onCancel: () => void;
}

export function TypeCode({ words, sheetWords, onCode, onCancel }: TypeCodeProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<TypedProblem>();
  const { titles, actions } = words;
  const { typing } = sheetWords;

  function submit(event: Event): void {
    event.preventDefault();
    const reading = readTyped(text);
    if (reading.kind === 'code') return onCode(reading.code);
    setProblem(reading);
    document.getElementById('code')?.focus();
  }

  return (
    <Sheet title={titles.type} cancelLabel={actions.cancel} onCancel={onCancel}>
      <form class="form" onSubmit={submit} noValidate>
        <Field id="code" label={typing.label} hint={typing.hint} problem={problem && textOf(problem, sheetWords)}>
          {(control) => (
            <input
              {...control}
              class="input is-code is-large"
              value={text}
              onInput={(event) => {
                // Grouping while a letter in the middle is corrected would move the caret.
                const { value, selectionStart } = event.currentTarget;
                setText(selectionStart === value.length ? groupTyped(value) : value);
              }}
              autocomplete="off"
              autocapitalize="characters"
              autocorrect="off"
              spellcheck={false}
              enterkeyhint="send"
            />
          )}
        </Field>
        <button type="submit" class="button is-primary is-tall">
          {actions.sendCode}
        </button>
      </form>
    </Sheet>
  );
}

function textOf(problem: TypedProblem, { typing }: SheetMessages): string {
  return problem.kind === 'wrong_letter' ? typing.wrongLetter(problem.letter) : typing.wrongLength(problem.count);
}
