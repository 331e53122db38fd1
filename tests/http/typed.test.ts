import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';

import { shownCode } from '../../src/cli/shown-code.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import type { DisplayView, SessionView } from '../../src/protocol/schemas.ts';
import { envelopeOf, makeDevice, type TestDevice } from '../support/crypto.ts';
import { asStaff, createSession, postAsStaff, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** Typed codes: how often one may be wrong, what many wrong ones do, and the switch. */

const nineMs = Date.UTC(2026, 2, 2, 9);
let nowMs = nineMs;
let server: RunningServer;
beforeEach(async () => {
  nowMs = nineMs;
  server = await startServer({ clock: () => nowMs });
});
afterEach(() => server.stop());

const rotating = { rotation_seconds: 5, duration_minutes: 60, identity: 'open' };

async function typedCodeOf({ session_id: id }: Created): Promise<string> {
  const display = (await (await asStaff(server, `/sessions/${id}/display`)).json()) as DisplayView;
  return shownCode({ ...display, session: { ...display.session, typed_enabled: true } }, nowMs)!.typed!.replace('-', '');
}

async function type(code: string, student: string, { device = null, queued = false }: { device?: TestDevice | null; queued?: boolean } = {}) {
  const entry = { student, session: null, seq: 0, prev: null, codes: [code], wall: nowMs, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  const reply = await submit(server, envelopeOf(entry, device, queued));
  const { code: word } = (await reply.json()) as { readonly code: string };
  return { status: reply.status, code: word, retryAfter: reply.headers.get('retry-after') };
}

test('the sixth wrong code waits: 429, Retry-After, and a right one after the wait is recorded', async () => {
  const session = await createSession(server, rotating);
  for (let wrong = 0; wrong < 5; wrong++) assert.equal((await type('ZZZZZZZZ', 'S1')).code, 'unknown_code');
  const right = await typedCodeOf(session);
  assert.deepEqual(await type(right, 's1'), { status: 429, code: 'rate_limited', retryAfter: '30' });
  assert.equal((await type(right, 'S2')).status, 201, 'nobody else waits');
  assert.equal((await type(right, 'S1', { device: makeDevice() })).status, 201, 'a phone of their own does not wait for what others typed');
  const phone = makeDevice();
  for (let wrong = 0; wrong < 5; wrong++) await type('ZZZZZZZZ', `S${wrong + 10}`, { device: phone });
  assert.equal((await type(right, 'S20', { device: phone })).code, 'rate_limited');
  nowMs += 30_000;
  assert.equal((await type(await typedCodeOf(session), 'S20', { device: phone })).status, 201);
});

test('an entry that was recorded is answered again while its student waits, and a queued right one costs no try', async () => {
  const session = await createSession(server, rotating);
  const code = await typedCodeOf(session);
  const entry = { student: 'S1', session: null, seq: 0, prev: null, codes: [code], wall: nowMs, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  const body = envelopeOf(entry, null, true);
  assert.equal((await submit(server, body)).status, 201);
  nowMs += 120_000;
  for (let wrong = 0; wrong < 5; wrong++) await type('ZZZZZZZZ', 'S1', { queued: true });
  assert.equal((await type('ZZZZZZZZ', 'S1')).code, 'rate_limited');
  assert.equal((await submit(server, body)).status, 201);
});

test('five hundred students behind one address who type the right code at once are all recorded', async () => {
  const session = await createSession(server, rotating);
  const code = await typedCodeOf(session);
  const answers = await Promise.all(Array.from({ length: 500 }, (_, student) => type(code, `S${student}`)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
});

test('many wrong codes block nobody, and staff see the alarm on the live page and in the metrics', async () => {
  const session = await createSession(server, rotating);
  const live = await watch(`${server.origin}/sessions/${session.session_id}/live`, server.token);
  for (let student = 0; student < 200; student++) assert.equal((await type('ZZZZZZZZ', `S${student}`)).code, 'unknown_code');
  let told = await live.next();
  while (told?.event.alarm === null) told = await live.next();
  assert.deepEqual(told?.event.alarm, { wrong_typed_codes: 200, minutes: 10 });
  live.close();
  assert.match(await (await fetch(`${server.origin}/metrics`)).text(), /^attend_typed_wrong_recent 200$/m);
  assert.equal((await type(await typedCodeOf(session), 'HONEST')).status, 201);
});

test('staff switch typed codes off and on: the display says so, and a typed code is answered with what to do', async () => {
  const session = await createSession(server, rotating);
  const set = async (enabled: boolean) => ((await (await postAsStaff(server, `/sessions/${session.session_id}/typed`, { enabled })).json()) as SessionView).typed_enabled;
  nowMs += 65_000;
  const before = await typedCodeOf(session);
  assert.equal(await set(false), false);
  assert.equal(await set(false), false);
  const display = (await (await asStaff(server, `/sessions/${session.session_id}/display`)).json()) as DisplayView;
  assert.equal(display.session.typed_enabled, false);
  assert.deepEqual(await type(await typedCodeOf(session), 'S1'), { status: 422, code: 'typed_code_off', retryAfter: null });
  nowMs += 60_000;
  const whileOff = await typedCodeOf(session);
  assert.equal((await type(before, 'S2', { queued: true, device: makeDevice() })).status, 201, 'it was shown before, and waited in a queue');
  assert.equal((await type(whileOff, 'S3', { queued: true, device: makeDevice() })).code, 'typed_code_off');
  assert.equal(await set(true), true);
  assert.equal((await type(await typedCodeOf(session), 'S4')).status, 201);
});

test('a session may begin without a typed code', async () => {
  const session = await createSession(server, { ...rotating, typed_code: false });
  assert.equal(session['typed_enabled'], false);
  assert.equal((await type(await typedCodeOf(session), 'S1')).code, 'typed_code_off');
});
