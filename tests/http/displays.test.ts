import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DisplayStateView } from '../../src/protocol/display-schemas.ts';
import { asStaff } from './ask.ts';
import { gradesOf, holdLecture, hour, inShort, makePhone, minute, nineMs, post, read, second, send, type Lecture } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** What displays report, and what it does to a code that none of them showed. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

const hall = 'hall_display_aaaaaaaaa';
const stream = 'stream_display_bbbbbbb';
const report = (lecture: Lecture, display: string, body: object) =>
  post(server, `/sessions/${lecture.session_id}/displays/${display}`, { known: null, shown: [], hidden: false, ...body });
const displaysOf = async ({ session_id: id }: Lecture) => (await read<{ readonly displays: readonly DisplayStateView[] }>(server, `/sessions/${id}/displays`)).displays;

test('a code that every display knows and none showed is held, whether the scan or the report came first', async () => {
  const lecture = await holdLecture(server);
  nowMs = nineMs + minute;
  assert.deepEqual(inShort(await send(server, makePhone().scan('A-1', [lecture.codeAt(nowMs)]))), [201, 'online_in_window', []]);
  assert.deepEqual(await report(lecture, hall, { name: 'Hall', known: [0, 12], shown: [[0, 11]] }), [200, { hide: null, order_seq: 0 }]);
  assert.deepEqual(inShort(await send(server, makePhone().scan('A-2', [lecture.codeAt(nowMs)]))), [201, 'suspicious', ['code_not_shown']]);
  assert.deepEqual(inShort(await send(server, makePhone().scan('A-3', [lecture.codeAt(nowMs - 5 * second)]))), [201, 'online_in_window', []]);
  nowMs += 5 * second;
  assert.deepEqual(inShort(await send(server, makePhone().scan('A-4', [lecture.codeAt(nowMs)]))), [201, 'online_in_window', []], 'nobody spoke of it yet');
  const held = ['suspicious', ['code_not_shown']];
  const counted = ['online_in_window', []];
  assert.deepEqual(await gradesOf(server, lecture), { 'A-1': held, 'A-2': held, 'A-3': counted, 'A-4': counted });
});

test('a picture that staff fetched shows its code, so that a display that was hidden accuses nobody', async () => {
  nowMs = nineMs + hour;
  const lecture = await holdLecture(server);
  nowMs += minute;
  for (let poll = 0; poll < 3; poll++) assert.equal((await asStaff(server, `/qr/${lecture.session_id}.png`)).status, 200);
  await report(lecture, hall, { known: [0, 12], shown: [], hidden: true });
  assert.deepEqual(inShort(await send(server, makePhone().scan('B-1', [lecture.codeAt(nowMs)]))), [201, 'online_in_window', []]);
  assert.deepEqual(inShort(await send(server, makePhone().scan('B-2', [lecture.codeAt(nowMs - 5 * second)]))), [201, 'suspicious', ['code_not_shown']]);
  assert.deepEqual((await displaysOf(lecture)).map(({ display_id: id }) => id), [hall], 'what was fetched is no display');
});

test('staff hide the code on one display, which obeys at its next report', async () => {
  nowMs = nineMs + 2 * hour;
  const lecture = await holdLecture(server);
  nowMs += 10 * second;
  await report(lecture, hall, { name: ' Hall ', known: [0, 1], shown: [[0, 1]] });
  await report(lecture, stream, { known: [0, 1], shown: [[1, 1]] });
  const [status, { displays }] = await post(server, `/sessions/${lecture.session_id}/displays/${stream}/hide`, { hidden: true });
  assert.deepEqual([status, (displays as readonly unknown[]).length], [200, 2]);
  assert.deepEqual((await report(lecture, hall, {}))[1]['hide'], null);
  const [, order] = await report(lecture, stream, {});
  assert.equal(order['hide'], true);
  await report(lecture, stream, { known: [2, 2], hidden: true, is_last: true });
  const shown = new Map((await displaysOf(lecture)).map((display) => [display.display_id, display]));
  assert.deepEqual(shown.get(hall), { display_id: hall, name: 'Hall', last_seen_at: new Date(nowMs).toISOString(), hidden: false, is_closed: false, shown_epochs: 2 });
  assert.deepEqual([shown.get(stream)!.name, shown.get(stream)!.hidden, shown.get(stream)!.is_closed, shown.get(stream)!.shown_epochs], [null, true, true, 1]);
  await post(server, `/sessions/${lecture.session_id}/displays/${stream}/hide`, { hidden: false });
  const [, next] = await report(lecture, stream, {});
  assert.deepEqual([next['hide'], (next['order_seq'] as number) > (order['order_seq'] as number)], [false, true]);
});

test('a report of what lies ahead says nothing about it, and one that contradicts itself is malformed', async () => {
  nowMs = nineMs + 3 * hour;
  const lecture = await holdLecture(server);
  nowMs += 5 * second;
  assert.equal((await report(lecture, hall, { known: [0, 2 ** 24 - 1], shown: [[0, 1]] }))[0], 200);
  nowMs += 2 * minute;
  assert.deepEqual(inShort(await send(server, makePhone().scan('C-1', [lecture.codeAt(nowMs)]))), [201, 'online_in_window', []]);
  const wrong = [{ known: [3, 2] }, { known: [0, 1], shown: [[1, 2]] }, { known: [0, 3], shown: [[2, 1]] }, { shown: [[0, 0]] }, { known: [-1, 0] }, { known: [0] }, { hidden: 'no' }, { more: 1 }, { name: '\ud800' }];
  for (const body of wrong) assert.deepEqual(inShort(await report(lecture, hall, body)), [400, 'malformed'], JSON.stringify(body));
  assert.deepEqual(inShort(await report(lecture, 'too-short', {})), [400, 'malformed']);
  assert.deepEqual(inShort(await post(server, `/sessions/${lecture.session_id}/displays/${hall}`, {})), [400, 'missing_field']);
});

test('what is not there cannot be hidden or reported', async () => {
  const lecture = await holdLecture(server);
  assert.deepEqual(inShort(await post(server, `/sessions/${lecture.session_id}/displays/${hall}/hide`, { hidden: true })), [404, 'not_found']);
  const nowhere = '/sessions/00000000-0000-4000-8000-000000000000/displays';
  assert.deepEqual(inShort(await post(server, `${nowhere}/${hall}`, { known: null, shown: [], hidden: false })), [404, 'unknown_session']);
  assert.deepEqual(inShort(await post(server, `${nowhere}/${hall}/hide`, { hidden: true })), [404, 'unknown_session']);
  assert.equal((await asStaff(server, nowhere)).status, 404);
});
