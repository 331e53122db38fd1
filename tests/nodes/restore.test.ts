import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createSession, entryBody } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { findPostgres } from '../support/find-tools.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { askNode, nodesOver, type Nodes } from '../support/nodes.ts';
import { runAttend, type ServerProcess } from '../support/server.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

let postgres: SomePostgres;
let url: string;
let nodes: Nodes;
let node: ServerProcess;
const dir = mkdtempSync(join(tmpdir(), 'attend-restore-'));
before(async () => {
  postgres = await somePostgres();
  url = await postgres.newDatabase();
  nodes = await nodesOver(url);
  node = await nodes.start();
});
after(async () => {
  await nodes.remove();
  await postgres.remove();
  rmSync(dir, { recursive: true });
});

function runTool(name: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(join(findPostgres()!, name), args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

interface Finding {
  readonly name: string;
  readonly state: string;
  readonly finding: string;
}

async function doctor(databaseUrl: string, masterKey = '0b'.repeat(32)): Promise<Readonly<Record<string, Finding>>> {
  const { stdout } = await runAttend(['doctor', '--json', '--data-dir', join(dir, 'none')], { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey, PORT: String(node.port) });
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly Finding[] };
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

test('what pg_dump took is restored into another database, and a node there answers as the one here did', async () => {
  const client = httpClient(node.port, 8);
  const session = await createSession(client, nodes.token, { identity: 'device' });
  const bodies = Array.from({ length: 40 }, (_, index) => entryBody(session, `S${index}`, makeDevice()));
  const receipts = await Promise.all(bodies.map((body) => sendJson(client, '/submit_attendance', body)));
  assert.ok(receipts.every(({ status }) => status === 201));
  client.close();

  const file = join(dir, 'attendance.dump');
  runTool('pg_dump', ['--format=custom', `--file=${file}`, url]);
  const restored = await postgres.newDatabase();
  runTool('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${restored}`, file]);
  const there = await nodes.start({ databaseUrl: restored });
  for (const path of [`/attendance/${session.session_id}`, `/sessions/${session.session_id}/desk`, '/devices']) {
    assert.deepEqual(withoutNow(await askNode(there, nodes.token, path)), withoutNow(await askNode(node, nodes.token, path)), path);
  }
  const again = httpClient(there.port, 1);
  const repeated = await sendJson(again, '/submit_attendance', bodies[7]);
  again.close();
  assert.deepEqual(withoutNow(JSON.parse(repeated.body)), withoutNow(JSON.parse(receipts[7]!.body)), 'the first receipt, from the backup');
});

/** What is of one request alone. */
function withoutNow(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'request_id' || key === 'server_now' ? undefined : value)));
}

test('the doctor finds a database in order, and says what is wrong with another key, another address and an empty one', async () => {
  const client = httpClient(node.port, 1);
  await createSession(client, nodes.token);
  client.close();
  const well = await doctor(url);
  for (const name of ['database', 'writing', 'sync', 'clock', 'room', 'schema', 'master key', 'server']) assert.equal(well[name]?.state, 'ok', `${name}: ${well[name]?.finding}`);
  assert.match(well['durable']!.finding, /fsync is off|synchronous_commit is on/);
  assert.match((await doctor(url, '0c'.repeat(32)))['master key']!.finding, /is not the one that the sessions were made with/);
  await rowsIn(url, `create role stranger_${process.pid} login`);
  const stranger = await doctor(url.replace('attend@', `stranger_${process.pid}@`));
  await rowsIn(url, `drop role stranger_${process.pid}`);
  assert.match(stranger['writing']!.finding, /this user may not create tables/);
  const away = (await doctor('postgres://attend:secret@127.0.0.1:1/none'))['database']!;
  assert.deepEqual([away.state, away.finding.includes('secret')], ['fail', false]);
  assert.equal((await doctor(await postgres.newDatabase()))['schema']?.state, 'warn');
});

test('attend backup and restore name the tools of PostgreSQL where it holds the data, and touch nothing', async () => {
  for (const [command, tool] of [['backup', 'pg_dump --format=custom'], ['restore', 'pg_restore --exit-on-error']] as const) {
    const { code, stderr } = await runAttend([command, join(dir, 'copy')], { DATABASE_URL: url });
    assert.equal(code, 2);
    assert.ok(stderr.includes(tool), stderr);
  }
});
