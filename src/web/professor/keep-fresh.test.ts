import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepFresh } from './keep-fresh.ts';

/** A page whose time and visitors the test decides about. */
function openPage() {
  const timers = new Set<() => void>();
  let comeBack: (() => void) | undefined;
  let loads = 0;
  function after(run: () => void) {
    const timer = () => run();
    timers.add(timer);
    return () => void timers.delete(timer);
  }
  function onWake(run: () => void) {
    comeBack = run;
    return () => void (comeBack = undefined);
  }
  function pass() {
    const [next] = timers;
    if (next === undefined) return;
    timers.delete(next);
    next();
  }
  const stop = keepFresh({ after, onWake }, async () => void loads++, 1_000);
  return { timers, stop, loads: () => loads, pass, comeBack: () => comeBack?.() };
}

test('a page loads at once, when its time has come, and when somebody comes back to it', () => {
  const page = openPage();
  assert.equal(page.loads(), 1);
  page.pass();
  assert.equal(page.loads(), 2);
  page.comeBack();
  assert.equal(page.loads(), 3);
  assert.equal(page.timers.size, 1, 'one load is to come, not one for each cause');
});

test('a page that was left loads no more', () => {
  const page = openPage();
  page.stop();
  page.pass();
  page.comeBack();
  assert.equal(page.loads(), 1);
});
