import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { blockOf, epochAt, epochStartMs, phaseOf, typedRhythm, windowEndMs, type Rhythm } from './code-window.ts';

const rhythm: Rhythm = { startsAtMs: 1_000_000, rotationSeconds: 5, graceSeconds: 10 };

test('a code is good from the start of its epoch for T + G seconds and not a millisecond longer', () => {
  assert.equal(phaseOf(rhythm, 2, 1_009_999), 'early');
  assert.equal(phaseOf(rhythm, 2, 1_010_000), 'in_window');
  assert.equal(phaseOf(rhythm, 2, 1_024_999), 'in_window');
  assert.equal(phaseOf(rhythm, 2, 1_025_000), 'expired');
});

test('a static code never leaves its window', () => {
  const still = { ...rhythm, rotationSeconds: 0 };
  assert.deepEqual([epochAt(still, 0), epochAt(still, 9e15), windowEndMs(still, 0), blockOf(still, 0)], [0, 0, Number.POSITIVE_INFINITY, 0]);
  assert.equal(typedRhythm(still), still);
});

test('the typed code beats every 30 seconds with 30 of grace', () => {
  assert.deepEqual(typedRhythm(rhythm), { startsAtMs: 1_000_000, rotationSeconds: 30, graceSeconds: 30 });
});

test('the epoch that is shown is in its window, and the next one is early', () => {
  const rhythms = fc.record({ startsAtMs: fc.nat(4e12), rotationSeconds: fc.integer({ min: 2, max: 60 }), graceSeconds: fc.nat(300) });
  fc.assert(
    fc.property(rhythms, fc.nat(1e9), (any, sinceStartMs) => {
      const nowMs = any.startsAtMs + sinceStartMs;
      const epoch = epochAt(any, nowMs);
      assert.equal(phaseOf(any, epoch, nowMs), 'in_window');
      assert.equal(phaseOf(any, epoch + 1, nowMs), 'early');
      assert.ok(epochStartMs(any, epoch) <= nowMs && nowMs < epochStartMs(any, epoch + 1));
    }),
  );
});

test('blocks of 15 minutes follow each other, and no epoch belongs to two', () => {
  assert.deepEqual([blockOf(rhythm, 0), blockOf(rhythm, 179), blockOf(rhythm, 180), blockOf({ ...rhythm, rotationSeconds: 7 }, 129)], [0, 0, 1, 1]);
});
