import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { AttendanceReply, SessionView } from '../../src/protocol/schemas.ts';
import { asStaff } from './ask.ts';
import { holdLecture, hour, inShort, makePhone, minute, nineMs, post, read, send } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** The surprise second code: who scans again while it lasts was there then too. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

test('a second scan is answered with the number of the check while one runs, and is a duplicate outside of it', async () => {
  nowMs = nineMs;
  const lecture = await holdLecture(server);
  const path = `/sessions/${lecture.session_id}`;
  const phone = makePhone();
  const scanNow = () => send(server, phone.scan('A-1', [lecture.codeAt(nowMs)]));
  nowMs = nineMs + minute;
  const [, first] = await scanNow();
  assert.deepEqual([first['status'], first['check']], ['accepted', null]);
  nowMs = nineMs + 5 * minute;
  assert.deepEqual(inShort(await scanNow()), [409, 'duplicate_submission']);

  nowMs = nineMs + 6 * minute;
  const live = await watch(`${server.origin}${path}/live`, server.token);
  await live.next();
  const [started, view] = await post(server, `${path}/checks`, { minutes: 3 });
  const checks = [{ number: 1, from: '2026-03-02T09:06:00.000Z', until: '2026-03-02T09:09:00.000Z' }];
  assert.deepEqual([started, view['checks']], [200, checks]);
  assert.deepEqual((await live.next())?.event.session.checks, checks);
  live.close();
  nowMs = nineMs + 7 * minute;
  const [again, answered] = await scanNow();
  assert.deepEqual([again, answered['check'], answered['grade']], [201, 1, 'online_in_window']);
  const { attendance } = await read<AttendanceReply>(server, `/attendance/${lecture.session_id}`);
  assert.deepEqual(attendance.map(({ student_id: student, checks: those, scanned_at: at }) => [student, those, at]), [['A-1', [1], '2026-03-02T09:01:00.000Z']]);

  nowMs = nineMs + 8 * minute;
  const [ended, after] = await post(server, `${path}/checks/end`);
  assert.deepEqual([ended, (after['checks'] as SessionView['checks'])[0]!.until], [200, '2026-03-02T09:08:00.000Z']);
  nowMs = nineMs + 8 * minute + 30_000;
  assert.deepEqual(inShort(await scanNow()), [409, 'duplicate_submission']);
  assert.deepEqual((await post(server, `${path}/checks/end`))[1]['checks'], after['checks']);
});

test('a new check ends the one that runs, and who comes only to the check is recorded by it', async () => {
  nowMs = nineMs + hour;
  const lecture = await holdLecture(server);
  const path = `/sessions/${lecture.session_id}/checks`;
  await post(server, path, { minutes: 10 });
  nowMs += minute;
  const [, { checks }] = await post(server, path, { minutes: 10 });
  assert.deepEqual((checks as SessionView['checks']).map(({ number, from, until }) => [number, from.slice(14, 16), until.slice(14, 16)]), [[1, '00', '01'], [2, '01', '11']]);
  nowMs += minute;
  assert.equal((await send(server, makePhone().scan('B-1', [lecture.codeAt(nowMs)])))[1]['check'], 2);
});

test('a check needs a session that is open, and whole minutes', async () => {
  nowMs = nineMs + 2 * hour;
  const { session_id: id } = await holdLecture(server);
  for (const minutes of [0, 61, 1.5, '3']) assert.deepEqual(inShort(await post(server, `/sessions/${id}/checks`, { minutes })), [400, 'malformed']);
  assert.deepEqual(inShort(await post(server, `/sessions/${id}/checks`)), [400, 'missing_field']);
  await asStaff(server, `/sessions/${id}/close`, { method: 'POST' });
  assert.deepEqual(inShort(await post(server, `/sessions/${id}/checks`, { minutes: 3 })), [422, 'session_not_open']);
  const nowhere = '/sessions/00000000-0000-4000-8000-000000000000';
  for (const path of [`${nowhere}/checks`, `${nowhere}/checks/end`]) assert.deepEqual(inShort(await post(server, path, { minutes: 3 })), [404, 'unknown_session']);
});
