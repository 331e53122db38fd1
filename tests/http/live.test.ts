import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { AttendanceReply } from '../../src/protocol/schemas.ts';
import { newToken } from '../../src/server/auth/staff-token.ts';
import { asStaff, createSession, postAsStaff, submissionTo, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch, type LiveReader } from './watch.ts';

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const liveOf = (at: RunningServer, { session_id }: Created, after?: number): Promise<LiveReader> =>
  watch(`${at.origin}/sessions/${session_id}/live`, at.token, { after });

async function databaseOf(at: RunningServer, { session_id }: Created): Promise<readonly (readonly [string, unknown, unknown])[]> {
  const reply = await asStaff(at, `/attendance/${session_id}`);
  const { attendance } = (await reply.json()) as AttendanceReply;
  return attendance.map((row) => [row.student_id, row.attendance, row.seq] as const).toSorted();
}

function tableOf(reader: LiveReader): readonly (readonly [string, unknown, unknown])[] {
  return [...reader.table.values()].map((row) => [row.student_id, row.attendance, row.seq] as const).toSorted();
}

test('a stream says at once how a session stands, and that no proxy may hold or change it', async () => {
  const reader = await liveOf(server, await createSession(server));
  const first = await reader.next();
  reader.close();
  assert.equal(first?.id, 0);
  assert.deepEqual([first?.event.records, first?.event.complete, first?.event.session.state], [[], true, 'open']);
  assert.equal(reader.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(reader.headers.get('cache-control'), 'no-cache, no-transform');
  assert.equal(reader.headers.get('x-accel-buffering'), 'no');
});

test('a row is on the stream within a second of its receipt', async () => {
  const created = await createSession(server);
  const reader = await liveOf(server, created);
  await reader.next();
  assert.equal((await submit(server, submissionTo(created, 'A-1'))).status, 201);
  const answeredMs = performance.now();
  await reader.until((table) => table.has('A-1'));
  reader.close();
  assert.ok(performance.now() - answeredMs < 1_000);
});

test('marks by hand, refused attempts and closing are told too', { timeout: 30_000 }, async () => {
  const created = await createSession(server);
  const reader = await liveOf(server, created);
  await reader.next();
  await submit(server, { ...submissionTo(created, 'B-2'), signature: '0'.repeat(64) });
  const marked = await postAsStaff(server, `/sessions/${created.session_id}/records`, { student_id: 'C-3', attendance: 'excused', note: 'ill' });
  assert.equal(marked.status, 200);
  await reader.until((table) => table.get('C-3')?.attendance === 'excused');
  while (reader.refused.length === 0) await reader.next();
  const refused = reader.refused.map(({ student_id, code, reason }) => [student_id, code, reason]);
  assert.deepEqual(refused, [['B-2', 'invalid_signature', 'invalid signature']]);
  assert.equal((await asStaff(server, `/sessions/${created.session_id}/close`, { method: 'POST' })).status, 200);
  // What came just before may be told by itself.
  let state: string | undefined = 'open';
  while (state === 'open') state = (await reader.next())?.event.session.state;
  assert.equal(state, 'closed');
  reader.close();
});

test('a reader that was away is told all that it missed, and nothing twice', async () => {
  const created = await createSession(server);
  for (const student of ['A', 'B']) await submit(server, submissionTo(created, student));
  const before = await liveOf(server, created);
  await before.until((table) => table.size === 2);
  before.close();
  for (const student of ['C', 'D', 'E']) await submit(server, submissionTo(created, student));
  await postAsStaff(server, `/sessions/${created.session_id}/records`, { student_id: 'A', attendance: 'absent', note: 'left' });
  const later = await liveOf(server, created, before.cursor);
  await later.until((table) => table.size === 4);
  later.close();
  assert.deepEqual([...later.table.keys()].toSorted(), ['A', 'C', 'D', 'E']);
  const together = new Map([...before.table, ...later.table]);
  assert.deepEqual(tableOf({ ...later, table: together }), await databaseOf(server, created));

  const byQuery = await watch(`${server.origin}/sessions/${created.session_id}/live?after=${before.cursor}`, server.token);
  await byQuery.until((table) => table.size === 4);
  byQuery.close();
  assert.deepEqual(tableOf(byQuery), tableOf(later));
});

test('a big session comes in chunks that say whether more follows', async () => {
  const created = await createSession(server, { duration_minutes: 60 });
  const students = Array.from({ length: 1_201 }, (_, index) => `S-${index}`);
  for (let from = 0; from < students.length; from += 100) {
    await Promise.all(students.slice(from, from + 100).map((student) => submit(server, submissionTo(created, student))));
  }
  const reader = await liveOf(server, created);
  const chunks: (readonly [number, boolean])[] = [];
  do {
    const next = await reader.next();
    chunks.push([next!.event.records.length, next!.event.complete]);
  } while (chunks.at(-1)?.[1] === false);
  reader.close();
  assert.deepEqual(chunks, [[500, false], [500, false], [201, true]]);
  assert.deepEqual(tableOf(reader), await databaseOf(server, created));
});

test('after a restart of the server the same reader goes on where it was', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-restart-'));
  const first = await startServer({ dataDir });
  const created = await createSession(first);
  await submit(first, submissionTo(created, 'A'));
  const reader = await liveOf(first, created);
  await reader.until((table) => table.size === 1);
  await first.stop();
  assert.equal(await reader.next(), undefined, 'a stopping server ends its streams');

  const second = await startServer({ dataDir });
  await submit(second, submissionTo(created, 'B'));
  const again = await liveOf(second, created, reader.cursor);
  await again.until((table) => table.has('B'));
  again.close();
  assert.deepEqual(tableOf({ ...again, table: new Map([...reader.table, ...again.table]) }), await databaseOf(second, created));
  await second.stop();
  rmSync(dataDir, { recursive: true });
});

test('a session that opens by time alone is told when it does', async () => {
  const startsAtMs = Date.now() + 1_500;
  const created = await createSession(server, { starts_at: new Date(startsAtMs).toISOString() });
  const reader = await liveOf(server, created);
  assert.equal((await reader.next())?.event.session.state, 'scheduled');
  assert.equal((await reader.next())?.event.session.state, 'open');
  reader.close();
  assert.ok(Date.now() >= startsAtMs);
});

test('pages of two sessions see every change of their own once, whenever they join and whether they take gzip', async () => {
  const [first, second] = [await createSession(server), await createSession(server)];
  const readers: (readonly [LiveReader, Created])[] = [];
  const join = async (created: Created, encoding: string) => void readers.push([await watch(`${server.origin}/sessions/${created.session_id}/live`, server.token, { encoding }), created]);
  for (let from = 0; from < 300; from += 50) {
    const joins = [first, second].flatMap((created) => [join(created, 'gzip'), join(created, 'identity')]);
    const students = Array.from({ length: 50 }, (_, index) => `T-${from + index}`);
    await Promise.all([...joins, ...students.flatMap((student) => [first, second].map((created) => submit(server, submissionTo(created, student))))]);
  }
  for (const [reader, created] of readers) {
    await reader.until((table) => table.size === 300);
    reader.close();
    assert.deepEqual(tableOf(reader), await databaseOf(server, created));
    assert.equal(reader.rows, 300, 'no row twice');
  }
  assert.deepEqual(new Set(readers.map(([{ headers }]) => headers.get('content-encoding'))), new Set(['gzip', null]));
});

test('a token that is revoked ends its open stream within a minute, and no other', async (context) => {
  const server = await startServer();
  const created = await createSession(server);
  const { secret, token } = newToken({ institutionId: 1, kind: 'api', name: 'Guest' }, { uuid: randomUUID, randomBytes }, Date.now());
  await server.store.staff.insertToken(token);
  context.mock.timers.enable({ apis: ['setInterval'] });
  const guest = await watch(`${server.origin}/sessions/${created.session_id}/live`, secret);
  const ours = await liveOf(server, created);
  await Promise.all([guest.next(), ours.next()]);
  await server.store.staff.revokeToken(1, token.tokenId, Date.now());
  context.mock.timers.tick(60_000);
  assert.equal(await guest.next(), undefined);
  await submit(server, submissionTo(created, 'A'));
  await ours.until((table) => table.has('A'));
  ours.close();
  context.mock.timers.reset();
  await server.stop();
});
