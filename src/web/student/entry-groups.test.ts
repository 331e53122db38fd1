import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groupEntries, marksToForget } from './entry-groups.ts';
import { entryOf, recorded, refusedState, waiting } from './test-entries.ts';

const keysOf = (entries: readonly { readonly key: string }[]) => entries.map(({ key }) => key);

test('entries are grouped by what became of them, newest first', () => {
  const already = { kind: 'already_recorded', receivedAt: null, atMs: 1 } as const;
  const groups = groupEntries([entryOf('a', waiting), entryOf('b', recorded()), entryOf('c', refusedState), entryOf('d', already), entryOf('e', waiting)]);
  assert.deepEqual([keysOf(groups.waiting), keysOf(groups.refused), keysOf(groups.marks)], [['e', 'a'], ['c'], ['d', 'b']]);
});

test('the outcome that is shown above is not said again below, except in the queue', () => {
  const entries = [entryOf('a', waiting), entryOf('b', recorded()), entryOf('c', refusedState)];
  assert.deepEqual(keysOf(groupEntries(entries, 'b').marks), []);
  assert.deepEqual(keysOf(groupEntries(entries, 'c').refused), []);
  assert.deepEqual(keysOf(groupEntries(entries, 'a').waiting), ['a']);
});

test('only old marks are forgotten, never what waits or was refused', () => {
  const kept = Array.from({ length: 40 }, (_, index) => entryOf(`kept-${index}`, index % 2 === 0 ? waiting : refusedState));
  const marks = Array.from({ length: 23 }, (_, index) => entryOf(`mark-${index}`, recorded()));
  assert.deepEqual(marksToForget([...kept, ...marks]), ['mark-2', 'mark-1', 'mark-0']);
});
