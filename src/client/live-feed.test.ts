import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { LiveEvent } from '../protocol/schemas.ts';
import { followSession, silenceMs, type FeedState } from './live-feed.ts';

/** A feed whose server, clock and timers are the test's. */
function setUp(after = 0) {
  const requests: { url: string; headers: Record<string, string>; answer: (response: Response | Error) => void }[] = [];
  const timers: { ms: number; task: () => void }[] = [];
  const states: FeedState[] = [];
  const cursors: number[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    const answered = new Promise<Response>((resolve, reject) => {
      const answer = (response: Response | Error) => (response instanceof Error ? reject(response) : resolve(response));
      requests.push({ url, headers: init.headers as Record<string, string>, answer });
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
    return answered;
  }) as typeof globalThis.fetch;
  const feed = followSession(
    {
      ...{ fetch, baseUrl: 'http://hall.test/', bearer: 'secret', nowMs: () => 1000, random: () => 0.5 },
      setTimer: (ms, task) => {
        const timer = { ms, task };
        timers.push(timer);
        return () => timers.includes(timer) && void timers.splice(timers.indexOf(timer), 1);
      },
    },
    { sessionId: 's-1', after, onEvent: ({ cursor }) => cursors.push(cursor), onState: (state) => states.push(state) },
  );
  return { feed, requests, timers, states, cursors };
}

function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  const response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const say = (text: string) => controller.enqueue(new TextEncoder().encode(text));
  return { response, say, event: (cursor: number) => say(`id: ${cursor}\ndata: ${JSON.stringify(event(cursor))}\n\n`), end: () => controller.close() };
}

function event(cursor: number): Partial<LiveEvent> {
  return { cursor, records: [], refused: [], complete: true };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

it('starts after the reader\'s cursor and goes on after the last event of a lost connection', async () => {
  const { requests, timers, states, cursors } = setUp(3);
  assert.equal(requests[0]!.url, 'http://hall.test/sessions/s-1/live?after=3');
  assert.equal(requests[0]!.headers['authorization'], 'Bearer secret');
  const first = stream();
  requests[0]!.answer(first.response);
  first.event(5);
  first.event(9);
  await settle();
  first.end();
  await settle();
  assert.deepEqual(cursors, [5, 9]);
  assert.deepEqual(states.map(({ kind }) => kind), ['connecting', 'connected', 'disconnected']);
  timers.pop()!.task();
  assert.equal(requests[1]!.url, 'http://hall.test/sessions/s-1/live?after=9');
  assert.equal(requests[1]!.headers['last-event-id'], '9');
});

it('never gives an event that is older than the last one, nor what is no event', async () => {
  const { requests, cursors } = setUp();
  const feed = stream();
  requests[0]!.answer(feed.response);
  for (const cursor of [5, 4, 5, 6]) feed.event(cursor);
  feed.say('data: <html>\n\ndata: {"cursor":7}\n\n');
  await settle();
  assert.deepEqual(cursors, [5, 5, 6]);
});

it('takes a connection without a byte for 40 s, heartbeats counted, for dead and makes a new one', async () => {
  const { requests, timers, states } = setUp();
  const feed = stream();
  requests[0]!.answer(feed.response);
  await settle();
  const before = timers.find(({ ms }) => ms === silenceMs)!;
  feed.say(': beat\n\n');
  await settle();
  assert.ok(!timers.includes(before));
  timers.find(({ ms }) => ms === silenceMs)!.task();
  feed.end();
  await settle();
  assert.equal(states.at(-1)!.kind, 'disconnected');
  timers.at(-1)!.task();
  assert.equal(requests.length, 2);
});

it('waits longer after each failure and says since when it is away', async () => {
  const { requests, timers, states } = setUp();
  const waits: number[] = [];
  for (let failure = 0; failure < 6; failure++) {
    requests.at(-1)!.answer(new TypeError('fetch failed'));
    await settle();
    const timer = timers.pop()!;
    waits.push(timer.ms);
    timer.task();
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000]);
  assert.deepEqual([...new Set(states.map((state) => (state.kind === 'disconnected' ? state.sinceMs : state.kind)))], ['connecting', 1000]);
});

it('ends where the server refuses, and goes on where a proxy failed', async () => {
  const { requests, timers, states } = setUp();
  requests[0]!.answer(new Response('<h1>502</h1>', { status: 502 }));
  await settle();
  timers.pop()!.task();
  const refusal = { status: 'error', code: 'unknown_session', reason: 'unknown session_id', retry: false, request_id: 'r' };
  requests[1]!.answer(new Response(JSON.stringify(refusal), { status: 404 }));
  await settle();
  assert.equal(states.at(-1)!.kind, 'refused');
  assert.equal(timers.length, 0);
});

it('is silent after it was stopped', async () => {
  const { feed, requests, timers, states } = setUp();
  const live = stream();
  requests[0]!.answer(live.response);
  await settle();
  feed.stop();
  live.event(5);
  live.end();
  await settle();
  assert.deepEqual(states.map(({ kind }) => kind), ['connecting', 'connected']);
  assert.equal(timers.length, 0);
});
