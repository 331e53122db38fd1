import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { claimBodyOf } from '../support/crypto.ts';
import { asStaff } from './ask.ts';
import { gradesOf, holdLecture, hour, inShort, makePhone, minute, nineMs, post, second, send, type Answered, type Json, type Lecture } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** What entries prove that were made without a network. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

const queued = { queued: true };
const codesOf = (lecture: Lecture, atMs: number) => [lecture.codeAt(atMs), lecture.codeAt(atMs + 10 * second)];

async function ask(path: string, body: unknown): Promise<Answered> {
  const reply = await fetch(server.origin + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return [reply.status, (await reply.json()) as Json];
}

test('two codes that arrive soon after the class count by themselves; one code waits to be looked at', async () => {
  nowMs = nineMs;
  const lecture = await holdLecture(server);
  const [two, one, late] = [makePhone(), makePhone(), makePhone()].map((phone, index) => phone.scan(`A-${index}`, codesOf(lecture, nineMs + minute).slice(0, index === 1 ? 1 : 2)));
  nowMs = nineMs + 23 * minute;
  assert.deepEqual(inShort(await send(server, two!, queued)), [201, 'offline_verified', ['synced_after_window', 'two_codes']]);
  assert.deepEqual(inShort(await send(server, one!, queued)), [201, 'offline_unbounded', ['synced_after_window', 'one_code']]);
  nowMs = nineMs + 26 * minute;
  assert.deepEqual(inShort(await send(server, late!, queued)), [201, 'offline_unbounded', ['synced_after_window', 'two_codes', 'bounded_too_late']]);
});

test('the end of its chain, told with a claim, bounds an entry that arrives hours later', async () => {
  nowMs = nineMs;
  const [lecture, other] = [await holdLecture(server), await holdLecture(server, { duration_minutes: 60 })];
  const phone = makePhone();
  const offline = phone.scan('B-1', codesOf(lecture, nineMs + minute));
  nowMs = nineMs + 10 * minute;
  const [status] = await ask('/claim', { ...claimBodyOf(other.codeAt(nowMs), phone.device), head: phone.head() });
  assert.equal(status, 201);
  nowMs = nineMs + 3 * hour;
  assert.deepEqual(inShort(await send(server, offline, queued)), [201, 'offline_verified', ['synced_after_window', 'two_codes', 'bounded_by_contact']]);
  assert.deepEqual(inShort(await ask('/claim', { ...claimBodyOf(other.codeAt(nineMs), phone.device), head: 'short' })), [400, 'malformed']);
});

test('an entry that was made on top of it and arrived first bounds it too', async () => {
  nowMs = nineMs;
  const [lecture, later] = [await holdLecture(server), await holdLecture(server, { duration_minutes: 60 })];
  const phone = makePhone();
  const offline = phone.scan('B-2', codesOf(lecture, nineMs + minute));
  nowMs = nineMs + 21 * minute;
  const online = phone.scan('B-2', [later.codeAt(nowMs)]);
  assert.deepEqual(inShort(await send(server, online)).slice(0, 2), [201, 'online_in_window']);
  nowMs = nineMs + 5 * hour;
  assert.deepEqual(inShort(await send(server, offline, queued)), [201, 'offline_verified', ['synced_after_window', 'two_codes', 'bounded_by_contact']]);
});

test('a chain that forks is flagged on both branches, the one that was recorded before too', async () => {
  nowMs = nineMs + hour;
  const lectures = [await holdLecture(server), await holdLecture(server)];
  const phone = makePhone();
  const branches = lectures.map((lecture) => phone.scan('C-1', [lecture.codeAt(nowMs)], { at: { seq: 0, prev: null } }));
  assert.deepEqual(inShort(await send(server, branches[0]!)), [201, 'online_in_window', []]);
  const live = await watch(`${server.origin}/sessions/${lectures[0]!.session_id}/live`, server.token);
  await live.until((table) => table.get('C-1')?.grade === 'online_in_window');
  assert.deepEqual(inShort(await send(server, branches[1]!)), [201, 'suspicious', ['chain_fork']]);
  for (const lecture of lectures) assert.deepEqual(await gradesOf(server, lecture), { 'C-1': ['suspicious', ['chain_fork']] });
  await live.until((table) => table.get('C-1')?.grade === 'suspicious');
  live.close();
});

test('whoever knows an entry learns what became of it, and what staff ask; nobody else does', async () => {
  nowMs = nineMs + 2 * hour;
  const lecture = await holdLecture(server);
  const sealed = makePhone().scan('D-1', [lecture.codeAt(nowMs)]);
  const stateOf = (entryId: string) => ask('/entry_state', { entry_id: entryId });
  assert.deepEqual(inShort(await stateOf(sealed.entryId)), [404, 'unknown_entry']);
  nowMs += minute;
  await send(server, sealed, queued);
  const unbounded = { attendance: 'present', grade: 'offline_unbounded', standing: 'provisional', reasons: ['synced_after_window', 'one_code'] };
  assert.deepEqual(await stateOf(sealed.entryId), [200, { ...unbounded, asked: null }]);
  const [, asked] = await post(server, `/sessions/${lecture.session_id}/decisions`, { student_id: 'D-1', decision: 'ask', note: 'Where did you sit?' });
  assert.deepEqual(await stateOf(sealed.entryId), [200, { ...unbounded, asked: { note: 'Where did you sit?', at: new Date(nowMs).toISOString() } }]);
  const { seq } = asked['decision'] as { readonly seq: number };
  await post(server, `/sessions/${lecture.session_id}/undo_decision`, { student_id: 'D-1', seq });
  assert.deepEqual(await stateOf(sealed.entryId), [200, { ...unbounded, asked: null }]);
  assert.deepEqual(inShort(await ask('/entry_state', {})), [400, 'missing_field']);
  assert.deepEqual(inShort(await ask('/entry_state', { entry_id: 'x' })), [400, 'malformed']);
  assert.match(await (await asStaff(server, '/metrics')).text(), /attend_graded_total\{grade="offline_unbounded"\} [1-9]/);
});
