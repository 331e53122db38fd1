import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { attendanceOf, createSession, entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient, type Answer, type HttpClient } from '../support/http-client.ts';
import { removeDataDir, staffToken, startServerProcess, type ServerProcess } from '../support/server.ts';

const clientProcesses = 4;
const submissions = 200;

let server: ServerProcess;
let client: HttpClient;
let token: string;

before(async () => {
  server = await startServerProcess();
  client = httpClient(server.port, 4);
  token = await staffToken(server.dataDir);
});

after(async () => {
  client.close();
  await server.stop();
  removeDataDir(server.dataDir);
});

/** All bodies at once, from four processes. */
async function storm(bodies: readonly unknown[]): Promise<readonly Answer[]> {
  const share = Math.ceil(bodies.length / clientProcesses);
  const answers = Array.from({ length: clientProcesses }, async (_, part) => {
    const child = fork(join(import.meta.dirname, 'storm-client.ts'));
    child.send({ port: server.port, bodies: bodies.slice(part * share, (part + 1) * share) });
    const [reported] = (await once(child, 'message')) as [readonly Answer[]];
    return reported;
  });
  return (await Promise.all(answers)).flat();
}

function countByStatus(answers: readonly Answer[]): Readonly<Record<number, number>> {
  return Object.fromEntries(Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, group]) => [status, group!.length]));
}

async function rowsOf({ session_id: sessionId }: CreatedSession): Promise<readonly string[]> {
  return (await attendanceOf(client, token, sessionId)).map(({ student_id: studentId }) => studentId);
}

test('one student, 200 original submissions at once from four processes: one row, one 201, 199 duplicates', async () => {
  const session = await createSession(client, token);
  const spellings = ['2022IMT-048', '2022imt-048', ' 2022IMT-048 ', '2022Imt-048'];
  const answers = await storm(Array.from({ length: submissions }, (_, index) => originalBody(session, spellings[index % 4]!)));
  assert.deepEqual(countByStatus(answers), { 201: 1, 409: submissions - 1 });
  const duplicates = answers.filter(({ status }) => status === 409).map(({ body }) => JSON.parse(body));
  assert.ok(duplicates.every(({ code, reason, record }) => code === 'duplicate_submission' && reason === 'duplicate submission' && record.grade === 'online_in_window'));
  assert.equal((await rowsOf(session)).length, 1);
});

test('one entry, sent 200 times at once: 200 times the same receipt, one row', async () => {
  const session = await createSession(client, token, { identity: 'device' });
  const body = entryBody(session, '2022IMT-048', makeDevice());
  const answers = await storm(Array.from({ length: submissions }, () => body));
  assert.deepEqual(countByStatus(answers), { 201: submissions });
  const receipts = answers.map(({ body: receipt }) => JSON.stringify({ ...JSON.parse(receipt), request_id: '' }));
  assert.equal(new Set(receipts).size, 1);
  assert.deepEqual(await rowsOf(session), ['2022IMT-048']);
});

test('one student, 200 different entries of 200 devices at once: one row, the rest duplicates', async () => {
  const session = await createSession(client, token, { identity: 'device' });
  const answers = await storm(Array.from({ length: submissions }, () => entryBody(session, '2022IMT-048', makeDevice())));
  assert.deepEqual(countByStatus(answers), { 201: 1, 409: submissions - 1 });
  assert.equal((await rowsOf(session)).length, 1);
});

test('200 students at once: 200 rows', async () => {
  const session = await createSession(client, token, { identity: 'device' });
  const students = Array.from({ length: submissions }, (_, index) => `S${index}`);
  const answers = await storm(students.map((student) => entryBody(session, student, makeDevice())));
  assert.deepEqual(countByStatus(answers), { 201: submissions });
  assert.deepEqual((await rowsOf(session)).toSorted(), students.toSorted());
});
