import { useEffect, useRef, useState } from 'preact/hooks';

import { Field } from '../ui/field.tsx';
import type { ReceiptMessages } from '../ui/messages/receipt-en.ts';
import { CheckedReceipt } from './checked-receipt.tsx';
import type { Verdict } from './check.ts';
import { cardOfVerdict, type InstantWords } from './verdict-card.ts';

interface AppProps {
  readonly words: ReceiptMessages;
  readonly instant: InstantWords;
  readonly check: (text: string) => Promise<Verdict>;
  /** Tells what is dropped anywhere on the page; returns how to stop. */
  readonly onDrop: (take: (text: string) => void) => () => void;
  readonly readFile: (file: File) => Promise<string>;
}

export function App({ words, instant, check, onDrop, readFile }: AppProps) {
  const [verdict, setVerdict] = useState<Verdict | 'checking' | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  const text = useRef<HTMLTextAreaElement>(null);
  const newest = useRef(0);

  async function take(given: string): Promise<void> {
    const mine = ++newest.current;
    setProblem(undefined);
    setVerdict('checking');
    const found = await check(given);
    if (mine === newest.current) setVerdict(found);
  }
  useEffect(() => onDrop((dropped) => void take(dropped)), []);

  function submit(event: Event): void {
    event.preventDefault();
    const pasted = text.current?.value ?? '';
    if (pasted.trim() !== '') return void take(pasted);
    setProblem(words.nothing);
    text.current?.focus();
  }

  async function choose({ currentTarget: { files } }: { readonly currentTarget: HTMLInputElement }): Promise<void> {
    const [file] = files ?? [];
    if (file !== undefined) await take(await readFile(file));
  }

  return (
    <main class="page">
      <p class="brand">{words.appName}</p>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <form class="card" onSubmit={submit} noValidate>
        <Field id="file" label={words.file} hint={words.fileHint}>
          {(control) => <input {...control} type="file" onChange={(event) => void choose(event)} />}
        </Field>
        <Field id="text" label={words.text} problem={problem}>
          {(control) => <textarea {...control} class="input is-code" ref={text} rows={4} spellcheck={false} autocomplete="off" />}
        </Field>
        <button class="button is-primary">{words.check}</button>
      </form>
      <p class="visually-hidden" role="status">
        {verdict === 'checking' ? words.checking : ''}
      </p>
      {verdict !== undefined && verdict !== 'checking' && <CheckedReceipt key={newest.current} card={cardOfVerdict(verdict, words, instant)} />}
    </main>
  );
}
