import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { MarksReply } from '../../src/protocol/mark-schemas.ts';
import type { DisplayView, SessionSummary } from '../../src/protocol/schemas.ts';
import { asStaff, createSession, postAsStaff, submissionTo, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function post<Reply>({ session_id: id }: Created, action: string, body: unknown): Promise<Reply> {
  const reply = await postAsStaff(server, `/sessions/${id}/${action}`, body);
  return (await reply.json()) as Reply;
}

const outcomes = ({ results }: MarksReply) => results.map(({ student_id, outcome, record }) => [student_id, outcome, record?.grade ?? null]);

test('a sheet is set at once: each line is answered, and who is recorded stays as they are', async () => {
  const session = await createSession(server, { course: 'Networks' });
  await submit(server, submissionTo(session, 'S1'));
  const sheet = { student_ids: [' s1', 'S2', '', 'x'.repeat(65), 's2', 'S3'], attendance: 'late', note: 'paper sheet' };
  assert.deepEqual(outcomes(await post<MarksReply>(session, 'marks', sheet)), [
    ['S1', 'kept', 'online_in_window'],
    ['S2', 'set', 'manual'],
    ['', 'malformed', null],
    ['x'.repeat(65), 'malformed', null],
    ['S2', 'kept', 'manual'],
    ['S3', 'set', 'manual'],
  ]);
  assert.deepEqual(outcomes(await post<MarksReply>(session, 'marks', sheet)).map(([, outcome]) => outcome), ['kept', 'kept', 'malformed', 'malformed', 'kept', 'kept']);
});

test('what was set can be taken back, and the student can scan afterwards', async () => {
  const session = await createSession(server, { course: 'Networks' });
  const live = await watch(`${server.origin}/sessions/${session.session_id}/live`, server.token);
  const { results } = await post<MarksReply>(session, 'marks', { student_ids: ['S1', 'S2'], attendance: 'present', note: 'paper sheet' });
  await live.until((table) => table.size === 2);
  const marks = results.map(({ student_id, record }) => ({ student_id, seq: record!.seq }));
  const undone = await post(session, 'undo_marks', { marks: [marks[0], { ...marks[1]!, seq: marks[1]!.seq + 1 }] });
  assert.deepEqual(undone, { results: [{ student_id: 'S1', outcome: 'undone' }, { student_id: 'S2', outcome: 'kept' }] });
  const told = await live.next();
  live.close();
  assert.deepEqual([told?.event.removed.map(({ student_id }) => student_id), told?.event.counts.counted], [['S1'], 1]);
  assert.equal((await submit(server, submissionTo(session, 'S1'))).status, 201);
});

test('a sheet that is none is refused as a whole', async () => {
  const session = await createSession(server);
  const sheet = { student_ids: ['S1'], attendance: 'present', note: 'paper sheet' };
  for (const wrong of [{ student_ids: [] }, { student_ids: Array.from({ length: 501 }, () => 'S') }, { attendance: 'there' }, { note: ' ' }]) {
    const reply = await postAsStaff(server, `/sessions/${session.session_id}/marks`, { ...sheet, ...wrong });
    assert.deepEqual([reply.status, ((await reply.json()) as { field: string }).field], [400, Object.keys(wrong)[0]]);
  }
});

test('the live page, the list, the session and the projector count the same students: those who are present or late', async () => {
  const session = await createSession(server, { course: 'Counted' });
  await submit(server, submissionTo(session, 'S1'));
  await submit(server, submissionTo(session, 'S2'));
  for (const [student_ids, attendance] of [[['S3'], 'present'], [['S4'], 'late'], [['S5', 'S6'], 'excused'], [['S7'], 'absent']]) {
    await post(session, 'marks', { student_ids, attendance, note: 'by hand' });
  }
  await post(session, 'records', { student_id: 'S2', attendance: 'absent', note: 'left' });
  const read = async <Reply>(path: string) => (await (await asStaff(server, path)).json()) as Reply;
  const shown = await read<SessionSummary>(`/sessions/${session.session_id}`);
  const listed = (await read<{ readonly sessions: readonly SessionSummary[] }>('/sessions')).sessions.find(({ course }) => course === 'Counted');
  const display = await read<DisplayView>(`/sessions/${session.session_id}/display`);
  const live = await watch(`${server.origin}/sessions/${session.session_id}/live`, server.token);
  const event = await live.next();
  live.close();
  assert.deepEqual([shown.counted, listed?.counted, display.counted, event?.event.counts.counted], [3, 3, 3, 3]);
});
