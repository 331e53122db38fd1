import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, hkdfSync, sign } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import type { Session } from '../attendance/session.ts';
import { hex } from '../protocol/bytes.ts';
import { displayKey, originalKeyText, unwrapSecret, wrappingKey, wrapSecret } from './keys.ts';
import { deviceVerifier } from './signatures/device-signature.ts';
import { sessionKeys } from './session-keys.ts';

const master = new Uint8Array(32).fill(1);
const secret = new Uint8Array(32).fill(2);
const nonce = new Uint8Array(12).fill(3);
const sessionId = '69d20aee-9f5e-415b-a272-4afed0eb0a34';

test('a display key is HKDF of the secret under "qat2/qr" and the block in four bytes', () => {
  const expected = hkdfSync('sha256', secret, '', Buffer.concat([Buffer.from('qat2/qr'), Buffer.from([0, 0, 1, 2])]), 32);
  assert.equal(hex(displayKey(secret, 258)), Buffer.from(expected).toString('hex'));
  assert.notEqual(hex(displayKey(secret, 0)), hex(displayKey(secret, 1)));
});

test('the key of a version 1 payload is 64 lower-case hex digits, used as text', () => {
  const text = originalKeyText(secret);
  assert.equal(text, Buffer.from(hkdfSync('sha256', secret, '', 'qat1/json', 32)).toString('hex'));
  const keys = sessionKeys(master, () => nonce);
  const session = { sessionId, wrappedSecret: keys.wrapSecret(sessionId, secret) } as unknown as Session;
  const payload = new TextEncoder().encode('{"course":"Networks"}');
  assert.equal(hex(keys.crypto.originalMac(session, payload)), createHmac('sha256', text).update(payload).digest('hex'));
});

test('a wrapped secret opens with its own key and session alone, and not after any change', () => {
  const key = wrappingKey(master);
  const wrapped = wrapSecret(key, sessionId, secret, nonce);
  assert.equal(wrapped.length, 61);
  assert.deepEqual(unwrapSecret(key, sessionId, wrapped), secret);
  assert.equal(unwrapSecret(wrappingKey(secret), sessionId, wrapped), undefined);
  assert.equal(unwrapSecret(key, sessionId.replace('6', '7'), wrapped), undefined);
  assert.equal(unwrapSecret(key, sessionId, wrapped.subarray(0, -1)), undefined);
  fc.assert(
    fc.property(fc.nat({ max: wrapped.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = wrapped.slice();
      changed[at]! ^= change;
      assert.equal(unwrapSecret(key, sessionId, changed), undefined);
    }),
  );
});

test('keys that were derived once answer the same when they are asked again', () => {
  const keys = sessionKeys(master, () => nonce);
  const session = { sessionId, wrappedSecret: keys.wrapSecret(sessionId, secret) } as unknown as Session;
  const message = new Uint8Array([1, 2, 3]);
  const expected = createHmac('sha256', displayKey(secret, 5)).update(message).digest('hex');
  for (let round = 0; round < 3; round++) assert.equal(hex(keys.crypto.displayMac(session, 5, message)), expected);
  assert.equal(hex(keys.displayKey(session, 5)), hex(displayKey(secret, 5)));
  assert.equal(keys.canUnwrap(session), true);
  assert.equal(sessionKeys(secret, () => nonce).canUnwrap(session), false);
});

test('a device signature holds for its bytes and key alone; bytes that are no point are false and not an error', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = new Uint8Array([4, ...Buffer.from(x!, 'base64url'), ...Buffer.from(y!, 'base64url')]);
  const bytes = new TextEncoder().encode('an entry');
  const signature = new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  assert.equal(await deviceVerifier()(point, bytes, signature), true);
  assert.equal(await deviceVerifier()(point, new TextEncoder().encode('another'), signature), false);
  const offCurve = point.slice();
  offCurve[64]! ^= 1;
  const wrong = [offCurve, new Uint8Array(65), new Uint8Array(65).fill(4), point.subarray(0, 64), new Uint8Array()];
  for (const key of wrong) assert.equal(await deviceVerifier()(key, bytes, signature), false);
  const badSignatures = [new Uint8Array(64), new Uint8Array(64).fill(255), signature.subarray(1)];
  for (const bad of badSignatures) assert.equal(await deviceVerifier()(point, bytes, bad), false);
});
