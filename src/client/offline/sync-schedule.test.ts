import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { SyncSummary } from './sync.ts';
import { syncSchedule } from './sync-schedule.ts';

const done = { recorded: 1, alreadyRecorded: 0, refused: 0, waiting: 0, problem: null, retryInMs: null };

/** A schedule whose passes end when the test says so and whose timers ring when it says so. */
function setUp() {
  const passes: { end: (summary: SyncSummary | undefined) => void; fail: (error: Error) => void }[] = [];
  const timers: { ms: number; task: () => void }[] = [];
  const schedule = syncSchedule({
    sync: () => new Promise((end, fail) => passes.push({ end, fail })),
    setTimer: (ms, task) => {
      const timer = { ms, task };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    random: () => 0.5,
  });
  const ring = () => timers.shift()!.task();
  return { schedule, passes, timers, ring };
}

it('runs a pass at once, and none by itself where nothing waits', async () => {
  const { schedule, passes, timers } = setUp();
  schedule.kick();
  assert.equal(passes.length, 1);
  passes[0]!.end(done);
  await nextTurn();
  assert.deepEqual([passes.length, timers.length], [1, 0]);
});

it('comes back when the pass said, and at once when kicked before', async () => {
  const { schedule, passes, timers, ring } = setUp();
  schedule.kick();
  passes[0]!.end({ ...done, waiting: 1, retryInMs: 4000 });
  await nextTurn();
  assert.deepEqual(timers.map(({ ms }) => ms), [4000]);
  ring();
  assert.equal(passes.length, 2);
  passes[1]!.end({ ...done, waiting: 1, retryInMs: 8000 });
  await nextTurn();
  schedule.kick();
  assert.deepEqual([passes.length, timers.length], [3, 0]);
});

it('runs one pass at a time, and one more for any number of kicks in between', async () => {
  const { schedule, passes } = setUp();
  for (let kick = 0; kick < 5; kick++) schedule.kick();
  assert.equal(passes.length, 1);
  passes[0]!.end(done);
  await nextTurn();
  assert.equal(passes.length, 2);
  passes[1]!.end(done);
  await nextTurn();
  assert.equal(passes.length, 2);
});

it('looks again later where somebody else was syncing, or where the queue failed', async () => {
  const { schedule, passes, timers, ring } = setUp();
  schedule.kick();
  passes[0]!.end(undefined);
  await nextTurn();
  assert.deepEqual(timers.map(({ ms }) => ms), [15_000]);
  ring();
  passes[1]!.fail(new Error('disk full'));
  await nextTurn();
  assert.deepEqual(timers.map(({ ms }) => ms), [1000]);
});

it('looks after an entry that the page sends itself, a little later', async () => {
  const { schedule, passes, timers } = setUp();
  schedule.watch();
  schedule.watch();
  assert.deepEqual(timers.map(({ ms }) => ms), [3000]);
  assert.equal(passes.length, 0);
});

it('begins nothing after it was stopped, and waits for the pass that runs', async () => {
  const { schedule, passes, timers } = setUp();
  schedule.kick();
  let isStopped = false;
  const stopping = schedule.stop().then(() => (isStopped = true));
  await nextTurn();
  assert.equal(isStopped, false);
  passes[0]!.end({ ...done, waiting: 1, retryInMs: 10 });
  await stopping;
  schedule.kick();
  schedule.watch();
  assert.deepEqual([passes.length, timers.length], [1, 0]);
});
