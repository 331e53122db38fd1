import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import { attendanceOf, createSession, entryBody, type CreatedSession } from '../support/classroom.ts';
import { damagesOfDatabase } from '../support/damages.ts';
import { httpClient, sendJson, type HttpClient } from '../support/http-client.ts';
import { nodesOver, type Nodes } from '../support/nodes.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { compareRows, startLoad, type RetryingLoad } from '../support/retrying-load.ts';
import { rowsIn } from '../support/rows-in.ts';
import { runAttend, type ServerProcess } from '../support/server.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { watchHealth } from '../support/watch-health.ts';

/** One database for all, with everything that makes it durable; a node of its own for each, which reaches it over a proxy. */

let database: PostgresServer;
let databases = 0;
let url: string;
let proxy: TcpProxy;
let nodes: Nodes;
let node: ServerProcess;
let client: HttpClient;
let session: CreatedSession;

before(async () => {
  database = await startPostgres();
});
beforeEach(async () => {
  const name = `faults_${databases++}`;
  url = database.url(name);
  proxy = await tcpProxy(database.port);
  nodes = await nodesOver(url);
  node = await nodes.start({ databaseUrl: `postgres://attend@127.0.0.1:${proxy.port}/${name}` });
  client = httpClient(node.port, 4);
  session = await createSession(client, nodes.token, { duration_minutes: 600 });
});
afterEach(async () => {
  client.close();
  await nodes.remove();
  proxy.close();
});
after(() => database.remove());

const blockedMs = 200;
const recoveryMs = 10_000;

async function until(what: string, withinMs: number, isSo: () => boolean | Promise<boolean>): Promise<number> {
  const startedMs = performance.now();
  for (; !(await isSo()); await pause(20)) assert.ok(performance.now() - startedMs < withinMs, `waited in vain: ${what}`);
  return performance.now() - startedMs;
}

function submit(student: string, body: unknown = entryBody(session, student, null)) {
  return sendJson(client, '/submit_attendance', body);
}

async function students(): Promise<readonly string[]> {
  return (await attendanceOf(client, nodes.token, session.session_id)).map(({ student_id: student }) => student);
}

/** 503 with its code, to come back soon; the whole of it within the patience of a phone. */
async function assertUnavailable(student: string): Promise<void> {
  const isReadyMeanwhile = isReady();
  const reply = await fetch(`http://127.0.0.1:${node.port}/submit_attendance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entryBody(session, student, null)),
    signal: AbortSignal.timeout(15_000),
  });
  assert.equal(reply.status, 503);
  assert.match(reply.headers.get('retry-after')!, /^\d+$/);
  assert.equal(((await reply.json()) as { readonly code: string }).code, 'storage_unavailable');
  assert.equal(await isReadyMeanwhile, false);
}

async function isReady(): Promise<boolean> {
  return (await client.send('/readyz')).status === 200;
}

async function underLoad(work: (load: RetryingLoad) => Promise<void>): Promise<RetryingLoad> {
  const load = startLoad({ ports: () => [node.port], session, phones: 12, restMs: 1 });
  try {
    await until('load', 20_000, () => load.acknowledged.size > 100);
    await work(load);
    const before = load.acknowledged.size;
    await until('load again', recoveryMs, () => load.acknowledged.size > before + 50);
    await load.stop();
  } finally {
    load.abandon();
  }
  assert.deepEqual(compareRows(load, await students()), []);
  return load;
}

test('a database that loses its power and comes back has all that was acknowledged, and the node serves within ten seconds', async () => {
  const health = watchHealth(node);
  const load = await underLoad(async () => {
    for (let cut = 0; cut < 3; cut++) {
      await database.stop('immediate');
      await assertUnavailable(`away ${cut}`);
      await database.start();
      await until('ready', recoveryMs, isReady);
      await pause(300);
    }
  });
  assert.ok(load.counts.refused > 0, 'the cuts hit nobody');
  assert.ok((await health.stop()) < blockedMs);
  assert.deepEqual(damagesOfDatabase(url), []);
});

test('a database that is away for twenty seconds is answered for with 503 at once, and served from within ten seconds of its return', async () => {
  const health = watchHealth(node);
  await underLoad(async () => {
    await database.stop('fast');
    for (const endMs = performance.now() + 20_000; performance.now() < endMs; await pause(500)) {
      const startedMs = performance.now();
      await assertUnavailable('away');
      assert.ok(performance.now() - startedMs < 1_000);
    }
    await database.start();
    await until('ready', recoveryMs, isReady);
  });
  assert.ok((await health.stop()) < blockedMs);
});

test('tables that somebody locks are answered for with 503 before a phone gives up, and written again when they are free', async () => {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  const health = watchHealth(node);
  await holder.query('begin; lock table evidence, change_counter in access exclusive mode');
  await assertUnavailable('locked');
  await holder.query('rollback');
  await holder.end();
  await until('stored', recoveryMs, async () => (await submit('free')).status === 201);
  assert.ok(await isReady());
  assert.ok((await health.stop()) < blockedMs);
  assert.deepEqual(await students(), ['free']);
});

test('a disk without room is answered for with 503, and what was acknowledged before stays', async () => {
  assert.equal((await submit('before')).status, 201);
  const full = `begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end`;
  await rowsIn(url, `create function full_disk() returns trigger language plpgsql as $$ ${full} $$`);
  for (const table of ['evidence', 'change_counter']) await rowsIn(url, `create trigger full_disk before insert or update on ${table} for each statement execute function full_disk()`);
  await assertUnavailable('full');
  await rowsIn(url, 'drop function full_disk cascade');
  assert.equal((await submit('room')).status, 201);
  assert.deepEqual((await students()).toSorted(), ['before', 'room']);
});

test('a slow way to the database slows answers and nothing else', async () => {
  proxy.setDelay(50);
  const health = watchHealth(node);
  const hall = httpClient(node.port, 200);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => sendJson(hall, '/submit_attendance', entryBody(session, `S${index}`, null))));
  hall.close();
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
  assert.ok((await health.stop()) < blockedMs);
  assert.equal((await students()).length, 200);
});

test('an entry that was stored while its answer got lost has the first receipt when it is sent again, and one row', async () => {
  const body = entryBody(session, '2022IMT-048', null);
  // What stores an entry commits it with the same message.
  const cut = proxy.cutAnswerTo('2022IMT-048');
  const lost = await submit('2022IMT-048', body);
  await cut;
  assert.equal(lost.status, 503);
  const stored = await students();
  assert.deepEqual(stored, ['2022IMT-048'], 'it was stored all the same');
  const { rows } = await rowsOf('select received_at_ms from evidence');
  const again = await submit('2022IMT-048', body);
  assert.equal(again.status, 201);
  assert.equal(Date.parse((JSON.parse(again.body) as { readonly received_at: string }).received_at), Number(rows[0]!['received_at_ms']));
  assert.deepEqual(await students(), ['2022IMT-048']);
});

async function rowsOf(statement: string) {
  return { rows: await rowsIn(url, statement) };
}

test('a database that refuses connections stops the start with a sentence that shows no password', async () => {
  const { code, stderr } = await runAttend(['serve'], { PORT: '0', DATABASE_URL: 'postgres://attend:secret@127.0.0.1:1/none', DATA_DIR: node.dataDir });
  assert.equal(code, 1);
  assert.match(stderr, /cannot use the database postgres:\/\/attend:\*\*\*@127\.0\.0\.1:1\/none \(.*ECONNREFUSED.*check DATABASE_URL/);
});
