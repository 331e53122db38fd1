import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spanText, timeWords } from './times.ts';

test('a span is minutes and seconds, with hours only where there are any', () => {
  assert.equal(spanText(751_999), '12:31');
  assert.equal(spanText(9_000), '0:09');
  assert.equal(spanText(3_723_000), '1:02:03');
  assert.equal(spanText(-61_000), '−1:01');
  assert.equal(spanText(-400), '0:00');
});

test('an instant is shown in the zone that is asked for, and the zone can be named', () => {
  const words = timeWords('en-GB', 'Europe/Zurich');
  const atMs = Date.parse('2026-11-23T08:04:10Z');
  assert.equal(words.clock(atMs), '09:04:10');
  assert.equal(words.minute(atMs), '09:04');
  assert.equal(words.day(atMs), 'Mon 23 Nov, 09:04');
  assert.equal(words.zone(atMs), 'CET');
});
