import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { makeSession, nineMs, openHall, type Hall } from '../../tests/support/attendance.ts';
import { jsonCodeOf, payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { envelopeOf, makeDevice, type TestDevice } from '../../tests/support/crypto.ts';
import { base64url } from '../protocol/base64url.ts';
import { claimLifeMs } from '../protocol/claim.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import { freeTries } from './typed-tries.ts';

const phone = makeDevice();
const other = makeDevice();
const minute = 60_000;

async function claimOf(hall: Hall, code: string, device: TestDevice | null = phone): Promise<string> {
  const given = await hall.claims.claim({ code, deviceKey: device === null ? undefined : base64url.encode(device.publicKey) });
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
  const unbound = await claimOf(hall, code, null);
  hall.setNow(nineMs + minute);
  for (const [device, foreign] of [[other, token], [null, token], [other, unbound]] as const) assert.equal(await answerTo(hall, code, foreign, { device }), 'code_expired');
  assert.equal(await answerTo(hall, code, token, { device: other, queued: true }), 'offline_unbounded synced_after_window');
});

test('a page that can hold no key claims for itself, and its session still asks for a device', async () => {
  const open = makeSession({ identity: 'open' });
  const hall = openHall([session, open]);
  const tokens = [await claimOf(hall, code, null), await claimOf(hall, tokenOf(open, 0), null)];
  hall.setNow(nineMs + minute);
  assert.equal(await answerTo(hall, code, tokens[0], { device: null }), 'late_sync claimed_at_scan no_device_signature');
  assert.equal(await answerTo(hall, tokenOf(open, 0), tokens[1], { device: null }), 'online_in_window claimed_at_scan');
});

test('it helps its own code alone: no other epoch, no other session, no other carrier', async () => {
  const elsewhere = makeSession();
  const hall = openHall([session, elsewhere]);
  const token = await claimOf(hall, code);
  hall.setNow(nineMs + minute);
  const others = [tokenOf(session, 1), tokenOf(elsewhere, 0), jsonCodeOf(payloadOf(session, 0))];
  for (const carried of others) assert.equal(await answerTo(hall, carried, token), 'code_expired');
  assert.equal(await answerTo(hall, tokenOf(session, 12), token), 'online_in_window', 'a fresh code needs no claim');
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
  const withBadKey = await hall.claims.claim({ code, deviceKey: 'AAAA' });
  assert.deepEqual(withBadKey, { ok: false, failure: { code: 'malformed', field: 'device_key' } });
});

test('claims are no way to guess typed codes', async () => {
  const hall = openHall([session]);
  for (let attempt = 0; attempt < freeTries; attempt++) assert.equal(await claimOf(hall, '00000000'), 'unknown_code');
  assert.equal(await claimOf(hall, typedOf(session, typedRhythm(session), 0)), 'rate_limited');
  assert.equal(await claimOf(hall, typedOf(session, typedRhythm(session), 0), other).then((text) => text.length), 112);
});
