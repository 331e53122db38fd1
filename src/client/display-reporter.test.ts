import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DisplayReportBody } from '../protocol/display-schemas.ts';
import type { Result } from '../protocol/result.ts';
import type { ApiFailure } from './api.ts';
import { displayReporter } from './display-reporter.ts';

type Reply = Result<{ hide: boolean | null; order_seq: number }, ApiFailure>;
const heard: Reply = { ok: true, value: { hide: null, order_seq: 0 } };
const noNetwork: Reply = { ok: false, failure: { kind: 'unreachable', problem: 'no connection to the server' } };

/** A display whose time is turned by hand, over a network that a test switches. */
function page(kept: string | null = null, firstId = 1) {
  let nowMs = 0;
  let ids = firstId;
  let storage = kept;
  let reply = heard;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const sent: { readonly id: string; readonly body: DisplayReportBody; readonly how: string }[] = [];
  const orders: boolean[] = [];
  const state = { name: '', isHidden: false, isTypedShown: true };
  let isIdle = false;
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const reporter = displayReporter({
    async send(id, body, how) {
      if (reply.ok) sent.push({ id, body, how });
      return reply;
    },
    newId: () => String(ids++).padStart(22, 'd'),
    monotonicNow: () => nowMs,
    after(run, ms) {
      const timer = { atMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    recall: () => storage,
    keep: (text) => (storage = text),
    state: () => ({ ...state }),
    isIdle: () => isIdle,
    onOrder: (hide) => orders.push(hide),
  });
  return {
    ...{ reporter, sent, orders, state, settle },
    storage: () => storage,
    rest: () => (isIdle = true),
    answer: (next: Reply) => (reply = next),
    epochs: () => sent.map(({ body }) => [body.known, body.shown]).filter(([known]) => known !== null),
    async pass(ms: number): Promise<void> {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.atMs);
        timers.delete(next);
        next.run();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

test('a display tells the server that it is there before it shows anything, and then asks for orders', async () => {
  const { sent, pass } = page();
  await pass(12_000);
  assert.equal(sent.length, 4);
  assert.deepEqual(sent[0]!.body, { known: null, shown: [], typed_shown: true, hidden: false });
});

test('a display without a code asks less often', async () => {
  const { sent, rest, pass } = page();
  rest();
  await pass(29_000);
  assert.equal(sent.length, 2);
});

test('an epoch is reported soon after it begins, and once', async () => {
  const { reporter, epochs, pass } = page();
  await pass(2_000);
  reporter.look(10, true);
  await pass(300);
  assert.deepEqual(epochs(), [[[10, 10], [[10, 10]]]]);
  reporter.look(10, true);
  await pass(4_700);
  reporter.look(11, false);
  await pass(5_000);
  reporter.look(12, true);
  await pass(5_000);
  assert.deepEqual(epochs().slice(1), [[[11, 12], [[12, 12]]]]);
});

test('without a network epochs are kept, and sent in order and once when it is back', async () => {
  const { reporter, epochs, answer, pass } = page();
  reporter.look(1, true);
  await pass(2_000);
  answer(noNetwork);
  for (const [epoch, isShown] of [[2, true], [3, false], [4, false], [5, true]] as const) {
    reporter.look(epoch, isShown);
    await pass(5_000);
  }
  answer(heard);
  reporter.wake();
  await pass(5_000);
  assert.deepEqual(epochs(), [[[1, 1], [[1, 1]]], [[2, 5], [[2, 2], [5, 5]]]]);
});

test('an order is obeyed once', async () => {
  const { orders, answer, pass } = page();
  answer({ ok: true, value: { hide: true, order_seq: 3 } });
  await pass(9_000);
  answer({ ok: true, value: { hide: false, order_seq: 4 } });
  await pass(9_000);
  assert.deepEqual(orders, [true, false]);
});

test('that the code was hidden, or the name changed, is said soon', async () => {
  const { reporter, sent, state, pass } = page();
  await pass(2_000);
  Object.assign(state, { isHidden: true, name: 'Stream' });
  reporter.wake();
  await pass(300);
  assert.deepEqual([sent.at(-1)!.body.hidden, sent.at(-1)!.body.name], [true, 'Stream']);
});

test('a page that goes says its last word, which a reload without a network says again', async () => {
  const first = page();
  first.reporter.look(6, true);
  await first.pass(2_000);
  first.reporter.look(7, true);
  first.answer(noNetwork);
  await first.reporter.leave();

  const second = page(first.storage(), 5);
  second.reporter.look(8, true);
  await second.pass(6_000);
  const [old, own] = [second.sent.filter(({ id }) => id.endsWith('1')), second.sent.filter(({ id, body }) => id.endsWith('5') && body.known !== null)];
  assert.deepEqual(old.map(({ body }) => [body.known, body.shown, body.is_last]), [[[7, 7], [[7, 7]], undefined], [[7, 7], [[7, 7]], true]]);
  assert.deepEqual(own.map(({ body }) => body.known), [[8, 8]]);
});

test('a last word that the server has is not said again', async () => {
  const first = page();
  first.reporter.look(6, true);
  await first.pass(2_000);
  await first.reporter.leave();
  assert.deepEqual(first.sent.filter(({ body }) => body.is_last === true).map(({ body, how }) => [body.known, how]), [[[6, 6], 'leaves']]);
  const second = page(first.storage(), 5);
  await second.pass(6_000);
  assert.ok(second.sent.every(({ id }) => id.endsWith('5')));
});

test('a page that was killed loses no epoch, and nobody says for it that it closed', async () => {
  const first = page();
  first.answer(noNetwork);
  for (const epoch of [6, 7, 8]) first.reporter.look(epoch, epoch !== 7);
  const second = page(first.storage(), 5);
  await second.pass(6_000);
  assert.deepEqual(second.epochs(), [[[6, 8], [[6, 6], [8, 8]]]]);
  assert.ok(second.sent.every(({ body }) => body.is_last === undefined));
});

test('a server whose clock went back gets what was shown before and after it', async () => {
  const { reporter, epochs, pass } = page();
  await pass(2_000);
  reporter.look(50, true);
  reporter.look(51, false);
  reporter.look(20, true);
  await pass(6_000);
  assert.deepEqual(epochs(), [[[50, 50], [[50, 50]]], [[20, 20], [[20, 20]]]]);
});

test('what stands in the storage and is no report is passed over', async () => {
  for (const text of ['', '{}', '{"displayId":"x","log":{"from":1,"now":2,"shown":[]},"old":[]}', `{"displayId":"${'d'.repeat(22)}","log":{"from":-1,"now":2,"shown":[]},"old":[]}`]) {
    const { epochs, pass } = page(text);
    await pass(5_000);
    assert.deepEqual(epochs(), []);
  }
});
