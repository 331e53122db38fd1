import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DisplayView } from '../../../protocol/schemas.ts';
import type { Showing } from './codes-at.ts';
import { screenAt } from './screen-at.ts';

const startsAtMs = Date.parse('2026-11-23T09:00:00Z');
const displayOf = (rotationSeconds: number) => ({ starts_at_ms: startsAtMs, session: { rotation_seconds: rotationSeconds, grace_seconds: 10 } }) as DisplayView;
const code: Showing = {
  kind: 'code',
  token: { text: '', fromMs: startsAtMs + 10_000, untilMs: startsAtMs + 15_000 },
  typed: { text: '', fromMs: startsAtMs, untilMs: startsAtMs + 30_000 },
};

test('a code that is drawn and in sight is shown', () => {
  assert.deepEqual(screenAt(displayOf(5), code, startsAtMs + 10_000, 'in_sight'), { epoch: 2, isShown: true });
  assert.deepEqual(screenAt(displayOf(5), code, startsAtMs + 14_999, 'in_sight'), { epoch: 2, isShown: true });
});

test('a hidden code, another tab and a page without keys show nothing, and the epoch is known', () => {
  assert.deepEqual(screenAt(displayOf(5), code, startsAtMs + 12_000, 'out_of_sight'), { epoch: 2, isShown: false });
  assert.deepEqual(screenAt(displayOf(5), { kind: 'keys_ran_out' }, startsAtMs + 12_000, 'in_sight'), { epoch: 2, isShown: false });
  assert.equal(screenAt(displayOf(5), { kind: 'closed' }, startsAtMs + 12_000, 'in_sight'), undefined);
});

test('a picture that stayed while the computer slept is not shown, neither then nor now', () => {
  assert.deepEqual(screenAt(displayOf(5), code, startsAtMs + 95_000, 'in_sight'), { epoch: 19, isShown: false });
});

test('of a static code that is hidden nothing is said', () => {
  assert.equal(screenAt(displayOf(0), code, startsAtMs + 12_000, 'out_of_sight'), undefined);
  assert.deepEqual(screenAt(displayOf(0), code, startsAtMs + 12_000, 'in_sight'), { epoch: 0, isShown: true });
});

test('before the start the epoch is negative, which no report speaks of', () => {
  assert.ok(screenAt(displayOf(5), { kind: 'scheduled', opensAtMs: startsAtMs }, startsAtMs - 1, 'in_sight')!.epoch < 0);
});
