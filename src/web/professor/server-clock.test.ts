import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serverClock } from './server-clock.ts';

function counter() {
  let nowMs = 0;
  return { now: () => nowMs, set: (toMs: number) => (nowMs = toMs) };
}

test('the clock knows no time before the first reply', () => {
  assert.equal(serverClock(() => 0).now(), undefined);
});

test('half of the round trip is added to what the server said', () => {
  const page = counter();
  const clock = serverClock(page.now);
  page.set(1_000);
  clock.sync(500_000, 600, 1_000);
  assert.equal(clock.now(), 500_200);
  page.set(3_000);
  assert.equal(clock.now(), 502_200);
});

test('a reply over a slow network does not spoil a better estimate', () => {
  const page = counter();
  const clock = serverClock(page.now);
  clock.sync(500_000, 0, 0);
  page.set(4_000);
  clock.sync(500_500, 0, 4_000);
  assert.equal(clock.now(), 504_000);
});

test('a small correction never turns the clock back', () => {
  const page = counter();
  const clock = serverClock(page.now);
  clock.sync(500_000, -800, 0);
  const before = clock.now()!;
  clock.sync(500_000, 0, 0);
  assert.equal(clock.now(), before);
  page.set(1_000);
  assert.equal(clock.now(), 501_000);
});

test('after a sleep in which the counter stood still the next reply is believed', () => {
  const page = counter();
  const clock = serverClock(page.now);
  clock.sync(500_000, 0, 0);
  page.set(10_000);
  clock.sync(900_000, 9_980, 10_000);
  assert.equal(clock.now(), 900_010);
});

test('a server clock that was set back by minutes is followed', () => {
  const page = counter();
  const clock = serverClock(page.now);
  clock.sync(900_000, 0, 0);
  clock.now();
  clock.sync(500_000, 0, 0);
  assert.equal(clock.now(), 500_000);
});
