import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { attendanceOf, createSession, entryBody } from '../support/classroom.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { tokenIn } from '../support/nodes.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';
import { removeDataDir, runAttend, startServerProcess, type ServerProcess } from '../support/server.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

let postgres: SomePostgres;
let databaseUrl: string;
let server: ServerProcess;
before(async () => {
  postgres = await somePostgres();
  databaseUrl = await postgres.newDatabase();
  server = await startServerProcess({ env: { DATABASE_URL: databaseUrl }, options: ['--workers', '3'] });
  await until('three workers', async () => (await processes()) === 3);
});
after(async () => {
  await server.kill();
  removeDataDir(server.dataDir);
  await postgres.remove();
});

/** How many answer, as whichever is scraped says; 0 where none does. */
async function processes(): Promise<number> {
  const client = httpClient(server.port, 1);
  const reply = await client.send('/metrics').catch(() => undefined);
  client.close();
  return Number(/^attend_processes (\d+)$/m.exec(reply?.body ?? '')?.[1] ?? 0);
}

/** The processes that it started. */
function workersOf({ pid }: ServerProcess): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + 15_000; !(await isSo()); await pause(20)) assert.ok(performance.now() < endMs, `waited in vain: ${what}`);
}

async function newSession(token: string) {
  const client = httpClient(server.port, 1);
  const session = await createSession(client, token, { duration_minutes: 600 });
  client.close();
  return session;
}

test('several workers print one link that makes the first member of staff, and a killed one is replaced without another', async () => {
  const links = [...server.banner.matchAll(/\/setup#(\S+)/g)].map(([, secret]) => secret!);
  assert.equal(new Set(links).size, 1);
  const [first] = workersOf(server);
  process.kill(first!, 'SIGKILL');
  await until('the killed one is replaced', () => workersOf(server).length === 3 && !workersOf(server).includes(first!));
  await until('it answers', async () => (await processes()) === 3);
  const client = httpClient(server.port, 1);
  const origin = `http://localhost:${server.port}`;
  const body = JSON.stringify({ token: links[0], name: 'Ada' });
  const reply = await client.send('/auth/setup', { method: 'POST', headers: { 'content-type': 'application/json', origin, host: `localhost:${server.port}` }, body });
  assert.equal(reply.status, 201, reply.body);
  client.close();
});

test('whichever worker is scraped tells the metrics of all', async () => {
  const session = await newSession(await tokenIn(databaseUrl));
  for (let number = 0; number < 30; number++) {
    const client = httpClient(server.port, 1);
    assert.equal((await sendJson(client, '/submit_attendance', entryBody(session, `S${number}`, null))).status, 201);
    client.close();
  }
  for (let scrape = 0; scrape < 6; scrape++) {
    const client = httpClient(server.port, 1);
    const { body } = await client.send('/metrics');
    client.close();
    assert.match(body, /^attend_submissions_total\{code="accepted"\} 30$/m);
  }
});

test('a worker killed under load loses nothing, and SIGTERM finishes what all of them accepted', async (context) => {
  const token = await tokenIn(databaseUrl);
  const session = await newSession(token);
  const load = startLoad({ ports: () => [server.port], session, phones: 12 });
  context.after(() => load.abandon());
  await until('load', () => load.acknowledged.size > 100);
  process.kill(workersOf(server)[1]!, 'SIGKILL');
  await until('more load', () => load.acknowledged.size > 300);
  const stopped = server.stop();
  assert.equal(await stopped, 0);
  const { port, dataDir } = server;
  server = await startServerProcess({ dataDir, port, env: { DATABASE_URL: databaseUrl } });
  await load.stop();
  const client = httpClient(server.port, 1);
  const students = (await attendanceOf(client, token, session.session_id)).map(({ student_id: student }) => student);
  client.close();
  assert.deepEqual(compareRows(load, students), []);
});

test('workers without PostgreSQL are refused, and a first one that cannot start is said with its own words and code', async () => {
  const none = await runAttend(['serve', '--workers', '2'], { PORT: '0' });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /Several workers need PostgreSQL/);
  const away = await runAttend(['serve', '--workers', '2'], { PORT: '0', DATA_DIR: server.dataDir, DATABASE_URL: 'postgres://attend:secret@127.0.0.1:1/none' });
  assert.equal(away.code, 1);
  assert.match(away.stderr, /cannot use the database postgres:\/\/attend:\*\*\*@127\.0\.0\.1:1\/none \(.*ECONNREFUSED/);
});
