import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DeskReply } from '../../src/protocol/desk-schemas.ts';
import type { ReplyOf } from '../../src/protocol/endpoints.ts';
import type { RecordView } from '../../src/protocol/schemas.ts';
import { asStaff } from './ask.ts';
import { holdLecture, hour, inShort, makePhone, minute, nineMs, post, read, second, send, type Json, type Lecture } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** What did not simply count, and what staff decide about it. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

const deskOf = ({ session_id: id }: Lecture) => read<DeskReply>(server, `/sessions/${id}/desk`);
const decide = ({ session_id: id }: Lecture, body: Json) => post(server, `/sessions/${id}/decisions`, { note: 'I saw them', ...body });
const undo = ({ session_id: id }: Lecture, student_id: string, decision: unknown) =>
  post(server, `/sessions/${id}/undo_decision`, { student_id, seq: (decision as { readonly seq: number }).seq });
const stateOf = (record: unknown) => {
  const { attendance, grade, standing, asked } = record as RecordView;
  return [attendance, grade, standing, asked];
};

/** Each student has one phone in all sessions: a third one would wait. */
const phones = { SIMPLE: makePhone(), LATE: makePhone(), REFUSED: makePhone() };

/** One student whose scan came late with one code, one whose scan was refused, and one who simply counts. */
async function holdWithDesk(): Promise<Lecture> {
  nowMs += hour;
  const lecture = await holdLecture(server);
  nowMs += 10 * second;
  const codes = [lecture.codeAt(nowMs)];
  await send(server, phones.SIMPLE.scan('SIMPLE', codes));
  nowMs += minute;
  await send(server, phones.LATE.scan('LATE', codes), { queued: true });
  await send(server, phones.REFUSED.scan('REFUSED', codes));
  return lecture;
}

test('the desk lists what waits with its interval and its device, and refused scans; what simply counts is not there', async () => {
  const lecture = await holdWithDesk();
  const { session, policy, items, refused, is_cut: isCut } = await deskOf(lecture);
  assert.deepEqual([session.session_id, policy.two_codes, isCut], [lecture.session_id, true, false]);
  assert.deepEqual(items.map(({ record, decision }) => [record.student_id, ...stateOf(record), decision]), [['LATE', 'present', 'offline_unbounded', 'provisional', false, null]]);
  const [{ entry_id: entryId, device, ...evidence }] = items[0]!.evidence as [DeskReply['items'][number]['evidence'][number]];
  assert.match(entryId, /^[\w-]{43}$/);
  assert.deepEqual([device!.state, device!.student_id], ['active', 'LATE']);
  const startedMs = nowMs - minute;
  assert.deepEqual(evidence, {
    ...{ way: 'direct', carrier: 'token', codes: 1, queued: true, guest: false, is_shown: 'unknown', is_standing: true },
    ...{ not_before: new Date(startedMs).toISOString(), not_after: { at: new Date(nowMs).toISOString(), by: 'arrival' }, received_at: new Date(nowMs).toISOString() },
    ...{ grade: 'offline_unbounded', reasons: ['synced_after_window', 'one_code'] },
  });
  assert.deepEqual(refused.map(({ student_id: student, code, record_standing: standing }) => [student, code, standing]), [['REFUSED', 'code_expired', null]]);
});

test('staff accept, reject and ask, each undoable to what stood before, and every step is in the history', async () => {
  const lecture = await holdWithDesk();
  const evidence = ['present', 'offline_unbounded', 'provisional', false];
  const live = await watch(`${server.origin}/sessions/${lecture.session_id}/live`, server.token);
  await live.until((table) => table.size === 2);
  const [, asked] = await decide(lecture, { student_id: 'late', decision: 'ask', note: 'Where did you sit?' });
  assert.deepEqual(stateOf(asked['record']), ['present', 'offline_unbounded', 'provisional', true]);
  await live.until((table) => table.get('LATE')?.asked === true);
  live.close();
  const [, accepted] = await decide(lecture, { student_id: 'LATE', decision: 'accept', attendance: 'late', seq: (asked['record'] as RecordView).seq });
  assert.deepEqual([(accepted['record'] as RecordView).attendance, (accepted['record'] as RecordView).standing], ['late', 'counted']);
  const { decision, note, staff } = accepted['decision'] as Json;
  assert.deepEqual([decision, note, staff], ['accept', 'I saw them', 'Dr. Rao']);
  assert.equal((await deskOf(lecture)).items[0]!.decision?.decision, 'accept', 'what was decided stays on the desk');

  const [, back] = await undo(lecture, 'LATE', accepted['decision']);
  assert.deepEqual(stateOf(back['record']), ['present', 'offline_unbounded', 'provisional', true], 'the question stands again');
  const [, open] = await undo(lecture, 'LATE', back['decision']);
  assert.deepEqual([stateOf(open['record']), open['decision']], [evidence, null]);
  const [, rejected] = await decide(lecture, { student_id: 'LATE', decision: 'reject', note: 'was in Paris' });
  assert.equal((rejected['record'] as RecordView).attendance, 'absent');

  const { changes } = await read<ReplyOf<'history'>>(server, `/sessions/${lecture.session_id}/history?student_id=late`);
  assert.ok(changes.length >= 5);
  assert.ok(changes.every(({ student_id: student, staff: who }) => student === 'LATE' && who === 'Dr. Rao'));
  assert.deepEqual([changes[0]!.note, changes.at(-1)!.note], ['was in Paris', 'Where did you sit?']);
  assert.match(await (await asStaff(server, '/metrics')).text(), /attend_decisions_total\{decision="reject"\} [1-9]/);
});

test('a refused scan is repaired with one decision, and taken back it leaves no record', async () => {
  const lecture = await holdWithDesk();
  const [, asked] = await decide(lecture, { student_id: 'REFUSED', decision: 'ask', note: 'What did your phone say?' });
  assert.deepEqual([asked['record'], (await deskOf(lecture)).refused[0]!.decision?.note], [null, 'What did your phone say?']);
  const [status, accepted] = await decide(lecture, { student_id: 'REFUSED', decision: 'accept' });
  assert.deepEqual([status, (accepted['record'] as RecordView).attendance, (accepted['record'] as RecordView).standing], [200, 'present', 'counted']);
  assert.deepEqual((await deskOf(lecture)).refused.map(({ record_standing: standing }) => standing), ['counted']);
  const [, undone] = await undo(lecture, 'REFUSED', accepted['decision']);
  assert.deepEqual([undone['record'], (undone['decision'] as Json)['decision']], [null, 'ask']);
});

test('a decision about nobody, about what somebody changed meanwhile, or without a reason is refused', async () => {
  const lecture = await holdWithDesk();
  const [{ record }] = (await deskOf(lecture)).items as [DeskReply['items'][number]];
  assert.deepEqual(inShort(await decide(lecture, { student_id: 'NOBODY', decision: 'accept' })), [404, 'unknown_record']);
  const [, first] = await decide(lecture, { student_id: 'LATE', decision: 'reject', seq: record.seq });
  assert.deepEqual(inShort(await decide(lecture, { student_id: 'LATE', decision: 'accept', seq: record.seq })), [409, 'changed_meanwhile']);
  await decide(lecture, { student_id: 'LATE', decision: 'accept' });
  assert.deepEqual(inShort(await undo(lecture, 'LATE', first['decision'])), [409, 'changed_meanwhile'], 'only the newest is taken back');
  assert.deepEqual(inShort(await undo(lecture, 'NOBODY', { seq: 1 })), [404, 'unknown_record']);
  const wrong = [{ decision: 'keep' }, { note: ' ' }, { student_id: ' ' }, { attendance: 'absent' }, { decision: 'reject', attendance: 'late' }, { seq: '1' }, { more: 1 }];
  for (const more of wrong) assert.deepEqual(inShort(await decide(lecture, { student_id: 'LATE', decision: 'accept', ...more })), [400, 'malformed'], JSON.stringify(more));
  assert.deepEqual(inShort(await decide(lecture, { decision: 'accept' })), [400, 'missing_field']);
  assert.deepEqual(inShort(await post(server, `/sessions/${lecture.session_id}/undo_decision`, { student_id: 'LATE', seq: 0 })), [400, 'malformed']);
  assert.equal((await asStaff(server, `/sessions/${lecture.session_id}/history?student_id=`)).status, 400);
  const nowhere = '/sessions/00000000-0000-4000-8000-000000000000';
  for (const path of ['desk', 'history', 'roster']) assert.equal((await asStaff(server, `${nowhere}/${path}`)).status, 404, path);
  assert.deepEqual(inShort(await post(server, `${nowhere}/decisions`, { student_id: 'S', decision: 'accept', note: 'x' })), [404, 'unknown_session']);
  assert.deepEqual(inShort(await post(server, `${nowhere}/undo_decision`, { student_id: 'S', seq: 1 })), [404, 'unknown_session']);
});

test('the roster is everybody whom the course had, with what they are in this session', async () => {
  nowMs += hour;
  const course = { course: 'Rosters' };
  const before = await holdLecture(server, course);
  for (const student of ['R-2', 'R-1']) await send(server, makePhone().scan(student, [before.codeAt(nowMs)]));
  nowMs += hour;
  const lecture = await holdLecture(server, course);
  const elsewhere = await holdLecture(server);
  nowMs += second;
  await send(server, makePhone().scan('R-9', [elsewhere.codeAt(nowMs)]));
  await post(server, `/sessions/${lecture.session_id}/records`, { student_id: 'r-1', attendance: 'present', note: 'no phone' });
  const { students, is_cut: isCut } = await read<ReplyOf<'roster'>>(server, `/sessions/${lecture.session_id}/roster`);
  assert.deepEqual([students.map(({ student_id: student, sessions, record }) => [student.toUpperCase(), sessions, record?.grade ?? null]), isCut], [[['R-1', 2, 'manual'], ['R-2', 1, null]], false]);
});
