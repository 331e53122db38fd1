import { render } from 'preact';

import { api } from '../../client/api.ts';
import { receiptEn } from '../ui/messages/receipt-en.ts';
import { App } from './app.tsx';
import { checkText, maxReceiptLetters } from './check.ts';

const instants = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const ports = { subtle: crypto.subtle as SubtleCrypto | undefined, api: api({ fetch: fetch.bind(globalThis), baseUrl: '' }) };

/** Of a file that is far too large for a receipt, only enough is read to say so. */
const readFile = (file: File) => file.slice(0, maxReceiptLetters * 4).text();

function onDrop(take: (text: string) => void): () => void {
  const allow = (event: DragEvent) => event.preventDefault();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void readFile(file).then(take);
    else take(event.dataTransfer?.getData('text/plain') ?? '');
  };
  document.addEventListener('dragover', allow);
  document.addEventListener('drop', drop);
  return () => {
    document.removeEventListener('dragover', allow);
    document.removeEventListener('drop', drop);
  };
}

const fixed = { words: receiptEn, instant: (iso: string) => instants.format(Date.parse(iso)), check: (text: string) => checkText(text, ports) };
render(<App {...fixed} {...{ onDrop, readFile }} />, document.getElementById('app')!);
