import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DeskReply } from '../../src/protocol/desk-schemas.ts';
import { asStaff } from './ask.ts';
import { holdLecture, inShort, makePhone, minute, nineMs, post, read, send, type Json } from './lecture.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** What a course asks of evidence. */

let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

const defaults = { sync_deadline_hours: 24, verified_after_close_minutes: 5, two_codes: true, device_cool_down_hours: 24, borrowed_phones: 1 };
const policyOf = (course: string) => read<Json>(server, `/course_policy?course=${encodeURIComponent(course)}`);

test('a course has the default policy until staff change a part of it', async () => {
  assert.deepEqual(await policyOf(' Netz\u0065\u0301 '), { course: 'Netz\u00e9', policy: defaults, is_default: true });
  const changed = { course: 'Netz\u00e9', policy: { ...defaults, two_codes: false, sync_deadline_hours: 0.5 }, is_default: false };
  assert.deepEqual(await post(server, '/course_policy', { course: 'Netze\u0301', policy: { two_codes: false, sync_deadline_hours: 0.5 } }), [200, changed]);
  assert.deepEqual(await policyOf('Netz\u00e9'), changed);
  assert.deepEqual((await post(server, '/course_policy', { course: 'Netz\u00e9', policy: { borrowed_phones: 3 } }))[1]['policy'], { ...changed.policy, borrowed_phones: 3 });
  assert.deepEqual(await policyOf('Other'), { course: 'Other', policy: defaults, is_default: true });
});

test('a session keeps the policy that its course had when it was created', async () => {
  const before = await holdLecture(server, { course: 'Kept' });
  await post(server, '/course_policy', { course: 'Kept', policy: { two_codes: false } });
  const since = await holdLecture(server, { course: 'Kept' });
  nowMs += minute;
  const grades = [];
  for (const lecture of [before, since]) grades.push(inShort(await send(server, makePhone().scan('S-1', [lecture.codeAt(nineMs)]), { queued: true }))[1]);
  assert.deepEqual(grades, ['offline_unbounded', 'offline_verified']);
  const deskOf = (id: string) => read<DeskReply>(server, `/sessions/${id}/desk`);
  assert.deepEqual([(await deskOf(before.session_id)).policy.two_codes, (await deskOf(since.session_id)).policy.two_codes], [true, false]);
});

test('a policy that is none is refused as a whole', async () => {
  const wrong = [{ two_codes: 'yes' }, { borrowed_phones: -1 }, { borrowed_phones: 11 }, { sync_deadline_hours: 1441 }, { two_code: false }];
  for (const policy of wrong) assert.deepEqual(inShort(await post(server, '/course_policy', { course: 'Wrong', policy })), [400, 'malformed'], JSON.stringify(policy));
  for (const course of ['', ' ', 'x'.repeat(201), 'a\u0007']) assert.deepEqual(inShort(await post(server, '/course_policy', { course, policy: {} })), [400, 'malformed']);
  assert.deepEqual(inShort(await post(server, '/course_policy', { course: 'Wrong' })), [400, 'missing_field']);
  for (const query of ['', '?course=', '?course=%20']) assert.equal((await asStaff(server, `/course_policy${query}`)).status, 400, query);
  assert.equal((await policyOf('Wrong'))['is_default'], true);
});
