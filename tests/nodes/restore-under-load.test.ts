import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { attendanceOf, createSession, entryBody } from '../support/classroom.ts';
import { findPostgres } from '../support/find-tools.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { startLoad } from '../support/retrying-load.ts';
import { runAttend, staffToken, startServerProcess, type ServerProcess } from '../support/server.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

/** A backup is taken while phones submit, and put back in a new place: it holds all that was acknowledged before it, and nothing that was never sent. */

const dir = mkdtempSync(join(tmpdir(), 'attend-under-load-'));
const servers: ServerProcess[] = [];
let postgres: SomePostgres | undefined;
after(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await postgres?.remove();
  rmSync(dir, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;

interface Engine {
  /** Of the server that is backed up. */
  readonly here: Environment;
  /** Of the one that is started on what was restored. */
  readonly there: Environment;
  take(): Promise<void>;
  putBack(): Promise<void>;
}

async function succeed(args: readonly string[], env: Environment): Promise<void> {
  const { code, stderr } = await runAttend(args, env);
  assert.equal(code, 0, stderr);
}

/** The phones are of this process, and go on meanwhile. */
async function runTool(name: string, args: readonly string[]): Promise<void> {
  const [code] = (await once(spawn(join(findPostgres()!, name), args, { stdio: ['ignore', 'ignore', 'inherit'] }), 'close')) as [number | null];
  assert.equal(code, 0, name);
}

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  async SQLite() {
    const [here, there] = [{ DATA_DIR: join(dir, 'here') }, { DATA_DIR: join(dir, 'there') }];
    const file = join(dir, 'backup.sqlite');
    return { here, there, take: () => succeed(['backup', file], here), putBack: () => succeed(['restore', file], there) };
  },
  async PostgreSQL() {
    postgres = await somePostgres();
    const [from, to] = [await postgres.newDatabase(), await postgres.newDatabase()];
    const file = join(dir, 'attendance.dump');
    return {
      here: { DATA_DIR: join(dir, 'node'), DATABASE_URL: from },
      there: { DATA_DIR: join(dir, 'other node'), DATABASE_URL: to },
      take: () => runTool('pg_dump', ['--format=custom', `--file=${file}`, from]),
      putBack: () => runTool('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${to}`, file]),
    };
  },
};

const masterKey = { MASTER_KEY: '0b'.repeat(32) };

async function start(env: Environment): Promise<ServerProcess> {
  const server = await startServerProcess({ dataDir: env['DATA_DIR']!, env: { ...env, ...masterKey } });
  servers.push(server);
  return server;
}

for (const [name, prepare] of Object.entries(engines)) {
  test(`what was taken under load on ${name} is whole, and an entry that is sent again has its first receipt`, { timeout: 120_000 }, async () => {
    const { here, there, take, putBack } = await prepare();
    const server = await start(here);
    const token = await staffToken(here['DATA_DIR']!, here);
    const client = httpClient(server.port, 2);
    const session = await createSession(client, token, { duration_minutes: 600 });
    const body = entryBody(session, 'FIRST', null);
    const receipt = await sendJson(client, '/submit_attendance', body);
    const load = startLoad({ ports: () => [server.port], session, phones: 8, restMs: 2 });
    for (const endMs = performance.now() + 20_000; load.acknowledged.size < 50; await pause(10)) assert.ok(performance.now() < endMs, 'no load');
    const before = ['FIRST', ...load.acknowledged.keys()];
    await take();
    await load.stop();
    client.close();

    await putBack();
    const restored = httpClient((await start(there)).port, 2);
    const students = (await attendanceOf(restored, token, session.session_id)).map(({ student_id: student }) => student);
    const stored = new Set(students);
    assert.equal(stored.size, students.length, 'a student is there twice');
    assert.deepEqual(before.filter((student) => !stored.has(student)), [], 'acknowledged before and missing');
    assert.deepEqual(students.filter((student) => student !== 'FIRST' && !load.acknowledged.has(student)), []);
    const again = await sendJson(restored, '/submit_attendance', body);
    restored.close();
    const receiptOf = (text: string): unknown => ({ ...(JSON.parse(text) as object), request_id: '' });
    assert.deepEqual([again.status, receiptOf(again.body)], [201, receiptOf(receipt.body)]);
  });
}
