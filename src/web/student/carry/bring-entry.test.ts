import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RawReply } from '../../../client/offline/answer.ts';
import { bringEntry } from './bring-entry.ts';

const json = 'application/json; charset=utf-8';
const carried = { status: 200, contentType: json, body: '{"status":"carried"}', retryAfter: null };
const refused = (status: number, code: string): RawReply => ({ status, contentType: json, body: JSON.stringify({ status: 'error', code, reason: code }), retryAfter: null });
const portal = { status: 200, contentType: 'text/html', body: '', retryAfter: null };

/** A phone that gets these replies, one after the other; an error is a network that is not there. */
function phone(replies: readonly (RawReply | Error)[]) {
  const told: string[] = [];
  const posted: unknown[] = [];
  const timers: (() => void)[] = [];
  const wakers: (() => void)[] = [];
  let isOnline = true;
  const stop = (sealed = 'SEALED') =>
    bringEntry(
      sealed,
      {
        post: async (path, body) => {
          posted.push([path, body]);
          const reply = replies[posted.length - 1];
          if (reply === undefined || reply instanceof Error) throw new TypeError('Failed to fetch');
          return reply;
        },
        isOnline: () => isOnline,
        onWake: (run) => (wakers.push(run), () => void (wakers.length = 0)),
        setTimer: (_, task) => (timers.push(task), () => void timers.splice(timers.indexOf(task), 1)),
        nowMs: () => 0,
        random: () => 0,
      },
      ({ kind }) => told.push(kind),
    );
  return { told, posted, timers, wakers, bring: stop, setOnline: (value: boolean) => (isOnline = value) };
}

const settle = () => new Promise(setImmediate);

test('a sealed scan is posted once, and delivered is said only on the server’s own word', async () => {
  const { told, posted, timers, wakers, bring } = phone([carried]);
  bring();
  await settle();
  assert.deepEqual(told, ['bringing', 'delivered']);
  assert.deepEqual(posted, [['/carry', { sealed: 'SEALED' }]]);
  assert.deepEqual([timers.length, wakers.length], [0, 0]);
});

test('a network that fails, a portal and a server that cannot store are no answer: it is brought again', async () => {
  const { told, posted, timers, bring } = phone([new Error('down'), portal, refused(503, 'storage_unavailable'), refused(200, 'malformed'), carried]);
  bring();
  for (let round = 0; round < 5; round++) {
    await settle();
    timers.shift()?.();
  }
  await settle();
  assert.equal(posted.length, 5);
  assert.deepEqual(told, ['bringing', 'unanswered', 'unanswered', 'unanswered', 'unanswered', 'delivered']);
});

test('a phone that is offline itself keeps it and brings it when the network is back', async () => {
  const { told, posted, wakers, bring, setOnline } = phone([carried]);
  setOnline(false);
  bring();
  await settle();
  assert.deepEqual([told, posted.length], [['offline'], 0]);
  setOnline(true);
  wakers[0]!();
  await settle();
  assert.deepEqual(told, ['offline', 'bringing', 'delivered']);
});

test('what the server cannot open is said, and not tried again', async () => {
  for (const [reply, kind] of [[refused(400, 'malformed'), 'not_ours'], [refused(400, 'bad_encoding'), 'not_ours'], [refused(400, 'unsupported_version'), 'refused']] as const) {
    const { told, timers, wakers, bring } = phone([reply]);
    bring();
    await settle();
    assert.deepEqual([told.at(-1), timers.length, wakers.length], [kind, 0, 0]);
  }
});

test('a page that is left says nothing more and asks nothing more', async () => {
  const { told, timers, wakers, bring } = phone([new Error('down'), carried]);
  const stop = bring();
  await settle();
  const [again] = timers;
  stop();
  again!();
  await settle();
  assert.deepEqual(told, ['bringing', 'unanswered']);
  assert.deepEqual([timers.length, wakers.length], [0, 0]);
});
