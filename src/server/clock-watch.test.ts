import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import fc from 'fast-check';

import { clockWatch, lookAtClock, type ClockJump } from './clock-watch.ts';

/** Two clocks that the test moves. */
function clocks() {
  const now = { wall: 1_790_000_000_000, monotonic: 5_000 };
  const pass = (ms: number) => {
    now.wall += ms;
    now.monotonic += ms;
  };
  return { now, pass, watch: clockWatch({ wall: () => now.wall, monotonic: () => now.monotonic }) };
}

test('time that passes is no jump, however late a look comes', () => {
  const { pass, watch } = clocks();
  for (const ms of [1_000, 1, 60_000, 86_400_000]) {
    pass(ms);
    assert.equal(watch.look(), null);
  }
  assert.equal(watch.recent(), null);
});

test('a clock that was set ahead or back is noticed at the next look, once, with how far', () => {
  const { now, pass, watch } = clocks();
  for (const byMs of [37_000, -37_000, 86_400_000, -1_001]) {
    pass(1_000);
    now.wall += byMs;
    assert.deepEqual(watch.look(), { atMs: now.wall, byMs });
    pass(1_000);
    assert.equal(watch.look(), null);
  }
});

test('the slow correction of a time service is no jump, and the newest jump is said for an hour of time that passed', () => {
  const { now, pass, watch } = clocks();
  for (let second = 0; second < 100; second++) {
    pass(1_000);
    now.wall += 500;
    assert.equal(watch.look(), null);
  }
  now.wall -= 5_000;
  const jump = watch.look();
  pass(3_599_999);
  assert.deepEqual(watch.recent(), jump);
  pass(1);
  assert.equal(watch.recent(), null);
});

test('whatever the clocks do between two looks, a jump is told exactly where they differ by more than a second', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: -100_000, max: 100_000 }))), (steps) => {
      const { now, pass, watch } = clocks();
      for (const [passedMs, byMs] of steps) {
        pass(passedMs);
        now.wall += byMs;
        assert.deepEqual(watch.look(), Math.abs(byMs) > 1_000 ? { atMs: now.wall, byMs } : null);
      }
    }),
  );
});

test('a jump is told within a second or two, and not after it was stopped', (context) => {
  mock.timers.enable({ apis: ['setInterval'] });
  context.after(() => mock.timers.reset());
  const { now, pass, watch } = clocks();
  const told: ClockJump[] = [];
  const stop = lookAtClock(watch, (jump) => void told.push(jump));
  now.wall += 37_000;
  for (let second = 0; second < 3; second++) {
    pass(1_000);
    mock.timers.tick(1_000);
  }
  assert.deepEqual(told.map(({ byMs }) => byMs), [37_000]);
  stop();
  now.wall += 37_000;
  mock.timers.tick(5_000);
  assert.equal(told.length, 1);
});
