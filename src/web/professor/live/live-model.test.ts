import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LiveEvent, RecordView } from '../../../protocol/schemas.ts';
import type { StaffContext } from '../staff-context.ts';
import { liveModel } from './live-model.ts';

function recordOf(student: string, seq: number): RecordView {
  const at = new Date(Date.UTC(2026, 10, 23, 9, 0, seq)).toISOString();
  return {
    ...{ student_id: student, attendance: 'present', grade: 'online_in_window', standing: 'counted', reasons: [] },
    ...{ latency_seconds: seq, scanned_at: at, received_at: at, device: null, note: null, checks: [], asked: false, seq },
  };
}

function eventOf(records: readonly RecordView[], cursor: number, complete = true): LiveEvent {
  const session = { course: 'Networks', server_now: '2026-11-23T09:00:00Z' } as LiveEvent['session'];
  return { session, records: [...records], refused: [], removed: [], alarm: null, counts: { counted: cursor, provisional: 0, held: 0, refused: 0 }, cursor, complete, restart: false };
}

/** A page whose server streams what it is told to, one stream a connection. */
function page() {
  const streams: { readonly address: string; send(event: LiveEvent): Promise<void>; cut(): Promise<void> }[] = [];
  const wakers = new Set<() => void>();
  const timers: (() => void)[] = [];
  const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const fetch = async (address: unknown) => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
    streams.push({
      address: String(address),
      send(event) {
        controller.enqueue(new TextEncoder().encode(`id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`));
        return settle() as Promise<void>;
      },
      cut() {
        controller.close();
        return settle() as Promise<void>;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const context = {
    api: { call: async () => ({ ok: false, failure: { kind: 'unreachable', problem: '' } }) },
    feed: {
      ...{ fetch, baseUrl: '', nowMs: () => 7, random: () => 0 },
      setTimer(ms: number, task: () => void) {
        if (ms < 40_000) timers.push(task);
        return () => undefined;
      },
    },
    monotonicNow: () => 0,
    onWake(run: () => void) {
      wakers.add(run);
      return () => wakers.delete(run);
    },
    signedOut: () => assert.fail('nobody was signed out'),
  } as unknown as StaffContext;
  const model = liveModel(context, 's');
  return { model, streams, settle, wake: () => wakers.forEach((run) => run()), nextTimer: () => timers.shift()!() };
}

test('a table that comes in pieces is shown when it is whole', async () => {
  const { model, streams, settle } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1)], 1, false));
  assert.equal(model.table.value.records.size, 0);
  await streams[0]!.send(eventOf([recordOf('b', 2)], 2));
  assert.deepEqual(model.rows.value.keys, ['B', 'A']);
  model.stop();
});

test('while somebody reads, a new row waits until it is let in', async () => {
  const { model, streams, settle } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1)], 1));
  model.isReading.value = true;
  await streams[0]!.send(eventOf([recordOf('b', 2)], 2));
  assert.deepEqual(model.rows.value, { keys: ['A'], waiting: 1 });
  model.letIn();
  assert.deepEqual(model.rows.value, { keys: ['B', 'A'], waiting: 0 });
  model.stop();
});

test('another filter is taken at once, whoever reads', async () => {
  const { model, streams, settle } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1), { ...recordOf('b', 2), standing: 'held' }], 2));
  model.isReading.value = true;
  model.filter.value = 'held';
  assert.deepEqual(model.rows.value, { keys: ['B'], waiting: 0 });
  model.stop();
});

test('a cut connection is said, and the next one goes on from the last cursor', async () => {
  const { model, streams, settle, nextTimer } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1)], 1));
  await streams[0]!.cut();
  assert.deepEqual(model.feed.value.kind === 'disconnected' && model.feed.value.sinceMs, 7);
  nextTimer();
  await settle();
  assert.match(streams[1]!.address, /after=1$/);
  await streams[1]!.send(eventOf([recordOf('b', 2)], 2));
  assert.equal(model.feed.value.kind, 'connected');
  assert.equal(model.table.value.records.size, 2);
  model.stop();
});

test('after a sleep a new connection is made although the old one seems alive', async () => {
  const { model, streams, settle, wake } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1)], 1));
  wake();
  await settle();
  assert.equal(streams.length, 2);
  assert.match(streams[1]!.address, /after=1$/);
  model.stop();
});

test('only a row that came while the page was open is marked as new', async () => {
  const { model, streams, settle } = page();
  await settle();
  await streams[0]!.send(eventOf([recordOf('a', 1)], 1));
  await streams[0]!.send(eventOf([recordOf('b', 2)], 2));
  assert.equal(model.arrivedAtMs('A'), undefined);
  assert.equal(model.arrivedAtMs('B'), 0);
  model.stop();
});
