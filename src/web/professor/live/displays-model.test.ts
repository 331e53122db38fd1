import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DisplayStateView } from '../../../protocol/display-schemas.ts';
import { listDisplays } from './displays-model.ts';

const nowMs = Date.parse('2026-11-23T09:10:00Z');
const viewOf = (id: string, wish: Partial<DisplayStateView> = {}): DisplayStateView => ({
  ...{ display_id: id, name: null, last_seen_at: '2026-11-23T09:09:58Z', hidden: false, is_closed: false, shown_epochs: 3 },
  ...wish,
});

test('screens that live stand before those that closed, and each has a name', () => {
  const listed = listDisplays([viewOf('a', { is_closed: true }), viewOf('b', { name: 'Stream' }), viewOf('c')], nowMs, new Map());
  assert.deepEqual(listed.map(({ name, state }) => [name, state]), [['Stream', 'shows'], ['Screen 3', 'shows'], ['Screen 1', 'closed']]);
});

test('a screen without a word for half a minute is not called showing', () => {
  const [listed] = listDisplays([viewOf('a', { last_seen_at: '2026-11-23T09:09:20Z' })], nowMs, new Map());
  assert.deepEqual([listed!.state, listed!.seenAgoMs], ['silent', 40_000]);
});

test('an order stands open until the screen says that it obeyed', () => {
  const asked = new Map([['a', true]]);
  assert.equal(listDisplays([viewOf('a')], nowMs, asked)[0]!.isAsked, true);
  assert.deepEqual(listDisplays([viewOf('a', { hidden: true })], nowMs, asked).map(({ state, isAsked }) => [state, isAsked]), [['hidden', false]]);
});
