import assert from 'node:assert/strict';
import { test } from 'node:test';

import { actionOfKey, zoomed } from './projector-keys.ts';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  actionOfKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

test('single keys work in either case, and the browser’s own combinations stay its own', () => {
  assert.equal(pressed('f'), 'full_screen');
  assert.equal(pressed('h'), 'hide');
  assert.equal(pressed('B'), 'hide');
  assert.equal(pressed('N'), 'name');
  assert.equal(pressed('='), 'larger');
  assert.equal(pressed('f', { ctrlKey: true }), undefined);
  assert.equal(pressed('-', { metaKey: true }), undefined);
  assert.equal(pressed('x'), undefined);
});

test('the picture grows to all the room there is and shrinks to half of it', () => {
  let zoom = 1;
  assert.equal(zoomed(zoom, 'larger'), 1);
  for (let times = 0; times < 9; times++) zoom = zoomed(zoom, 'smaller');
  assert.equal(zoom, 0.5);
  assert.equal(zoomed(zoom, 'larger'), 0.6);
});
