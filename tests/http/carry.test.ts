import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { StorageUnavailable } from '../../src/attendance/ports.ts';
import { sealForCarrying } from '../../src/client/offline/seal-for-carrying.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { crockford } from '../../src/protocol/crockford.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { codesAt } from '../../src/web/professor/projector/codes-at.ts';
import { envelopeOf, makeDevice, sha256, type TestDevice } from '../support/crypto.ts';
import { asStaff, createSession, postAsStaff, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** Entries that come by way of other phones, over HTTP and on a clock that the test sets. */

const nineMs = Date.UTC(2026, 2, 2, 9);
const minute = 60_000;
const rotating = { course: 'Networks', identity: 'device', rotation_seconds: 5, duration_minutes: 60 };
let nowMs = nineMs;
let isBroken = false;
let server: RunningServer;
before(async () => {
  server = await startServer({
    clock: () => nowMs,
    wrapStore: (store) => ({
      ...store,
      records: {
        ...store.records,
        commit: (batch) => (isBroken ? Promise.reject(new StorageUnavailable('disk full')) : store.records.commit(batch)),
      },
    }),
  });
});
after(() => server.stop());

type Fields = Readonly<Record<string, unknown>>;
async function answerOf(reply: Response): Promise<readonly [status: number, body: Fields]> {
  return [reply.status, (await reply.json()) as Fields];
}
const carry = async (body: unknown) =>
  answerOf(await fetch(`${server.origin}/carry`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
const scanOff = async ({ session_id: id }: Created, sealed: unknown) => answerOf(await postAsStaff(server, `/sessions/${id}/carried`, { sealed }));

async function shownCode({ session_id: id }: Created): Promise<string> {
  const display = await (await asStaff(server, `/sessions/${id}/display`)).json();
  const showing = await codesAt(display, display.server_now_ms, async (key, message) => createHmac('sha256', key).update(message).digest());
  assert.ok(showing.kind === 'code');
  return showing.token.text;
}

/** A session that opens now, and what a phone without a network keeps of it: the codes of these instants. */
async function scannedOffline(device: TestDevice, student: string, scansMs: readonly number[]): Promise<{ readonly session: Created; readonly kept: EntryEnvelope }> {
  nowMs = nineMs;
  const session = await createSession(server, rotating);
  const codes: string[] = [];
  for (const atMs of scansMs) {
    nowMs = nineMs + atMs;
    codes.push(await shownCode(session));
  }
  const fields = { student, session: null, seq: 0, prev: null, codes, wall: nowMs, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  return { session, kept: envelopeOf({ ...fields, session: Buffer.from(crockford.decode(codes[0]!)!.subarray(1, 9)).toString('hex') }, device, true) };
}

async function sealed({ entry, signature, device_key: deviceKey }: EntryEnvelope): Promise<string> {
  const [, { public_key: key }] = await answerOf(await fetch(`${server.origin}/carry_key`));
  const kept = { bytes: base64url.decode(entry)!, signature: signature ?? null, deviceKey: deviceKey ?? null };
  return (await sealForCarrying(kept, base64url.decode(key as string)!, globalThis.crypto.subtle))!;
}

const storedOf = ({ entry }: EntryEnvelope) => server.store.records.findEvidence(1, sha256(base64url.decode(entry)!));

async function rowsOf({ session_id: id }: Created): Promise<readonly Fields[]> {
  const [, { attendance }] = await answerOf(await asStaff(server, `/attendance/${id}`));
  return attendance as readonly Fields[];
}

test('a carried copy is judged at its arrival, and its owner later gets that same first receipt', async () => {
  const { session, kept } = await scannedOffline(makeDevice(), '2022IMT-048', [0, 10_000]);
  nowMs = nineMs + 5 * minute;
  assert.deepEqual(await carry({ sealed: await sealed(kept) }), [200, { status: 'carried' }]);
  const evidence = await storedOf(kept);
  assert.deepEqual([evidence?.way, evidence?.receivedAtMs, evidence?.queued], ['carried', nowMs, true]);
  const [row, ...others] = await rowsOf(session);
  assert.deepEqual([row!['student_id'], row!['grade'], others.length], ['2022IMT-048', 'offline_verified', 0]);
  assert.deepEqual(row!['reasons'], ['carried', 'synced_after_window', 'two_codes']);

  nowMs = nineMs + 300 * minute;
  assert.deepEqual(await carry({ sealed: await sealed(kept) }), [200, { status: 'carried' }]);
  const [status, receipt] = await answerOf(await submit(server, { ...kept, queued: true }));
  assert.deepEqual([status, receipt['grade'], receipt['received_at']], [201, 'offline_verified', '2026-03-02T09:05:00.000Z']);
  assert.equal((await rowsOf(session)).length, 1);
});

test('brought within its window it counts like any scan in the hall; brought and sent at once, it is one entry', async () => {
  const { session, kept } = await scannedOffline(makeDevice(), '2022IMT-049', [0]);
  const text = await sealed(kept);
  const [first, own, second] = await Promise.all([carry({ sealed: text }), submit(server, kept).then(answerOf), carry({ sealed: text })]);
  assert.deepEqual([first, second], [[200, { status: 'carried' }], [200, { status: 'carried' }]]);
  assert.deepEqual([own[0], own[1]['grade']], [201, 'online_in_window']);
  assert.equal((await rowsOf(session)).length, 1);
});

test('a carrier learns nothing: not whether it counts, nor whether it is refused', async () => {
  const device = makeDevice();
  const { session, kept } = await scannedOffline(device, '2022IMT-050', [0]);
  const forged = { ...kept, signature: base64url.encode(device.seal(utf8('another entry'))) };
  assert.deepEqual(await carry({ sealed: await sealed(forged) }), [200, { status: 'carried' }]);
  assert.equal(await storedOf(kept), undefined);
  assert.equal((await rowsOf(session)).length, 0);
});

test('no byte of what is carried can be changed: it is refused, and nothing is stored', async () => {
  const { session, kept } = await scannedOffline(makeDevice(), '2022IMT-051', [0]);
  const text = await sealed(kept);
  const bytes = crockford.decode(text)!;
  for (let at = 0; at < bytes.length; at += 3) {
    const changed = bytes.slice();
    changed[at]! ^= 1 << (at % 8);
    const [status, { code }] = await carry({ sealed: crockford.encode(changed) });
    assert.deepEqual([status, code], [400, at === 0 ? 'unsupported_version' : 'malformed'], `byte ${at}`);
  }
  const refusals = [];
  for (const body of [{}, { sealed: '' }, { sealed: 7 }, { sealed: text, more: 1 }, { sealed: text.toLowerCase() }, { sealed: text.slice(0, 40) }]) {
    const [status, { code }] = await carry(body);
    refusals.push(`${status} ${code}`);
  }
  assert.deepEqual(refusals, ['400 missing_field', '400 malformed', '400 malformed', '400 malformed', '400 bad_encoding', '400 malformed']);
  assert.deepEqual([(await rowsOf(session)).length, await storedOf(kept)], [0, undefined]);
});

test('while nothing can be stored a carrier is told so, and brings it again', async () => {
  const { session, kept } = await scannedOffline(makeDevice(), '2022IMT-052', [0]);
  const text = await sealed(kept);
  isBroken = true;
  const [status, { code, retry }] = await carry({ sealed: text });
  isBroken = false;
  assert.deepEqual([status, code, retry], [503, 'storage_unavailable', true]);
  assert.equal((await carry({ sealed: text }))[0], 200);
  assert.equal((await rowsOf(session)).length, 1);
});

test('staff see whose phone they scanned and what became of it; their eyes stand for the second code', async () => {
  const phone = makeDevice();
  const { session, kept } = await scannedOffline(phone, '2022IMT-053', [0]);
  nowMs = nineMs + 10_000;
  const laterCode = await shownCode(session);
  nowMs = nineMs + 5 * minute;
  const told = { student_id: '2022IMT-053', outcome: 'accepted', code: 'accepted', reason: 'accepted', grade: 'offline_verified' };
  assert.deepEqual(await scanOff(session, await sealed(kept)), [200, told]);
  assert.deepEqual(await scanOff(session, await sealed(kept)), [200, told]);
  assert.deepEqual([(await storedOf(kept))?.way, (await rowsOf(session)).map(({ reasons }) => reasons)], ['staff_scan', [['scanned_by_staff', 'synced_after_window']]]);

  const fields = JSON.parse(Buffer.from(kept.entry, 'base64url').toString()) as Entry;
  const again = envelopeOf({ ...fields, codes: [laterCode], seq: 1, prev: base64url.encode(sha256(base64url.decode(kept.entry)!)) }, phone, true);
  const [, repeated] = await scanOff(session, await sealed(again));
  assert.deepEqual([repeated['outcome'], repeated['code'], repeated['grade']], ['duplicate', 'duplicate_submission', 'offline_verified']);

  const third = envelopeOf({ ...fields, seq: 2, nonce: base64url.encode(randomBytes(16)) }, phone, true);
  const forged = { ...third, signature: base64url.encode(phone.seal(utf8('another entry'))) };
  const [, refused] = await scanOff(session, await sealed(forged));
  assert.deepEqual([refused['outcome'], refused['code'], refused['grade']], ['refused', 'invalid_signature', null]);
});

test('what staff scan on the page of another session is refused and recorded nowhere', async () => {
  const { session, kept } = await scannedOffline(makeDevice(), '2022IMT-055', [0]);
  const other = await createSession(server, rotating);
  const [status, { code, field }] = await scanOff(other, await sealed(kept));
  assert.deepEqual([status, code, field], [400, 'malformed', 'session']);
  assert.deepEqual([await storedOf(kept), (await rowsOf(other)).length, (await rowsOf(session)).length], [undefined, 0, 0]);
  const missing = await postAsStaff(server, '/sessions/00000000-0000-4000-8000-000000000000/carried', { sealed: await sealed(kept) });
  assert.equal(missing.status, 404);
  await missing.body?.cancel();
  const anyone = await fetch(`${server.origin}/sessions/${session.session_id}/carried`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  assert.equal(anyone.status, 401);
  await anyone.body?.cancel();
});
