import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lookupOf, makeSession, nineMs } from '../../tests/support/attendance.ts';
import { jsonCodeOf, payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { crypto } from '../../tests/support/crypto.ts';
import { crockford } from '../protocol/crockford.ts';
import { encodePayload } from '../protocol/payload.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import { tokenBytes } from '../protocol/token.ts';
import { currentJsonCarrier, currentToken } from './current-code.ts';
import { verifyCode } from './verify.ts';

const rotating = makeSession();
const still = makeSession({ rotationSeconds: 0 });
const sessions = lookupOf([rotating, still]);
const now = { atMs: nineMs + 60_000, toleranceMs: 0 };

async function verdictOn(code: string, read = now) {
  const verdict = await verifyCode(code, read, sessions, crypto);
  if (verdict.ok) return { session: verdict.value.session.sessionId, carrier: verdict.value.carrier, epoch: verdict.value.epoch };
  return verdict.failure.session === undefined ? verdict.failure.refusal.code : `${verdict.failure.refusal.code}, noted`;
}

test('what the server shows now is what it takes, in every carrier', async () => {
  for (const session of [rotating, still]) {
    const epoch = session === rotating ? 12 : 0;
    const { payload_b64: payloadB64, signature } = currentJsonCarrier(session, now.atMs, crypto);
    assert.deepEqual(await verdictOn(currentToken(session, now.atMs, crypto)), { session: session.sessionId, carrier: 'token', epoch });
    assert.deepEqual(await verdictOn(`${payloadB64}.${signature}`), { session: session.sessionId, carrier: 'json', epoch });
    const typedEpoch = session === rotating ? 2 : 0;
    assert.deepEqual(await verdictOn(typedOf(session, typedRhythm(session), typedEpoch)), { session: session.sessionId, carrier: 'typed', epoch: typedEpoch });
  }
});

test('no other token of 29 bytes is taken: each bit counts', async () => {
  const bytes = crockford.decode(tokenOf(rotating, 12))!;
  for (let bit = 0; bit < tokenBytes * 8; bit++) {
    const flipped = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
    const verdict = await verdictOn(crockford.encode(flipped));
    assert.ok(typeof verdict === 'string', `bit ${bit}`);
  }
});

test('a forged or relabelled code is noted at the session that it names', async () => {
  const forger = { ...rotating, wrappedSecret: still.wrappedSecret };
  for (const code of [tokenOf(forger, 12), tokenOf(rotating, 11, 12), jsonCodeOf(payloadOf(forger, 12)), jsonCodeOf(payloadOf(rotating, 11, 12))]) {
    assert.equal(await verdictOn(code), 'invalid_signature, noted');
  }
});

test('a static session takes no epoch, and a rotating one no payload without', async () => {
  assert.equal(await verdictOn(tokenOf(still, 1)), 'invalid_signature, noted');
  const { payload } = payloadOf(rotating, 0);
  const withoutEpoch = payload.replace(/,"v":2,"epoch":0/, '');
  const signature = Buffer.from(crypto.originalMac(rotating, Buffer.from(withoutEpoch))).toString('hex');
  assert.equal(await verdictOn(`${encodePayload(withoutEpoch)}.${signature}`), 'invalid_signature, noted');
});

test('a code of a session that does not exist here says so', async () => {
  const elsewhere = makeSession();
  assert.equal(await verdictOn(tokenOf(elsewhere, 12)), 'unknown_session');
  assert.equal(await verdictOn(jsonCodeOf(payloadOf(elsewhere, 12))), 'unknown_session');
  assert.equal(await verdictOn(typedOf(elsewhere, typedRhythm(elsewhere), 2)), 'unknown_code');
});

test('a code in another form than the one that was shown is refused', async () => {
  const token = tokenOf(rotating, 12);
  const json = jsonCodeOf(payloadOf(rotating, 12));
  assert.equal(await verdictOn(token.toLowerCase()), 'bad_encoding');
  assert.equal(await verdictOn(token.slice(0, -1)), 'malformed');
  assert.equal(await verdictOn(json.replace(/.$/, 'A')), 'malformed');
  assert.equal(await verdictOn(`=${json}`), 'bad_encoding');
  assert.equal(await verdictOn(json.replace('.', '=.')), 'bad_encoding');
  assert.equal(await verdictOn(''), 'malformed');
});

test('a typed code is found while it or the one before it is on the screen', async () => {
  const code = typedOf(rotating, typedRhythm(rotating), 1);
  const at = (sinceStartMs: number) => verdictOn(code, { atMs: nineMs + sinceStartMs, toleranceMs: 0 });
  assert.equal(await at(29_999), 'unknown_code');
  assert.deepEqual(await at(30_000), { session: rotating.sessionId, carrier: 'typed', epoch: 1 });
  assert.deepEqual(await at(89_999), { session: rotating.sessionId, carrier: 'typed', epoch: 1 });
  assert.equal(await at(90_000), 'unknown_code');
});

test("a typed code from a queue is looked for around the device's clock", async () => {
  const code = typedOf(rotating, typedRhythm(rotating), 1);
  assert.deepEqual(await verdictOn(code, { atMs: nineMs + 600_000, toleranceMs: 600_000 }), { session: rotating.sessionId, carrier: 'typed', epoch: 1 });
  assert.equal(await verdictOn(code, { atMs: nineMs + 3_600_000, toleranceMs: 600_000 }), 'unknown_code');
});
