import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Result } from '../../../protocol/result.ts';
import type { DisplayView } from '../../../protocol/schemas.ts';
import { serverClock } from '../server-clock.ts';
import { displaySource, type DisplayTrouble } from './display-source.ts';

type Reply = Result<DisplayView, DisplayTrouble>;

const openDisplay = (serverNowMs: number) => ({ ok: true, value: { server_now_ms: serverNowMs, session: { state: 'open' } } as DisplayView }) as const;
const noAnswer: Reply = { ok: false, failure: 'no_answer' };

/** A page whose time is turned by hand and whose server answers when it is told to. */
function page() {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const questions: ((reply: Reply) => void)[] = [];
  const clock = serverClock(() => nowMs);
  const source = displaySource({
    askDisplay: () => new Promise((resolve) => questions.push(resolve)),
    clock,
    monotonicNow: () => nowMs,
    after(run, ms) {
      const timer = { atMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 1,
  });
  return {
    source,
    clock,
    questions,
    pass(ms: number): void {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        nowMs = next.atMs;
        timers.delete(next);
        next.run();
      }
      nowMs = untilMs;
    },
    async answer(reply: Reply): Promise<void> {
      questions.at(-1)!(reply);
      await new Promise(setImmediate);
    },
  };
}

test('each answer sets the clock and is followed by another question soon', async () => {
  const { source, clock, questions, pass, answer } = page();
  pass(100);
  await answer(openDisplay(50_000));
  assert.equal(clock.now(), 50_050);
  assert.equal(source.offlineSinceMs.value, undefined);
  pass(2_000);
  assert.equal(questions.length, 2);
});

test('without a network the last answer stays, and the waits grow to a quarter of a minute and no longer', async () => {
  const { source, questions, pass, answer } = page();
  await answer(openDisplay(50_000));
  pass(2_000);
  for (const waitMs of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
    await answer(noAnswer);
    const asked = questions.length;
    pass(waitMs - 1);
    assert.equal(questions.length, asked);
    pass(1);
    assert.equal(questions.length, asked + 1);
  }
  assert.equal(source.display.value?.server_now_ms, 50_000);
  assert.equal(source.offlineSinceMs.value, 2_000);
  await answer(openDisplay(99_000));
  assert.equal(source.offlineSinceMs.value, undefined);
});

test('a question that hangs is given up and asked again, and its late answer is not taken for a new one', async () => {
  const { source, questions, pass, answer } = page();
  pass(8_000);
  assert.equal(source.trouble.value, 'no_answer');
  pass(1_000);
  assert.equal(questions.length, 2);
  questions[0]!(openDisplay(1));
  await new Promise(setImmediate);
  assert.equal(source.display.value, undefined);
  await answer(openDisplay(2));
  assert.equal(source.display.peek()?.server_now_ms, 2);
});

test('a stopped source asks no more', async () => {
  const { source, questions, pass, answer } = page();
  source.stop();
  await answer(openDisplay(1));
  pass(60_000);
  assert.equal(questions.length, 1);
  assert.equal(source.display.value, undefined);
});
