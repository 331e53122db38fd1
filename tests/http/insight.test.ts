import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { HeadcountView, InsightView, SpotCheckView } from '../../src/protocol/insight-schemas.ts';
import type { AttendanceReply } from '../../src/protocol/schemas.ts';
import { makeDevice } from '../support/crypto.ts';
import { entryBody } from '../support/classroom.ts';
import { asStaff, createSession, postAsStaff, submissionTo, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function read<View>(path: string, from = server): Promise<View> {
  const reply = await asStaff(from, path);
  assert.equal(reply.status, 200, path);
  return (await reply.json()) as View;
}

const insightOf = ({ session_id }: Created, from = server) => read<InsightView>(`/sessions/${session_id}/insight`, from);
const spotCheckOf = ({ session_id }: Created, query = '') => read<SpotCheckView>(`/sessions/${session_id}/spot_check${query}`);
const attendanceOf = ({ session_id }: Created) => read<AttendanceReply>(`/attendance/${session_id}`);

test('a session without anybody has an insight too', async () => {
  const session = await createSession(server, { rotation_seconds: 5 });
  const { code_ages: ages, counts, headcounts, bursts, ways } = await insightOf(session);
  assert.deepEqual(ages, [{ way: 'scanned', rotation_seconds: 5, grace_seconds: 10, by_second: Array.from({ length: 15 }, () => 0), later: 0 }]);
  assert.deepEqual([counts.counted, headcounts, bursts, ways.by_hand], [0, [], [], 0]);
  const { counted, check, students } = await spotCheckOf(session);
  assert.deepEqual([counted, check, students], [0, 0, []]);
});

test('ages, ways, shared devices and devices that are new are told, and looking changes no record', async () => {
  const [earlier, session] = [await createSession(server), await createSession(server, { rotation_seconds: 60, identity: 'device' })];
  const [known, shared] = [makeDevice(), makeDevice()];
  assert.equal((await submit(server, entryBody(earlier, 'A-1', known))).status, 201);
  for (const [student, device] of [['A-1', known], ['B-2', shared], ['C-3', shared], ['D-4', null]] as const) {
    assert.equal((await submit(server, entryBody(session, student, device))).status, 201);
  }
  await postAsStaff(server, `/sessions/${session.session_id}/records`, { student_id: 'E-5', attendance: 'present', note: 'no phone' });
  const before = await attendanceOf(session);
  const insight = await insightOf(session);
  assert.deepEqual(insight.shared_devices.map(({ students }) => students), [['B-2', 'C-3']]);
  assert.deepEqual(insight.new_devices.map(({ students }) => students), [['B-2', 'C-3']]);
  const device = before.attendance.find(({ student_id: student }) => student === 'B-2')!.device;
  assert.equal(insight.shared_devices[0]!.device, device);
  assert.equal(insight.devices, 2);
  assert.deepEqual(insight.ways, { token: 0, json: 4, typed: 0, by_hand: 1, without_device: 1, synced_later: 0 });
  const [ages] = insight.code_ages;
  assert.equal(ages!.by_second.length, 70);
  assert.equal(ages!.by_second.reduce((sum, count) => sum + count, 0), 4);
  assert.equal(insight.arrivals_by_minute.reduce((sum, { count }) => sum + count, 0), 4);
  assert.deepEqual(await attendanceOf(session), before);
});

test('many at once in a quiet session are a burst with its students', async (context) => {
  const startedMs = Date.now();
  const still = await startServer({ clock: () => startedMs });
  context.after(() => still.stop());
  const session = await createSession(still);
  const students = Array.from({ length: 8 }, (_, index) => `F-${index}`);
  await Promise.all(students.map((student) => submit(still, submissionTo(session, student))));
  const { bursts } = await insightOf(session, still);
  assert.deepEqual(bursts.flatMap(({ students: some }) => some).toSorted(), students);
  assert.equal(bursts[0]!.usual_per_second, 0);
});

test('headcounts are kept with who and when and how many were recorded then, and none replaces another', async () => {
  const session = await createSession(server);
  const path = `/sessions/${session.session_id}/headcount`;
  for (const student of ['G-1', 'G-2']) await submit(server, submissionTo(session, student));
  const first = await postAsStaff(server, path, { counted: 3, note: ' doors open ' });
  assert.equal(first.status, 201);
  const { at, ...rest } = (await first.json()) as HeadcountView;
  assert.deepEqual(rest, { counted: 3, recorded: 2, note: 'doors open', staff: 'Dr. Rao' });
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  await postAsStaff(server, path, { counted: 1 });
  const { headcounts } = await insightOf(session);
  assert.deepEqual(headcounts.map(({ counted, note }) => [counted, note]), [[1, null], [3, 'doors open']]);
  assert.equal((await postAsStaff(server, path, { counted: 2, note: 'doors\0' })).status, 400, 'what no database keeps is malformed on all of them');
});

test('a headcount is a whole number of people of a session that exists', async () => {
  const session = await createSession(server);
  for (const body of [{}, { counted: -1 }, { counted: 1.5 }, { counted: '3' }, { counted: 100_001 }, { counted: 3, by: 'me' }, { counted: 1, note: '\ud800' }]) {
    assert.equal((await postAsStaff(server, `/sessions/${session.session_id}/headcount`, body)).status, 400, JSON.stringify(body));
  }
  const unknown = '/sessions/00000000-0000-4000-8000-000000000000';
  assert.equal((await postAsStaff(server, `${unknown}/headcount`, { counted: 1 })).status, 404);
  for (const path of ['insight', 'spot_check']) assert.equal((await asStaff(server, `${unknown}/${path}`)).status, 404);
  assert.deepEqual((await insightOf(session)).headcounts, []);
});

test('a spot check draws from those who are counted, and its seed draws the same list again', async () => {
  const session = await createSession(server);
  const students = Array.from({ length: 40 }, (_, index) => `H-${index}`);
  await Promise.all(students.map((student) => submit(server, submissionTo(session, student))));
  await postAsStaff(server, `/sessions/${session.session_id}/records`, { student_id: 'H-0', attendance: 'absent', note: 'left at once' });
  const drawn = await spotCheckOf(session, '?share=0.1&chance=0.95');
  assert.deepEqual([drawn.counted, drawn.phantoms, drawn.check, drawn.students.length], [39, 3, 24, 24]);
  assert.ok(drawn.chance >= 0.95 && drawn.students.every((student) => students.includes(student) && student !== 'H-0'));
  assert.deepEqual(await spotCheckOf(session, `?seed=${drawn.seed}`), drawn);
  const other = await spotCheckOf(session);
  assert.notEqual(other.seed, drawn.seed);
  assert.notDeepEqual(other.students, drawn.students);
  for (const query of ['?share=0', '?share=1.1', '?chance=2', '?share=x', '?seed=ABC', '?chance=-1', '?share=']) {
    assert.equal((await asStaff(server, `/sessions/${session.session_id}/spot_check${query}`)).status, 400, query);
  }
});
