import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { makeSession, nineMs, openHall, type Hall } from '../../tests/support/attendance.ts';
import { jsonCodeOf, payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { claimBodyOf, envelopeOf, makeDevice, type TestDevice } from '../../tests/support/crypto.ts';
import { base64url } from '../protocol/base64url.ts';
import { utf8 } from '../protocol/bytes.ts';
import { claimLifeMs } from '../protocol/claim.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import type { ClaimWish } from './claims.ts';
import { freeTries } from './typed-tries.ts';

const phone = makeDevice();
const other = makeDevice();
const minute = 60_000;

/** The claim that a device signs; the test may name another's key, or bring another signature. */
function wishOf(code: string, device: TestDevice, changes: Partial<ClaimWish> = {}): ClaimWish {
  const { device_key: deviceKey, signature } = claimBodyOf(code, device);
  return { code, deviceKey, signature, ...changes };
}

async function claimOf(hall: Hall, code: string, device = phone, changes: Partial<ClaimWish> = {}): Promise<string> {
  const given = await hall.claims.claim(wishOf(code, device, changes));
  return given.ok ? given.value.text : given.failure.code;
}

interface Wish {
  readonly student?: string;
  readonly device?: TestDevice | null;
  readonly queued?: boolean;
}

/** The entry's grade with its reasons, or why it was refused. */
async function answerTo(hall: Hall, code: string, token: string | undefined, { student = 'S-1', device = phone, queued = false }: Wish = {}): Promise<string> {
  const fields = { student, session: null, seq: 0, prev: null, codes: [code], wall: nineMs, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  const answer = await hall.intake.submit(envelopeOf(token === undefined ? fields : { ...fields, token }, device, queued));
  if (answer.ok) return [answer.value.evidence.grade, ...answer.value.evidence.reasons].join(' ');
  return [answer.failure.refusal.code, answer.failure.refusal.field].filter((word) => word !== undefined).join(' ');
}

const session = makeSession();
const code = tokenOf(session, 0);

test('a code that was claimed in its window is taken as received then, for ten minutes and not one millisecond longer', async () => {
  for (const afterMs of [0, 14_999, 15_000, 4 * minute, claimLifeMs - 1, claimLifeMs]) {
    const hall = openHall([session]);
    hall.setNow(nineMs + 3_000);
    const token = await claimOf(hall, code);
    hall.setNow(nineMs + 3_000 + afterMs);
    assert.equal(await answerTo(hall, code, token), afterMs < claimLifeMs ? 'online_in_window claimed_at_scan' : 'code_expired', `${afterMs} ms`);
    if (afterMs === claimLifeMs) continue;
    const [stored] = hall.store.evidence;
    assert.deepEqual([stored!.scannedAtMs, stored!.receivedAtMs, stored!.latencyMs], [nineMs + 3_000, nineMs + 3_000 + afterMs, 3_000]);
    assert.ok(stored!.body.includes(token), 'the claim is part of what is stored');
  }
});

test('it works for every carrier, also when the entry comes from a queue', async () => {
  const typed = typedOf(session, typedRhythm(session), 0);
  for (const [carried, reasons] of [[code, ''], [jsonCodeOf(payloadOf(session, 0)), ''], [typed, ' typed_code']] as const) {
    for (const queued of [false, true]) {
      const hall = openHall([session]);
      hall.setNow(nineMs + 14_999);
      const token = await claimOf(hall, carried);
      hall.setNow(nineMs + 9 * minute);
      assert.equal(await answerTo(hall, carried, token, { queued }), `online_in_window${reasons} claimed_at_scan`);
    }
  }
});

test('a claim stores nothing, rings nothing, and may be repeated', async () => {
  const hall = openHall([session]);
  assert.equal(await claimOf(hall, code), await claimOf(hall, code));
  assert.deepEqual([hall.store.evidence.length, hall.store.refused.length, hall.rings.length], [0, 0, 0]);
});

test('another device can do nothing with it, nor a page without a key', async () => {
  const hall = openHall([session]);
  const token = await claimOf(hall, code);
  hall.setNow(nineMs + minute);
  for (const device of [other, null]) assert.equal(await answerTo(hall, code, token, { device }), 'code_expired');
  assert.equal(await answerTo(hall, code, token, { device: makeDevice(), queued: true }), 'offline_unbounded synced_after_window one_code');
});

test('nobody claims for a phone that they do not hold: to know its public key is not enough', async () => {
  const hall = openHall([session]);
  const deviceKey = base64url.encode(phone.publicKey);
  const early = wishOf(tokenOf(session, 1), phone).signature;
  const entrys = base64url.encode(phone.seal(utf8(code)));
  assert.equal(await claimOf(hall, code, other, { deviceKey }), 'invalid_signature', 'signed by the friend in the hall');
  for (const signature of [early, entrys, base64url.encode(new Uint8Array(64))]) assert.equal(await claimOf(hall, code, phone, { signature }), 'invalid_signature');
  assert.equal(await claimOf(hall, code, phone, { deviceKey: base64url.encode(new Uint8Array(65).fill(4)) }), 'invalid_signature', 'no point of the curve');
  hall.setNow(nineMs + 15_000);
  assert.equal(await claimOf(hall, code, other, { deviceKey }), 'code_expired', 'the code comes first');
});

test('a claim changes nothing in a page without a key: its entry stands as if it had none', async () => {
  const open = makeSession({ identity: 'open' });
  const hall = openHall([open]);
  const token = await claimOf(hall, tokenOf(open, 0));
  assert.equal(await answerTo(hall, tokenOf(open, 0), token, { device: null }), 'online_in_window');
  hall.setNow(nineMs + minute);
  assert.equal(await answerTo(hall, tokenOf(open, 0), token, { device: null, student: 'S-2' }), 'code_expired');
});

test('it helps its own code alone: no other epoch, no other session, no other carrier', async () => {
  const elsewhere = makeSession();
  const hall = openHall([session, elsewhere]);
  const token = await claimOf(hall, code);
  hall.setNow(nineMs + minute);
  const others = [tokenOf(session, 1), tokenOf(elsewhere, 0), jsonCodeOf(payloadOf(session, 0))];
  for (const carried of others) assert.equal(await answerTo(hall, carried, token), 'code_expired');
  assert.equal(await answerTo(hall, tokenOf(session, 12), token, { device: other }), 'online_in_window', 'a fresh code needs no claim');
  const typed = typedOf(session, typedRhythm(session), 0);
  assert.equal(await answerTo(hall, typed, token), 'unknown_code');
});

test('an old typed claim is in no fresh typed code’s way', async () => {
  const hall = openHall([session]);
  const token = await claimOf(hall, typedOf(session, typedRhythm(session), 0));
  hall.setNow(nineMs + 5 * minute);
  assert.equal(await answerTo(hall, typedOf(session, typedRhythm(session), 10), token), 'online_in_window typed_code');
});

test('a claim of which one bit is changed is no help, and one that is no base64url is malformed', async () => {
  const hall = openHall([session]);
  const bytes = base64url.decode(await claimOf(hall, code))!;
  hall.setNow(nineMs + minute);
  for (let index = 0; index < bytes.length; index++) {
    const changed = base64url.encode(bytes.with(index, bytes[index]! ^ (1 << (index % 8))));
    assert.equal(await answerTo(hall, code, changed), 'code_expired', `byte ${index}`);
  }
  for (const token of ['', '!', 'QQ==', 'A'.repeat(401)]) assert.equal(await answerTo(hall, code, token), 'malformed entry.token');
});

test('a session that was closed after the claim takes the entry still, and a claim is refused once it is', async () => {
  const hall = openHall([session]);
  hall.setNow(nineMs + minute);
  const token = await claimOf(hall, tokenOf(session, 12));
  const closed = { ...session, openings: [{ fromMs: nineMs, untilMs: nineMs + minute + 1 }] };
  const later = openHall([closed]);
  later.setNow(nineMs + 2 * minute);
  assert.equal(await answerTo(later, tokenOf(session, 12), token), 'online_in_window claimed_at_scan');
  assert.equal(await claimOf(later, tokenOf(session, 12)), 'session_not_open');
});

test('a claim that was given keeps the end of the chain that its device told, and none else does', async () => {
  const hall = openHall([session]);
  const head = base64url.encode(new Uint8Array(32).fill(7));
  await claimOf(hall, code, phone, { head });
  assert.deepEqual(hall.contacts, [{ kind: 'contact', institutionId: 1, head: base64url.decode(head)!, atMs: nineMs }]);
  await claimOf(hall, code, phone, { head: 'AAAA' });
  await claimOf(hall, code, phone, { head, signature: wishOf(code, other).signature });
  await claimOf(hall, tokenOf(session, 4), phone, { head });
  assert.equal(hall.contacts.length, 1);
});

test('a claim is refused as a live submission would be', async () => {
  const hall = openHall([session]);
  hall.setNow(nineMs + 15_000);
  assert.equal(await claimOf(hall, code), 'code_expired');
  assert.equal(await claimOf(hall, tokenOf(session, 4)), 'code_early');
  assert.equal(await claimOf(hall, tokenOf(makeSession(), 3)), 'unknown_session');
  assert.equal(await claimOf(hall, tokenOf(session, 2, 3)), 'invalid_signature');
  assert.equal(await claimOf(hall, code.toLowerCase()), 'bad_encoding');
  assert.equal(await claimOf(hall, ''), 'malformed');
  assert.equal(await claimOf(openHall([{ ...session, wrappedSecret: null }]), code), 'session_key_retired');
  for (const [field, name] of [['device_key', 'deviceKey'], ['signature', 'signature']] as const) {
    for (const text of ['', 'AAAA', '!']) assert.deepEqual(await hall.claims.claim(wishOf(code, phone, { [name]: text })), { ok: false, failure: { code: 'malformed', field } });
  }
});

test('claims are no way to guess typed codes', async () => {
  const hall = openHall([session]);
  for (let attempt = 0; attempt < freeTries; attempt++) assert.equal(await claimOf(hall, '00000000'), 'unknown_code');
  assert.equal(await claimOf(hall, typedOf(session, typedRhythm(session), 0)), 'rate_limited');
  assert.equal(await claimOf(hall, typedOf(session, typedRhythm(session), 0), other).then((text) => text.length), 112);
});

test('a signature that does not hold tells a right typed code from a wrong one no oftener than a wrong code does', async () => {
  const hall = openHall([session]);
  const typed = typedOf(session, typedRhythm(session), 0);
  const { signature } = wishOf(code, phone);
  for (let attempt = 0; attempt < freeTries; attempt++) assert.equal(await claimOf(hall, typed, phone, { signature }), 'invalid_signature');
  assert.equal(await claimOf(hall, typed, phone, { signature }), 'rate_limited');
});
