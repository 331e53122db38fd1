import { useState } from 'preact/hooks';

import { findCode } from '../../../protocol/carried-code.ts';
import { CodeSheet, type WriteCodeProps } from './code-sheet.tsx';

export function PasteCode({ words: { titles, actions }, sheetWords: { pasting }, onCode, onCancel }: WriteCodeProps) {
  const [text, setText] = useState('');
  const [hasProblem, setHasProblem] = useState(false);

  function send(): boolean {
    const code = findCode(text);
    if (code === undefined) setHasProblem(true);
    else onCode(code);
    return code !== undefined;
  }

  return (
    <CodeSheet id="pasted" title={titles.paste} {...{ actions, onCancel }} label={pasting.label} hint={pasting.hint} problem={hasProblem ? pasting.problem : undefined} onSend={send}>
      {(control) => <textarea {...control} class="input is-code" rows={4} value={text} onInput={(event) => setText(event.currentTarget.value)} spellcheck={false} />}
    </CodeSheet>
  );
}
