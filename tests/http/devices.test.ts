import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DeviceView } from '../../src/protocol/device-schemas.ts';
import { asStaff } from './ask.ts';
import { gradesOf, holdLecture, hour, inShort, makePhone, minute, nineMs, post, read, second, send, type Phone } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** Whose a device is, over HTTP. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

const devicesOf = async (query: string) => (await read<{ readonly devices: readonly DeviceView[] }>(server, `/devices${query}`)).devices;

/** One scan in a lecture of its own, later than all before. */
async function scanAnew(phone: Phone, student: string) {
  nowMs += hour;
  const lecture = await holdLecture(server);
  return { lecture, answer: await send(server, phone.scan(student, [lecture.codeAt(nowMs)])) };
}

test('the second student on one phone is held for staff and not refused, and the first is not touched', async () => {
  const [lecture, phone] = [await holdLecture(server), makePhone()];
  assert.deepEqual(inShort(await send(server, phone.scan('A-1', [lecture.codeAt(nowMs)]))), [201, 'online_in_window', []]);
  assert.deepEqual(inShort(await send(server, phone.scan('A-2', [lecture.codeAt(nowMs)]))), [201, 'suspicious', ['device_of_other_student']]);
  assert.deepEqual((await gradesOf(server, lecture))['A-1'], ['online_in_window', []]);
  const [device] = await devicesOf('?student_id=a-1');
  assert.deepEqual([device!.device_id, device!.student_id, device!.state, device!.entries], [phone.device.deviceId, 'A-1', 'active', 2]);
});

test('a lent phone counts for one guest, with a word about it, and a second guest is held', async () => {
  nowMs += hour;
  const [lecture, phone] = [await holdLecture(server), makePhone()];
  const grades = [];
  for (const [student, wish] of [['B-1', {}], ['B-2', { guest: true }], ['B-3', { guest: true }]] as const) {
    nowMs += second;
    grades.push(inShort(await send(server, phone.scan(student, [lecture.codeAt(nowMs)], wish))));
  }
  assert.deepEqual(grades, [
    [201, 'online_in_window', []],
    [201, 'online_in_window', ['borrowed_phone']],
    [201, 'suspicious', ['device_of_other_student']],
  ]);
});

test('a third device of a student waits; staff let it count, and what it sent counts without another scan', async () => {
  const [first, next, third] = [makePhone(), makePhone(), makePhone()];
  await scanAnew(first, 'C-1');
  await scanAnew(next, 'C-1');
  const { lecture, answer } = await scanAnew(third, 'C-1');
  assert.deepEqual(inShort(answer), [201, 'late_sync', ['device_waits']]);
  const waiting = (await devicesOf('?state=waiting')).filter(({ student_id: student }) => student === 'C-1');
  assert.deepEqual(waiting.map(({ device_id: id, active_from: from }) => [id, from]), [[third.device.deviceId, new Date(nowMs + 24 * hour).toISOString()]]);

  assert.match(await (await asStaff(server, '/metrics')).text(), /^attend_device_waits_total [1-9]/m);

  nowMs += minute;
  const [status, approved] = await post(server, `/devices/${third.device.deviceId}/approve`);
  assert.deepEqual([status, approved['state'], approved['active_from']], [200, 'active', null]);
  assert.deepEqual((await gradesOf(server, lecture))['C-1'], ['online_in_window', []]);
  assert.deepEqual((await devicesOf('?state=waiting')).filter(({ student_id: student }) => student === 'C-1'), []);
  const states = new Map((await devicesOf('?student_id=C-1')).map(({ device_id: id, state }) => [id, state]));
  assert.deepEqual([first, next, third].map(({ device }) => states.get(device.deviceId)), ['replaced', 'active', 'active']);
});

test('a revoked device is refused with its own code, and what it recorded before stays', async () => {
  const phone = makePhone();
  const { lecture } = await scanAnew(phone, 'D-1');
  nowMs += minute;
  const [status, revoked] = await post(server, `/devices/${phone.device.deviceId}/revoke`);
  assert.deepEqual([status, revoked['state'], revoked['revoked_by'], revoked['revoked_at']], [200, 'revoked', 'Dr. Rao', new Date(nowMs).toISOString()]);
  const { lecture: later, answer } = await scanAnew(phone, 'D-1');
  assert.deepEqual(inShort(answer), [403, 'device_revoked']);
  assert.deepEqual([await gradesOf(server, lecture), await gradesOf(server, later)], [{ 'D-1': ['online_in_window', []] }, {}]);
  const { refused } = await read<{ readonly refused: readonly { readonly student_id: string; readonly code: string }[] }>(server, `/sessions/${later.session_id}/desk`);
  assert.deepEqual(refused.map(({ student_id: student, code }) => [student, code]), [['D-1', 'device_revoked']]);
  assert.equal((await post(server, `/devices/${phone.device.deviceId}/approve`))[1]['state'], 'active');
  assert.deepEqual(inShort((await scanAnew(phone, 'D-1')).answer).slice(0, 2), [201, 'online_in_window']);
});

test('staff bind a device to the student whose it is', async () => {
  const phone = makePhone();
  const { lecture } = await scanAnew(phone, 'E-9');
  await send(server, phone.scan('E-1', [lecture.codeAt(nowMs)]));
  nowMs += minute;
  const [status, bound] = await post(server, `/devices/${phone.device.deviceId}/bind`, { student_id: ' e-1' });
  assert.deepEqual([status, bound['student_id'], bound['bound_by']], [200, 'e-1', 'staff']);
  assert.deepEqual(await gradesOf(server, lecture), { 'E-9': ['suspicious', ['device_of_other_student']], 'E-1': ['online_in_window', []] });
});

test('what no device is, is unknown; a body that binds nobody is malformed', async () => {
  const nobody = 'A'.repeat(43);
  for (const path of [`/devices/${nobody}/approve`, `/devices/${nobody}/revoke`, '/devices/x/approve', '/devices/%20/revoke']) {
    assert.deepEqual(inShort(await post(server, path)), [404, 'unknown_device'], path);
  }
  assert.deepEqual(inShort(await post(server, `/devices/${nobody}/bind`, { student_id: 'S' })), [404, 'unknown_device']);
  const { device } = makePhone();
  for (const [body, code] of [[{}, 'missing_field'], [{ student_id: ' ' }, 'malformed'], [{ student_id: 'S', more: 1 }, 'malformed']] as const) {
    assert.deepEqual(inShort(await post(server, `/devices/${device.deviceId}/bind`, body)), [400, code]);
  }
  assert.equal((await asStaff(server, '/devices?state=lost')).status, 400);
  assert.deepEqual(await devicesOf('?student_id=NOBODY'), []);
});
