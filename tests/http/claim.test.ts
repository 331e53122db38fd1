import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { base64url } from '../../src/protocol/base64url.ts';
import { findCode } from '../../src/protocol/carried-code.ts';
import { claimBodyOf, envelopeOf, makeDevice } from '../support/crypto.ts';
import { asStaff, createSession, submit, submissionTo, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** Scan first, identify second, over HTTP and on a clock that the test sets. */

const nineMs = Date.UTC(2026, 2, 2, 9);
const minute = 60_000;
const phone = makeDevice();
let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs });
});
after(() => server.stop());

async function claim(body: unknown): Promise<readonly [status: number, body: Readonly<Record<string, unknown>>]> {
  const reply = await fetch(`${server.origin}/claim`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return [reply.status, (await reply.json()) as Readonly<Record<string, unknown>>];
}

/** The JSON carrier that is shown now. */
async function shownCode({ session_id: sessionId }: Created): Promise<string> {
  return findCode(await (await asStaff(server, `/qr/${sessionId}.json`)).text())!;
}

async function send(code: string, token: unknown, student: string): Promise<readonly [status: number, body: Readonly<Record<string, unknown>>]> {
  const fields = { student, session: null, seq: 0, prev: null, codes: [code], wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  const reply = await submit(server, envelopeOf({ ...fields, token: token as string }, phone));
  return [reply.status, (await reply.json()) as Readonly<Record<string, unknown>>];
}

test('a fresh code is claimed, and the entry that brings the claim counts as received then, after the session closed too', async () => {
  nowMs = nineMs;
  const session = await createSession(server, { course: 'Networks', identity: 'device', rotation_seconds: 5 });
  nowMs = nineMs + 12_000;
  const code = await shownCode(session);
  const [status, given] = await claim(claimBodyOf(code, phone));
  const { claim: token, ...told } = given;
  assert.equal(status, 201);
  assert.match(token as string, /^[\w-]{112}$/);
  assert.deepEqual(told, {
    ...{ claimed_at: '2026-03-02T09:00:12.000Z', expires_at: '2026-03-02T09:10:12.000Z' },
    ...{ course: 'Networks', session_id: session.session_id, identity: 'device' },
  });
  nowMs = nineMs + 2 * minute;
  await asStaff(server, `/sessions/${session.session_id}/close`, { method: 'POST' });
  nowMs = nineMs + 9 * minute;
  const [recorded, receipt] = await send(code, token, '2022IMT-048');
  assert.deepEqual([recorded, receipt['grade'], receipt['standing'], receipt['reasons']], [201, 'online_in_window', 'counted', ['claimed_at_scan']]);
  assert.deepEqual([receipt['scanned_at'], receipt['received_at']], ['2026-03-02T09:00:12.000Z', '2026-03-02T09:09:00.000Z']);
  assert.deepEqual([receipt['latency_seconds'], receipt['code_age_seconds']], [12, 2]);
  nowMs = nineMs + 10 * minute + 12_000;
  assert.deepEqual((await send(code, token, '2022IMT-049')).map((part) => (typeof part === 'number' ? part : part['code'])), [422, 'session_not_open']);
});

test('a claim leaves nothing behind, and is refused as a live submission is', async () => {
  nowMs = nineMs;
  const session = await createSession(server, { rotation_seconds: 5 });
  const code = await shownCode(session);
  const body = claimBodyOf(code, phone);
  assert.equal((await claim(body))[0], 201);
  const refusalOf = async (body: unknown) => {
    const [status, { code: word, field }] = await claim(body);
    return [status, word, field];
  };
  nowMs = nineMs + 15_000;
  assert.deepEqual(await refusalOf(body), [422, 'code_expired', undefined]);
  assert.deepEqual(await refusalOf(claimBodyOf(code.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), phone)), [403, 'invalid_signature', undefined]);
  assert.deepEqual(await refusalOf(claimBodyOf(`=${code}`, phone)), [400, 'bad_encoding', undefined]);
  assert.deepEqual(await refusalOf(claimBodyOf('no code at all', phone)), [400, 'malformed', 'code']);
  assert.deepEqual(await refusalOf({}), [400, 'missing_field', 'code']);
  const { device_key: deviceKey, signature } = body;
  assert.deepEqual(await refusalOf({ code, signature }), [400, 'missing_field', 'device_key']);
  assert.deepEqual(await refusalOf({ code, device_key: deviceKey }), [400, 'missing_field', 'signature']);
  for (const field of ['device_key', 'signature']) {
    for (const text of ['AAAA', 'A'.repeat(101), 7, null]) assert.deepEqual(await refusalOf({ ...body, [field]: text }), [400, 'malformed', field]);
  }
  assert.deepEqual(await refusalOf({ ...body, student: 'S-1' }), [400, 'malformed', 'student']);
  const summary = (await (await asStaff(server, `/sessions/${session.session_id}`)).json()) as Readonly<Record<string, unknown>>;
  assert.deepEqual([summary['counted'], summary['refused']], [0, 0]);
  assert.match(await (await fetch(`${server.origin}/metrics`)).text(), /attend_claims_total\{code="claimed"\} [1-9]/);
});

test('a friend in the hall who knows the key of an absent phone, and does not hold it, gets no claim for it', async () => {
  nowMs = nineMs;
  const code = await shownCode(await createSession(server, { rotation_seconds: 5 }));
  const { signature } = claimBodyOf(code, makeDevice());
  const [status, { code: word }] = await claim({ ...claimBodyOf(code, phone), signature });
  assert.deepEqual([status, word], [403, 'invalid_signature']);
});

test('typed codes that are tried through claims are limited, with the time to wait', async () => {
  nowMs = nineMs;
  await createSession(server, { rotation_seconds: 5 });
  const tries = [];
  for (let attempt = 0; attempt < 6; attempt++) tries.push((await claim(claimBodyOf('00000000', phone)))[1]['code']);
  assert.deepEqual(tries, [...Array.from({ length: 5 }, () => 'unknown_code'), 'rate_limited']);
  const reply = await fetch(`${server.origin}/claim`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(claimBodyOf('00000000', phone)) },
  });
  assert.deepEqual([reply.status, reply.headers.get('retry-after')], [429, '30']);
  await reply.body?.cancel();
});

test('the original’s form has no place for a claim: one beside its five fields is not read', async () => {
  nowMs = nineMs;
  const session = await createSession(server);
  const [, given] = await claim(claimBodyOf(await shownCode(session), phone));
  nowMs = nineMs + minute;
  await asStaff(server, `/sessions/${session.session_id}/close`, { method: 'POST' });
  const reply = await submit(server, { ...submissionTo(session, '2022IMT-048'), token: given['claim'] });
  assert.equal(reply.status, 422);
  await reply.body?.cancel();
});
