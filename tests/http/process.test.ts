import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { openStore } from '../../src/store/open.ts';
import { createSession, submissionTo, submit } from './ask.ts';
import { spawnServer, type ServerProcess } from './spawn-server.ts';
import type { RunningServer } from './start-server.ts';

/** A server as a process: how it starts, refuses to start, and stops. */

const directories: string[] = [];
const processes: ServerProcess[] = [];
after(() => {
  for (const { child } of processes) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'attend-process-'));
  directories.push(directory);
  return directory;
}

function start(variables: Readonly<Record<string, string>>): ServerProcess {
  const started = spawnServer(variables);
  processes.push(started);
  return started;
}

function useSetupLink(origin: string, setupSecret: string): Promise<Response> {
  const body = JSON.stringify({ token: setupSecret, name: 'Ada' });
  return fetch(`${origin}/auth/setup`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body });
}

/** Uses the link as a browser does; the secret in the cookie serves as the token here. */
async function becomeStaff(origin: string, setupSecret: string): Promise<RunningServer> {
  const reply = await useSetupLink(origin, setupSecret);
  assert.equal(reply.status, 201);
  return { origin, token: /attend_staff=([\w-]+)/.exec(reply.headers.get('set-cookie')!)![1]! } as RunningServer;
}

test('a first start makes the key file, prints the link, and SIGTERM ends it with 0; a second start knows its staff and is quick', async () => {
  const dataDir = newDirectory();
  const first = start({ DATA_DIR: dataDir });
  const { origin, setupSecret, banner } = await first.started;
  assert.match(banner, /A new master key is in .*master\.key\.\nBack it up apart from the database/);
  assert.match(banner, /Without HTTPS/);
  assert.match(banner, /█▀|▄█/);
  assert.equal(statSync(join(dataDir, 'master.key')).mode & 0o777, 0o600);
  const staff = await becomeStaff(origin, setupSecret!);
  const created = await createSession(staff);
  first.child.kill('SIGTERM');
  assert.equal((await first.ended).code, 0);

  const startedMs = performance.now();
  const second = start({ DATA_DIR: dataDir });
  const again = await second.started;
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 3_000, `it took ${Math.round(tookMs)} ms`);
  assert.doesNotMatch(again.banner, /setup#|new master key/);
  assert.equal((await submit(again, submissionTo(created, 'A'))).status, 201);
  second.child.kill('SIGINT');
  assert.equal((await second.ended).code, 0);
});

test('each start without staff prints a link of its own, and the older ones end', async () => {
  const dataDir = newDirectory();
  const first = start({ DATA_DIR: dataDir });
  const older = (await first.started).setupSecret!;
  first.child.kill('SIGTERM');
  await first.ended;
  const second = start({ DATA_DIR: dataDir });
  const { origin, setupSecret } = await second.started;
  assert.notEqual(setupSecret, older);
  assert.equal((await useSetupLink(origin, older)).status, 401);
  await becomeStaff(origin, setupSecret!);
  second.child.kill('SIGTERM');
  await second.ended;
});

test('a second server on the same directory says who holds it and ends with 3', async () => {
  const dataDir = newDirectory();
  const first = start({ DATA_DIR: dataDir });
  await first.started;
  const { code, stderr } = await start({ DATA_DIR: dataDir }).ended;
  assert.equal(code, 3);
  assert.match(stderr, new RegExp(`Another server holds ${dataDir}: .*${first.child.pid}`));
  first.child.kill('SIGTERM');
  assert.equal((await first.ended).code, 0);
});

test('a port in use ends with 4 and says which to try', async () => {
  const first = start({ DATA_DIR: newDirectory() });
  const { origin } = await first.started;
  const { port } = new URL(origin);
  const { code, stderr } = await start({ DATA_DIR: newDirectory(), PORT: port }).ended;
  assert.equal(code, 4);
  assert.match(stderr, new RegExp(`Port ${port} is in use by another program.*PORT=`));
  first.child.kill('SIGTERM');
  await first.ended;
});

test('bad settings end with 2, all named at once, before anything is made', async () => {
  const dataDir = join(newDirectory(), 'not-yet');
  const secret = 'not-a-key-and-never-shown';
  const { code, stderr } = await start({ DATA_DIR: dataDir, PORT: 'http', PUBLIC_URL: 'attend', LOG_LEVEL: 'loud', MASTER_KEY: secret }).ended;
  assert.equal(code, 2);
  assert.match(stderr, /PORT="http" is no port number.*PORT=5000/);
  assert.match(stderr, /PUBLIC_URL="attend".*https:\/\//);
  assert.match(stderr, /LOG_LEVEL="loud" is none of/);
  assert.match(stderr, /MASTER_KEY="\(hidden, 25 characters\)"/);
  assert.doesNotMatch(stderr, new RegExp(secret));
  assert.throws(() => statSync(dataDir), /ENOENT/);
});

test('a key that is not the one of the stored sessions ends with 2 instead of refusing students', async () => {
  const dataDir = newDirectory();
  const first = start({ DATA_DIR: dataDir });
  const { origin, setupSecret } = await first.started;
  await createSession(await becomeStaff(origin, setupSecret!));
  first.child.kill('SIGTERM');
  await first.ended;
  const { code, stderr } = await start({ DATA_DIR: dataDir, MASTER_KEY: '5'.repeat(64) }).ended;
  assert.equal(code, 2);
  assert.match(stderr, /master key is not the one/);
  writeFileSync(join(dataDir, 'master.key'), 'half a ke');
  const broken = await start({ DATA_DIR: dataDir }).ended;
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /master\.key does not hold a key/);
  assert.equal(readFileSync(join(dataDir, 'master.key'), 'utf8'), 'half a ke');
});

test('SIGTERM under load answers what was accepted, loses nothing that was acknowledged, and ends with 0 within 10 s', async () => {
  const dataDir = newDirectory();
  const server = start({ DATA_DIR: dataDir });
  const { origin, setupSecret } = await server.started;
  const created = await createSession(await becomeStaff(origin, setupSecret!), { duration_minutes: 60 });

  const slow = startSlowSubmission(origin, submissionTo(created, 'SLOW'));
  await slow.isHalfSent;
  const acknowledged = new Set<string>(['SLOW']);
  let isAsked = false;
  const attempts = Array.from({ length: 600 }, async (_, index) => {
    const reply = await submit({ origin }, submissionTo(created, `S-${index}`)).catch(() => undefined);
    if (reply?.status === 201) acknowledged.add(`S-${index}`);
    if (reply !== undefined) assert.ok(reply.status < 500);
    if (!isAsked && acknowledged.size > 50) {
      isAsked = true;
      server.child.kill('SIGTERM');
    }
  });
  await Promise.all(attempts);
  const askedMs = performance.now();
  assert.match(await slow.finish(), /^HTTP\/1\.1 201 /);
  const { code } = await server.ended;
  assert.equal(code, 0);
  assert.ok(performance.now() - askedMs < 10_000);

  const store = await openStore({ dataDir, hold: 'share' });
  assert.ok(store.ok);
  const rows = await store.value.records.listRecords(1, created.session_id, null, 1_000);
  const stored = new Set(rows.map(({ record }) => record.studentId));
  await store.value.close();
  assert.ok(acknowledged.size > 50);
  assert.deepEqual([...acknowledged].filter((student) => !stored.has(student)), []);
  assert.equal(stored.size, rows.length);
});

/** A submission whose body arrives in two halves, the second when `finish` is called. */
function startSlowSubmission(origin: string, body: unknown): { readonly isHalfSent: Promise<void>; finish(): Promise<string> } {
  const { hostname, port, host } = new URL(origin);
  const text = JSON.stringify(body);
  const headers = [`host: ${host}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(text)}`, 'expect: 100-continue'];
  const head = ['POST /submit_attendance HTTP/1.1', ...headers, '', ''].join('\r\n');
  const socket = connect(Number(port), hostname);
  let answer = '';
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const isHalfSent = new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      answer += bytes.toString();
      if (answer === 'HTTP/1.1 100 Continue\r\n\r\n') {
        answer = '';
        resolve();
      }
    });
  });
  socket.write(head + text.slice(0, 40));
  return {
    isHalfSent,
    finish: async () => {
      socket.write(text.slice(40));
      await isClosed;
      return answer;
    },
  };
}
