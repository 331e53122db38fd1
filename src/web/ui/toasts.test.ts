import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toasts } from './toasts.ts';

function toastsByHand() {
  const waiting: { readonly run: () => void; readonly ms: number }[] = [];
  const { shown, say } = toasts((run, ms) => void waiting.push({ run, ms }));
  return { say, waiting, texts: () => shown.value.map(({ text }) => text), shown };
}

test('a message stands for seconds, a failure for longer, and what can be undone for longest', () => {
  const { say, waiting, texts } = toastsByHand();
  say('Saved');
  say('It failed', 'bad');
  say('Marked', 'plain', { label: 'Undo', run: () => undefined });
  assert.deepEqual(waiting.map(({ ms }) => ms), [5_000, 10_000, 30_000]);
  waiting[0]!.run();
  assert.deepEqual(texts(), ['It failed', 'Marked']);
});

test('what is said again stands once, anew and for its whole time', () => {
  const { say, waiting, texts, shown } = toastsByHand();
  say('It failed', 'bad');
  say('Saved');
  const [first] = shown.value;
  say('It failed', 'bad');
  assert.deepEqual(texts(), ['Saved', 'It failed']);
  assert.notEqual(shown.value[1]!.id, first!.id);
  waiting[0]!.run();
  assert.deepEqual(texts(), ['Saved', 'It failed']);
  waiting[2]!.run();
  assert.deepEqual(texts(), ['Saved']);
});

test('two things that can be undone stand beside each other, whatever they are called', () => {
  const { say, texts, shown } = toastsByHand();
  const undone: string[] = [];
  for (const name of ['first', 'second']) say('A-1: Present', 'plain', { label: 'Undo', run: () => undone.push(name) });
  assert.equal(texts().length, 2);
  shown.value[0]!.action!.run();
  assert.deepEqual([undone, texts().length], [['first'], 1]);
});
