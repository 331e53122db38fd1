import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { StorageUnavailable } from '../../src/attendance/ports.ts';
import { createSession, submissionTo, submit } from './ask.ts';
import { spawnServer } from './spawn-server.ts';
import { startServer } from './start-server.ts';
import { holdWholeClass, type WholeClass } from './whole-class.ts';

/** What a server logs: a line of what was refused, the id that the answer says, and nobody's number, name, token or code. */

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly request_id?: string;
  readonly endpoint?: string;
  readonly status?: number;
  readonly code?: string;
}

async function classLogged(level: string): Promise<WholeClass & { readonly text: string; readonly lines: readonly Line[] }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-logs-'));
  const server = spawnServer({ DATA_DIR: dataDir, LOG_LEVEL: level });
  try {
    const { origin, setupSecret } = await server.started;
    const body = JSON.stringify({ token: setupSecret, name: 'Prof. Rossi' });
    const setUp = await fetch(`${origin}/auth/setup`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body });
    const token = /attend_staff=([\w-]+)/.exec(setUp.headers.get('set-cookie')!)![1]!;
    const { answers, secrets } = await holdWholeClass({ origin, token });
    server.child.kill('SIGTERM');
    const { code, stderr } = await server.ended;
    assert.equal(code, 0);
    const lines = stderr.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
    return { answers, secrets: [...secrets, setupSecret!], text: stderr, lines };
  } finally {
    server.child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

test('at the finest level each answer has one line under the id that its head and body say, and no line names anybody', async () => {
  const { answers, secrets, text, lines } = await classLogged('trace');
  const answered = lines.filter(({ msg }) => msg === 'answered' || msg === 'refused');
  for (const { id, inBody, status } of answers) {
    const own = answered.filter((line) => line.request_id === id);
    assert.deepEqual(own.map((line) => [line.status, line.msg]), [[status, status < 400 ? 'answered' : 'refused']]);
    assert.ok(inBody === undefined || inBody === id);
  }
  assert.ok(answers.some(({ status, inBody }) => status === 201 && inBody !== undefined));
  assert.ok(answered.some(({ endpoint, code }) => endpoint === 'submitAttendance' && code === 'invalid_signature'));
  assert.ok(answered.some(({ endpoint, code }) => endpoint === 'none' && code === 'not_found'));
  assert.deepEqual(secrets.filter((secret) => text.includes(secret)), []);
});

test('at the default level a class leaves no line, whatever of it was refused', async () => {
  const { answers, lines } = await classLogged('');
  assert.ok(answers.some(({ status }) => status === 409));
  assert.deepEqual(lines, []);
});

test('the id that a proxy gave is kept, on the short way and on the long one; one that could be anything else is not', async () => {
  const server = await startServer();
  try {
    const session = await createSession(server);
    const kept = ['0af7651916cd43dd8448eb211c80319c', '0190163d-8694-739b-aea5-966c26f8ad91', 'edge.7_a-b0'];
    const replaced = ['short', 'x'.repeat(65), 'two words here', 'id"with:quotes', '-leading-dash', 'naïve-naïve', ''];
    for (const type of ['application/json', 'application/json; way=long']) {
      for (const given of [...kept, ...replaced]) {
        const headers = { 'content-type': type, 'x-request-id': Buffer.from(given).toString('latin1') };
        const reply = await fetch(`${server.origin}/submit_attendance`, { method: 'POST', headers, body: JSON.stringify(submissionTo(session, `S-${given.length}`)) });
        const id = reply.headers.get('x-request-id');
        assert.equal(((await reply.json()) as { readonly request_id: string }).request_id, id);
        if (kept.includes(given)) assert.equal(id, given);
        else assert.match(id!, /^[0-9a-f]{8}-[0-9a-z]+$/);
      }
    }
  } finally {
    await server.stop();
  }
});

test('pages, files that are not there and redirects say an id too', async () => {
  const server = await startServer();
  try {
    const ids = await Promise.all(['/', '/s', '/assets/none.js', '/healthz', '/%ff'].map(async (path) => (await fetch(server.origin + path, { redirect: 'manual' })).headers.get('x-request-id')));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => id !== null));
  } finally {
    await server.stop();
  }
});

test('what the server could not do is logged as an error under the id that the student was told', async () => {
  const server = await startServer({ wrapStore: (store) => ({ ...store, records: { ...store.records, commit: () => Promise.reject(new StorageUnavailable('disk full')) } }) });
  try {
    const session = await createSession(server);
    const reply = await submit(server, submissionTo(session, '2026IMT-4810'));
    assert.equal(reply.status, 503);
    const { request_id: id } = (await reply.json()) as { readonly request_id: string };
    const own = server.log.map((line) => JSON.parse(line) as Line).filter((line) => line.request_id === id);
    assert.deepEqual(own.map(({ level, code }) => [level, code]), [[50, undefined], [30, 'storage_unavailable']]);
    assert.doesNotMatch(server.log.join(''), /2026IMT/);
  } finally {
    await server.stop();
  }
});
