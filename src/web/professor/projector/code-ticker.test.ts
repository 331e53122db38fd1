import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { signal } from '@preact/signals';

import type { DisplayView } from '../../../protocol/schemas.ts';
import { serverClock } from '../server-clock.ts';
import { codeTicker } from './code-ticker.ts';

const startsAtMs = Date.parse('2026-11-23T09:00:00Z');

function displayOf(state: DisplayView['session']['state']): DisplayView {
  const session = { state, starts_at: '2026-11-23T09:00:00Z', closes_at: '2026-11-23T09:01:00Z', rotation_seconds: 5, grace_seconds: 10 };
  return {
    ...{ session, tag: '0102030405060708', starts_at_ms: startsAtMs, display: 0, url_prefix: '', typed_at: '', counted: 0, server_now_ms: startsAtMs },
    blocks: [{ block: 0, until_ms: startsAtMs + 900_000, key: 'A'.repeat(43) }],
  } as unknown as DisplayView;
}

/** A ticker whose timers are run by hand, one after the other. */
function started(fromMs: number, state: DisplayView['session']['state'] = 'open') {
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly run: () => void } | undefined;
  const clock = serverClock(() => nowMs);
  clock.sync(fromMs, 0, 0);
  const ticker = codeTicker({
    display: signal<DisplayView | undefined>(displayOf(state)),
    clock,
    hmac: async (key, message) => createHmac('sha256', key).update(message).digest(),
    after(run, ms) {
      timer = { atMs: nowMs + ms, run };
      return () => (timer = undefined);
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ticker,
    settle,
    async next(): Promise<number> {
      const due = timer!;
      timer = undefined;
      nowMs = due.atMs;
      due.run();
      await settle();
      return fromMs + nowMs;
    },
  };
}

test('a new code is on the screen in the very millisecond of its epoch', async () => {
  const { ticker, settle, next } = started(startsAtMs + 4_200);
  ticker.tick();
  await settle();
  const before = ticker.showing.value;
  assert.equal(await next(), startsAtMs + 5_000);
  assert.notDeepEqual(ticker.showing.value, before);
});

test('within an epoch the ticks change nothing that is drawn', async () => {
  const { ticker, settle, next } = started(startsAtMs);
  ticker.tick();
  await settle();
  const first = ticker.showing.value;
  for (let second = 1; second < 5; second++) await next();
  assert.equal(ticker.showing.value, first);
  await next();
  assert.notEqual(ticker.showing.value, first);
});

test('a scheduled session opens and an open one closes without a word from the server', async () => {
  const early = started(startsAtMs - 300, 'scheduled');
  early.ticker.tick();
  await early.settle();
  assert.equal(early.ticker.showing.value?.kind, 'scheduled');
  await early.next();
  assert.equal(early.ticker.showing.value?.kind, 'code');

  const ending = started(startsAtMs + 59_500);
  ending.ticker.tick();
  await ending.settle();
  assert.equal(ending.ticker.showing.value?.kind, 'code');
  await ending.next();
  assert.equal(ending.ticker.showing.value?.kind, 'closed');
});
