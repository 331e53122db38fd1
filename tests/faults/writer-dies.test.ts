import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { after, afterEach, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import threads, { type Worker } from 'node:worker_threads';

import { startServer, type RunningServer } from '../http/start-server.ts';
import { attendanceOf, createSession, entryBody, type CreatedSession } from '../support/classroom.ts';
import { damagesOf } from '../support/damages.ts';
import { httpClient, sendJson, type HttpClient } from '../support/http-client.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';

/** The thread that writes to the embedded database dies in the running server, in whatever way, and another takes its place. */

const started: Worker[] = [];
const note = (worker: Worker) => void (worker.threadName === 'writer' && started.push(worker));
process.on('worker', note);
after(() => process.off('worker', note));

let server: RunningServer;
let client: HttpClient;
let session: CreatedSession;
beforeEach(async () => {
  server = await startServer();
  client = httpClient(portOf(server), 8);
  session = await createSession(client, server.token, { duration_minutes: 600 });
});
afterEach(async () => {
  client.close();
  await server.stop();
});

function portOf({ origin }: RunningServer): number {
  return Number(new URL(origin).port);
}

function submit(student: string, body: unknown = entryBody(session, student, null)) {
  return sendJson(client, '/submit_attendance', body);
}

async function until(what: string, withinMs: number, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const endMs = performance.now() + withinMs; !(await isSo()); await pause(5)) assert.ok(performance.now() < endMs, `waited in vain: ${what}`);
}

const isReady = async () => (await client.send('/readyz')).status === 200;
const restarts = async () => Number(/^attend_writer_restarts_total (\d+)$/m.exec((await client.send('/metrics')).body)![1]);
const students = async () => (await attendanceOf(client, server.token, session.session_id)).map(({ student_id: student }) => student);
const logged = (words: string) => server.log.filter((line) => line.includes(words)).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

test('under load it dies twice: nothing that was acknowledged is lost, and nothing that is sent again is stored twice', async (test) => {
  const gaps: number[] = [];
  const load = startLoad({ ports: () => [portOf(server)], session, phones: 8 });
  test.after(() => load.abandon());
  for (let death = 0; death < 2; death++) {
    const before = load.acknowledged.size;
    await until('load', 10_000, () => load.acknowledged.size > before + 50);
    load.takeLongestGapMs();
    await started.at(-1)!.terminate();
    await until('load again', 10_000, () => load.acknowledged.size > before + 80);
    gaps.push(Math.round(load.takeLongestGapMs()));
  }
  await load.stop();
  assert.ok(load.counts.refused > 0, 'no death hit a submission');
  assert.deepEqual(compareRows(load, await students()), []);
  assert.equal(await restarts(), 2);
  // An idle machine needs a third of a second; this one may be busy.
  assert.ok(Math.max(...gaps) < 5_000);
  test.diagnostic(`nothing was acknowledged for ${gaps.join(', ')} ms`);
});

test('what it was doing is answered with 503 to be sent again, what comes next is stored, and the log says why', async () => {
  const writer = started.at(-1)!;
  const ask = writer.postMessage.bind(writer);
  const body = entryBody(session, 'A', null);
  // It takes one message after the other, and breaks at this one before it comes to what it is asked next.
  writer.postMessage = (message: unknown, transfer?: readonly threads.Transferable[]) => [ask(null), ask(message, transfer)];
  const lost = await fetch(`${server.origin}/submit_attendance`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.equal(lost.status, 503);
  assert.match(lost.headers.get('retry-after')!, /^\d+$/);
  assert.equal(((await lost.json()) as { readonly code: string }).code, 'storage_unavailable');
  assert.equal((await submit('A', body)).status, 201);
  assert.ok(await isReady());
  assert.deepEqual(await students(), ['A']);
  assert.equal(await restarts(), 1);
  const [said] = logged('the thread that writes died');
  assert.match(String(said?.['why']), /null/);
  assert.deepEqual([said?.['in_a_row'], said?.['starts_again_in_ms']], [1, 0]);
});

test('it runs out of memory, and the server goes on', async () => {
  const { Worker: ordinary } = threads;
  threads.Worker = class extends ordinary {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      super(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: 48 } });
    }
  };
  syncBuiltinESMExports();
  await started.at(-1)!.terminate();
  await until('the small thread', 2_000, isReady);
  threads.Worker = ordinary;
  syncBuiltinESMExports();
  const small = started.at(-1)!;
  small.postMessage({ id: 0, method: 'commit', args: [Array.from({ length: 1_500_000 }, (_, place) => ({ place }))] });
  await until('its death', 20_000, async () => (await restarts()) === 2);
  assert.match(String(logged('the thread that writes died').at(-1)?.['why']), /memory/);
  await until('ready', 2_000, isReady);
  assert.equal((await submit('A')).status, 201);
  assert.deepEqual(await students(), ['A']);
});

test('one that dies again and again is started ever more slowly, readiness fails, and what is stored stays whole', async () => {
  assert.equal((await submit('A')).status, 201);
  for (let death = 1; death <= 4; death++) {
    const count = started.length;
    await started.at(-1)!.terminate();
    if (death < 4) await until('the next one', 2_000, () => started.length > count);
  }
  assert.deepEqual(logged('the thread that writes died').map((line) => line['starts_again_in_ms']), [0, 100, 200, 400]);
  assert.equal(await isReady(), false);
  await until('stored', 5_000, async () => (await submit('B')).status === 201);
  assert.equal(await isReady(), false, 'it has not lived for long yet');
  assert.deepEqual((await students()).toSorted(), ['A', 'B']);
  assert.deepEqual(await damagesOf(server.dataDir), []);
});
