import { useState } from 'preact/hooks';

import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import { groupTyped, readTyped, type TypedProblem } from '../typed-input.ts';
import { CodeSheet, type WriteCodeProps } from './code-sheet.tsx';

export function TypeCode({ words: { titles, actions }, sheetWords, onCode, onCancel }: WriteCodeProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<TypedProblem>();
  const { typing } = sheetWords;

  function send(): boolean {
    const reading = readTyped(text);
    if (reading.kind === 'code') onCode(reading.code);
    else setProblem(reading);
    return reading.kind === 'code';
  }

  return (
    <CodeSheet id="code" title={titles.type} {...{ actions, onCancel }} label={typing.label} hint={typing.hint} problem={problem && textOf(problem, sheetWords)} onSend={send}>
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
    </CodeSheet>
  );
}

function textOf(problem: TypedProblem, { typing }: SheetMessages): string {
  return problem.kind === 'wrong_letter' ? typing.wrongLetter(problem.letter) : typing.wrongLength(problem.count);
}
