import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { deviceVerifier } from './device-signature.ts';
import { derSignature } from './signature-check.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const point = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-65));

function isGood(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

test('says of every signature what OpenSSL says of its two numbers, whatever zeros they begin with', async () => {
  const verifyDevice = deviceVerifier();
  const number = fc.tuple(fc.nat({ max: 31 }), fc.uint8Array({ minLength: 32, maxLength: 32 })).map(([zeros, bytes]) => bytes.fill(0, 0, zeros));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.option(fc.tuple(number, number)), async (bytes, other) => {
      const honest = new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
      const signature = other === null ? honest : new Uint8Array([...other[0], ...other[1]]);
      assert.equal(await verifyDevice(point, bytes, signature), isGood(publicKey, bytes, signature));
      assert.equal(await verifyDevice(point, bytes, honest), true);
    }),
  );
});

test('writes numbers as short as they are and never negative', () => {
  const signature = new Uint8Array(64);
  signature[31] = 5;
  signature[63] = 0x80;
  assert.deepEqual([...derSignature(signature)], [0x30, 7, 2, 1, 5, 2, 2, 0, 0x80]);
});

test('bytes that are no point of the curve, and a signature of another length, hold nothing', async () => {
  const verifyDevice = deviceVerifier();
  const bytes = new Uint8Array(3);
  const signature = new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  const other = Uint8Array.from(point, (byte, index) => (index === 40 ? byte ^ 1 : byte));
  for (const key of [other, new Uint8Array(65), new Uint8Array(0)]) assert.equal(await verifyDevice(key, bytes, signature), false);
  assert.equal(await verifyDevice(point, bytes, signature.subarray(1)), false);
});
