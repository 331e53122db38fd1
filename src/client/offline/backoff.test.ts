import assert from 'node:assert/strict';
import { it } from 'node:test';

import { backoffCapMs, backoffMs, maxRetryAfterMs, parseRetryAfter } from './backoff.ts';

it('waits anything from nothing to twice as long after each failure, up to five minutes', () => {
  assert.equal(backoffMs(0, () => 0), 0);
  assert.equal(backoffMs(0, () => 0.999), 999);
  assert.equal(backoffMs(3, () => 0.5), 4000);
  assert.equal(backoffMs(9, () => 0.5), backoffCapMs / 2);
  assert.equal(backoffMs(10_000, () => 0.5), backoffCapMs / 2);
});

it('waits the time that the server asks for, and its own on top, so that not everybody comes back at once', () => {
  assert.equal(backoffMs(1, () => 0.5, 7000), 8000);
  assert.equal(backoffMs(0, () => 0, 10 ** 9), maxRetryAfterMs);
});

it('reads Retry-After as seconds or as a date, and anything else as nothing', () => {
  const nowMs = Date.parse('2026-11-02T09:00:00Z');
  assert.equal(parseRetryAfter('3', nowMs), 3000);
  assert.equal(parseRetryAfter('Mon, 02 Nov 2026 09:00:05 GMT', nowMs), 5000);
  assert.equal(parseRetryAfter('Mon, 02 Nov 2026 08:00:00 GMT', nowMs), 0);
  for (const other of [null, '', 'soon', '-1', '1e9', '99999999999999']) assert.equal(parseRetryAfter(other, nowMs), 0, String(other));
});
