import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { watch } from '../http/watch.ts';
import { freeTries } from '../../src/attendance/typed-tries.ts';
import { schemaVersion } from '../../src/store/migrate.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { attendanceOf, createSession, entryBody, type CreatedSession } from '../support/classroom.ts';
import { envelopeOf } from '../support/crypto.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { askNode, nodesOver, type Nodes } from '../support/nodes.ts';
import { compareRows, startLoad, type RetryingLoad } from '../support/retrying-load.ts';
import { startServerProcess, type ServerProcess } from '../support/server.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

let postgres: SomePostgres;
let nodes: Nodes;
let here: ServerProcess;
let there: ServerProcess;
let databaseUrl: string;

before(async () => {
  postgres = await somePostgres();
});
beforeEach(async () => {
  databaseUrl = await postgres.newDatabase();
  nodes = await nodesOver(databaseUrl);
  [here, there] = await Promise.all([nodes.start(), nodes.start()]);
});
afterEach(() => nodes.remove());
after(() => postgres.remove());

/** How soon a node knows what happened at another. */
const soonMs = 1_000;

async function submitAt({ port }: ServerProcess, body: unknown): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const client = httpClient(port, 1);
  const { status, body: text } = await sendJson(client, '/submit_attendance', body);
  client.close();
  return { status, code: (JSON.parse(text) as { readonly code?: string }).code };
}

/** Asks until it is so; how long that took. */
async function soon(what: string, isSo: () => Promise<boolean>): Promise<number> {
  const startedMs = performance.now();
  while (!(await isSo())) {
    assert.ok(performance.now() - startedMs < 10 * soonMs, `waited in vain: ${what}`);
    await pause(10);
  }
  return performance.now() - startedMs;
}

async function newSession(wish: Readonly<Record<string, unknown>> = {}): Promise<CreatedSession> {
  const client = httpClient(here.port, 1);
  const session = await createSession(client, nodes.token, wish);
  client.close();
  return session;
}

async function studentsOf({ session_id: id }: CreatedSession, at: ServerProcess): Promise<readonly string[]> {
  const client = httpClient(at.port, 1);
  const rows = await attendanceOf(client, nodes.token, id);
  client.close();
  return rows.map(({ student_id: student }) => student);
}

/** Every node's connection for signals, cut by the server as an administrator does. */
async function cutSignals(url: string): Promise<void> {
  const cut = await rowsIn(url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attend signals' and datname = current_database()`);
  assert.equal(cut.length, 2);
}

async function metricsOf({ port }: ServerProcess): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** However busy the machine is: no rate is promised here. */
async function reach(load: RetryingLoad, acknowledged: number): Promise<void> {
  for (const endMs = performance.now() + 60_000; load.acknowledged.size < acknowledged; await pause(10)) {
    assert.ok(performance.now() < endMs, `waited in vain: ${acknowledged} acknowledged`);
  }
}

test('a live page at one node shows within a second what another stored, and what staff changed there', async () => {
  const session = await newSession();
  const reader = await watch(`http://127.0.0.1:${there.port}/sessions/${session.session_id}/live`, nodes.token);
  await reader.next();
  const took: number[] = [];
  for (let number = 0; number < 10; number++) {
    assert.equal((await submitAt(here, entryBody(session, `S${number}`, null))).status, 201);
    const storedMs = performance.now();
    await reader.until((table) => table.has(`S${number}`));
    took.push(performance.now() - storedMs);
  }
  assert.ok(Math.max(...took) < soonMs, `it took ${took.map(Math.round)} ms`);
  const closedMs = performance.now();
  await askNode(here, nodes.token, `/sessions/${session.session_id}/close`, {});
  for (let state = 'open'; state !== 'closed'; ) state = (await reader.next())!.event.session.state;
  assert.ok(performance.now() - closedMs < soonMs);
  reader.close();
});

test('the lag of a live page counts from the receipt where another node stored it, and from the commit where its own did', async () => {
  const session = await newSession();
  const reader = await watch(`http://127.0.0.1:${there.port}/sessions/${session.session_id}/live`, nodes.token);
  await reader.next();
  for (const [node, student] of [[here, 'FAR'], [there, 'NEAR']] as const) {
    assert.equal((await submitAt(node, entryBody(session, student, null))).status, 201);
    await reader.until((table) => table.has(student));
  }
  reader.close();
  const text = await (await fetch(`http://127.0.0.1:${there.port}/metrics`)).text();
  for (const stored of ['elsewhere', 'here']) {
    assert.match(text, new RegExp(`^attend_live_lag_seconds_count\\{stored="${stored}"\\} 1$`, 'm'));
    assert.match(text, new RegExp(`^attend_live_lag_seconds_bucket\\{stored="${stored}",le="1"\\} 1$`, 'm'));
  }
});

test('a session that is closed, reopened, or takes no typed codes any more at one node is so at the other within a second', async () => {
  const session = await newSession();
  const path = `/sessions/${session.session_id}`;
  let number = 0;
  const codeThere = async () => (await submitAt(there, entryBody(session, `S${number++}`, null))).code;
  assert.equal(await codeThere(), 'accepted', 'the other node knows the session and keeps it');

  await askNode(here, nodes.token, `${path}/close`, {});
  assert.ok((await soon('closed', async () => (await codeThere()) === 'session_not_open')) < soonMs);
  await askNode(here, nodes.token, `${path}/reopen`, { minutes: 5 });
  assert.ok((await soon('open again', async () => (await codeThere()) === 'accepted')) < soonMs);

  await askNode(here, nodes.token, `${path}/typed`, { enabled: false });
  const view = () => askNode<{ readonly typed_enabled: boolean }>(there, nodes.token, path);
  assert.ok((await soon('no typed codes', async () => !(await view()).typed_enabled)) < soonMs);
  await askNode(here, nodes.token, `${path}/checks`, { minutes: 2 });
  const checks = () => askNode<{ readonly checks: readonly unknown[] }>(there, nodes.token, path);
  assert.ok((await soon('a check', async () => (await checks()).checks.length === 1)) < soonMs);
});

test('wrong typed codes count over all nodes: whoever must wait at one must wait at the other', async () => {
  await newSession({ rotation_seconds: 5 });
  const guess = (student: string) =>
    envelopeOf({ student, session: null, seq: 0, prev: null, codes: ['ZZZZZZZZ'], wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) }, null);
  for (let wrong = 0; wrong < freeTries; wrong++) assert.equal((await submitAt(here, guess('GUESS'))).code, 'unknown_code');
  const alarmThere = async () => /^attend_typed_wrong_recent 5$/m.test(await metricsOf(there));
  assert.ok((await soon('the other counts them', alarmThere)) < soonMs);
  assert.equal((await submitAt(there, guess('GUESS'))).code, 'rate_limited');
  assert.equal((await submitAt(there, guess('OTHER'))).code, 'unknown_code', 'nobody else waits');
});

test('a node whose line to the others was cut knows what it missed, and trusts nothing that it kept meanwhile', async () => {
  const session = await newSession();
  const reader = await watch(`http://127.0.0.1:${there.port}/sessions/${session.session_id}/live`, nodes.token);
  await reader.next();
  const cutMs = performance.now();
  await cutSignals(databaseUrl);
  assert.equal((await submitAt(here, entryBody(session, 'CUT', null))).status, 201);
  await askNode(here, nodes.token, `/sessions/${session.session_id}/close`, {});
  await reader.until((table) => table.has('CUT'));
  await soon('closed', async () => (await submitAt(there, entryBody(session, 'LATE', null))).code === 'session_not_open');
  assert.ok(performance.now() - cutMs < 2 * soonMs, `${performance.now() - cutMs} ms`);
  reader.close();
});

test('two nodes that start at once on an empty database migrate it once', async () => {
  const empty = await postgres.newDatabase();
  await Promise.all([nodes.start({ databaseUrl: empty }), nodes.start({ databaseUrl: empty })]);
  assert.deepEqual(await rowsIn(empty, 'select version::int from schema_version order by version'), Array.from({ length: schemaVersion }, (_, index) => ({ version: index + 1 })));
});

test('a node with another master key than the sessions were made with does not start', async () => {
  await newSession();
  await assert.rejects(startServerProcess({ env: { DATABASE_URL: databaseUrl, MASTER_KEY: '0c'.repeat(32) } }), /master key is not the one/);
});

test('kill -9 of a node under load loses nothing that was acknowledged, and doubles nothing', async (context) => {
  const session = await newSession({ duration_minutes: 600 });
  let ports: readonly number[] = [here.port, there.port];
  const load = startLoad({ ports: () => ports, session, phones: 16 });
  context.after(() => load.abandon());
  await reach(load, 200);
  await here.kill();
  await reach(load, load.acknowledged.size + 200);
  ports = [there.port];
  await load.stop();
  assert.deepEqual(compareRows(load, await studentsOf(session, there)), []);
  assert.ok(load.counts.refused > 0, 'the kill hit nobody');
});

test('a rolling restart under load loses nothing and refuses at most one in a hundred, each acknowledged when sent again', async (context) => {
  const session = await newSession({ duration_minutes: 600 });
  const load = startLoad({ ports: () => [here.port, there.port], session, phones: 8, restMs: 2 });
  context.after(() => load.abandon());
  await reach(load, 700);
  for (const which of ['here', 'there'] as const) {
    const stopped = which === 'here' ? here : there;
    assert.equal(await stopped.stop(), 0);
    const started = await nodes.start({ port: stopped.port });
    if (which === 'here') here = started;
    else there = started;
    await reach(load, load.acknowledged.size + 500);
  }
  await load.stop();
  assert.deepEqual(compareRows(load, await studentsOf(session, here)), []);
  const { sent, refused } = load.counts;
  context.diagnostic(`${load.acknowledged.size} acknowledged, ${refused} of ${sent} refused and sent again`);
  assert.ok(refused <= sent / 100, `${refused} of ${sent} were refused`);
});
