import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { firstWaitMs, forgetMs, freeTries, longestWaitMs, typedTries, wrongCodeBudget, type TriedCode, type TypedOutcome, type TypedTries, type Typist } from './typed-tries.ts';

const ann: Typist = { studentKey: 'ANN', deviceId: null };

/** One try from begin to end; how long it has to wait where it may not. */
function tryOnce(tries: TypedTries, typist: Typist, outcome: TypedOutcome, nowMs: number): number {
  const one = tries.begin(typist, nowMs);
  if (!one.isAllowed) return one.waitMs;
  one.settle(outcome, nowMs);
  return 0;
}

test('five wrong codes are free, then the waits double up to a quarter of an hour', () => {
  const tries = typedTries();
  for (let wrong = 0; wrong < freeTries; wrong++) assert.equal(tryOnce(tries, ann, 'wrong', 0), 0);
  const waits: number[] = [];
  let nowMs = 0;
  for (let round = 0; round < 8; round++) {
    const waitMs = tryOnce(tries, ann, 'wrong', nowMs);
    assert.equal(tryOnce(tries, ann, 'wrong', nowMs + waitMs - 1), 1, 'a try during the wait is not looked at');
    waits.push(waitMs);
    nowMs += waitMs;
    assert.equal(tryOnce(tries, ann, 'wrong', nowMs), 0);
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1_000));
});

test('a right code gives all tries back, and so does an hour without a wrong one', () => {
  const tries = typedTries();
  for (let wrong = 0; wrong < 4; wrong++) tryOnce(tries, ann, 'wrong', 0);
  tryOnce(tries, ann, 'right', 0);
  for (let wrong = 0; wrong < freeTries; wrong++) assert.equal(tryOnce(tries, ann, 'wrong', 0), 0);
  for (let wrong = 0; wrong < freeTries; wrong++) assert.equal(tryOnce(tries, ann, 'wrong', forgetMs + 1), 0);
});

test('a device counts under every number, and nobody is locked out by what others type under theirs', () => {
  const tries = typedTries();
  const phone = (studentKey: string) => ({ studentKey, deviceId: 'phone' });
  for (const studentKey of ['A', 'B', 'C', 'D', 'E']) assert.equal(tryOnce(tries, phone(studentKey), 'wrong', 0), 0);
  assert.equal(tryOnce(tries, phone('F'), 'right', 0), firstWaitMs);
  for (let wrong = 0; wrong < freeTries; wrong++) tryOnce(tries, ann, 'wrong', 0);
  assert.equal(tryOnce(tries, ann, 'right', 0), firstWaitMs);
  assert.equal(tryOnce(tries, { studentKey: 'ANN', deviceId: 'her own phone' }, 'right', 0), 0);
  assert.equal(tryOnce(tries, ann, 'right', 0), 0, 'her right code cleared the number');
});

test('many tries at once never pass together', () => {
  const tries = typedTries();
  const begun = Array.from({ length: 50 }, () => tries.begin(ann, 0));
  assert.equal(begun.filter(({ isAllowed }) => isAllowed).length, freeTries);
  for (const one of begun) if (one.isAllowed) one.settle('wrong', 0);
  assert.equal(tryOnce(tries, ann, 'wrong', 0), firstWaitMs);
});

test('five hundred students who type the right code are all let in, at once', () => {
  const tries = typedTries();
  for (let student = 0; student < 500; student++) assert.equal(tryOnce(tries, { studentKey: `S${student}`, deviceId: `d${student}` }, 'right', 0), 0);
  assert.equal(tries.size, 0);
});

test('wrong codes of everybody raise the alarm at the budget, block nobody, and pass after ten minutes', () => {
  let alarms = 0;
  const tries = typedTries({ onOverBudget: () => alarms++ });
  const wrong = (student: number) => tryOnce(tries, { studentKey: `S${student}`, deviceId: null }, 'wrong', 1_000);
  for (let student = 1; student < wrongCodeBudget; student++) wrong(student);
  assert.deepEqual([tries.wrongLately(1_000), alarms], [wrongCodeBudget - 1, 0]);
  for (let student = wrongCodeBudget; student <= wrongCodeBudget + 14; student++) assert.equal(wrong(student), 0);
  assert.deepEqual([tries.wrongLately(1_000), alarms], [wrongCodeBudget + 14, 2]);
  assert.equal(tryOnce(tries, { studentKey: 'HONEST', deviceId: null }, 'right', 1_000), 0);
  assert.equal(tries.wrongLately(1_000 + 11 * 60_000), 0);
});

test('memory is bounded, whatever comes', () => {
  const tries = typedTries({ maxRemembered: 100 });
  for (let student = 0; student < 10_000; student++) tryOnce(tries, { studentKey: `S${student}`, deviceId: `d${student}` }, 'wrong', 0);
  assert.ok(tries.size <= 100);
});

test('whatever is typed when: never more than five wrong codes before the first wait, and at most one after each wait', () => {
  const step = fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), outcome: fc.constantFrom<TypedOutcome>('wrong', 'neither', 'wrong', 'wrong', 'right') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tries = typedTries();
      let [nowMs, wrong, mayAtMs] = [0, 0, 0];
      for (const { afterMs, outcome } of steps) {
        nowMs += afterMs;
        const waitMs = tryOnce(tries, ann, outcome, nowMs);
        assert.equal(waitMs, Math.max(0, mayAtMs - nowMs));
        if (waitMs > 0 || outcome === 'neither') continue;
        wrong = outcome === 'right' ? 0 : wrong + 1;
        mayAtMs = wrong < freeTries ? 0 : nowMs + Math.min(longestWaitMs, firstWaitMs * 2 ** (wrong - freeTries));
      }
    }),
  );
});

test('what was tried at another node counts here, and each of both tells the other once', () => {
  const told: TriedCode[] = [];
  const here = typedTries({ onTried: (tried) => told.push(tried) });
  const there = typedTries();
  const typist = { studentKey: '2022IMT-048', deviceId: null };
  for (let wrong = 0; wrong < freeTries; wrong++) {
    const one = here.begin(typist, 0);
    assert.ok(one.isAllowed);
    one.settle('wrong', 0);
  }
  assert.equal(told.length, freeTries);
  for (const tried of told) there.noteElsewhere(tried);
  assert.equal(there.wrongLately(0), freeTries);
  assert.deepEqual(there.begin(typist, 0), { isAllowed: false, waitMs: firstWaitMs });
  there.noteElsewhere({ outcome: 'right', keys: told[0]!.keys, atMs: 1 });
  assert.ok(there.begin(typist, 1).isAllowed);
});

test('a right code of somebody who typed nothing wrong is told to nobody', () => {
  const told: TriedCode[] = [];
  const one = typedTries({ onTried: (tried) => told.push(tried) }).begin({ studentKey: 'A', deviceId: 'phone' }, 0);
  if (one.isAllowed) one.settle('right', 0);
  assert.deepEqual(told, []);
});
