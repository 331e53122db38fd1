import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computed, signal } from '@preact/signals';

import type { DeskItem } from '../../../protocol/desk-schemas.ts';
import { groupsOf, type Sending } from './desk-groups.ts';
import { rowsOf } from './desk-model.ts';
import { watchSelection } from './selection-watch.ts';
import { itemOf } from './test-desk.ts';

/** A desk of three students with two selected, and who was said to be decided about elsewhere. */
function deskWithSelection() {
  const items = signal<DeskItem[]>(['S1', 'S2', 'S3'].map((student) => itemOf(student)));
  const sending = signal<ReadonlyMap<string, Sending>>(new Map());
  const groups = computed(() => groupsOf({ reply: { items: items.value, refused: [] }, records: new Map(), query: '', sending: sending.value }));
  const keys = rowsOf(groups.value).map(({ key }) => key);
  const selected = signal<ReadonlySet<string>>(new Set(keys.slice(0, 2)));
  const chosen = computed(() => ({ rows: rowsOf(groups.value).filter(({ key }) => selected.value.has(key)) }));
  const said: (readonly (string | null)[])[] = [];
  const stop = watchSelection({ selected, chosen }, (decided) => said.push(decided.map(({ student }) => student)));
  const decide = (student: string, seq: number) => {
    items.value = items.value.map((item) => (item.record.student_id === student ? itemOf(student, {}, 'accept', seq) : item));
  };
  return { sending, selected, said, stop, decide, keys };
}

test('who is decided about elsewhere is selected no longer, once and also when it was decided before', () => {
  const { selected, said, decide, keys } = deskWithSelection();
  decide('S3', 20);
  assert.deepEqual([said, [...selected.value]], [[], keys.slice(0, 2)], 'nobody of the selection');
  decide('S1', 21);
  assert.deepEqual([said, [...selected.value]], [[['S1']], [keys[1]]]);
  selected.value = new Set(keys);
  decide('S3', 22);
  assert.deepEqual([said, [...selected.value]], [[['S1'], ['S3']], keys.slice(0, 2)]);
});

test('what is decided here is not taken for somebody else’s, and nothing is watched in the end', () => {
  const { sending, selected, said, stop, decide, keys } = deskWithSelection();
  sending.value = new Map([[keys[0]!, { decision: 'accept', note: '' }]]);
  decide('S1', 20);
  sending.value = new Map();
  assert.deepEqual([said, [...selected.value]], [[], keys.slice(0, 2)]);
  stop();
  decide('S2', 21);
  assert.deepEqual(said, []);
});
