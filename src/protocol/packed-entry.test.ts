import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { makeDevice, sha256 } from '../../tests/support/crypto.ts';
import { base64url } from './base64url.ts';
import { utf8, type Bytes } from './bytes.ts';
import { crockford } from './crockford.ts';
import { encodeEntry } from './encode-entry.ts';
import type { Entry } from './entry.ts';
import { packEntry, unpackEntry } from './packed-entry.ts';

const device = makeDevice();
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const base64urlOf = (length: number) => bytesOf(length).map(base64url.encode);
const tokenText = bytesOf(29).map(crockford.encode);
const typedText = bytesOf(5).map(crockford.encode);
const jsonText = fc.string({ maxLength: 300 }).map((text) => `${base64url.encode(utf8(text))}.${'0'.repeat(64)}`);
const codeText = fc.oneof(tokenText, typedText, jsonText, fc.string({ maxLength: 100 }));
const wholeNumber = fc.oneof(fc.nat(), fc.maxSafeNat());

const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    ...{ student: fc.constantFrom('2022IMT-048', 'ÅSA-7', '网路'), session: fc.constantFrom(null, '0123456789abcdef'), device: fc.constantFrom(device.deviceId, null) },
    ...{ seq: wholeNumber, prev: fc.option(base64urlOf(32)), codes: fc.array(codeText, { minLength: 1, maxLength: 2 }), wall: wholeNumber, mono: wholeNumber },
    ...{ nonce: base64urlOf(16), token: fc.option(base64urlOf(84)), guest: fc.boolean(), isSessionOfCode: fc.boolean() },
  })
  .map(({ token, guest, isSessionOfCode, ...entry }) => ({
    ...entry,
    ...(isSessionOfCode ? { session: tagIn(entry.codes[0]!) } : {}),
    ...(token === null ? {} : { token }),
    ...(guest ? { guest: true as const } : {}),
  }));

function tagIn(code: string): string | null {
  return code.length === 47 ? Buffer.from(crockford.decode(code)!.subarray(1, 9)).toString('hex') : null;
}

const usual: Entry = {
  ...{ student: '2022IMT-048', session: '0123456789abcdef', device: device.deviceId, seq: 3, prev: base64url.encode(sha256(utf8('before'))) },
  ...{ codes: [crockford.encode(new Uint8Array([2, 1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, ...new Uint8Array(20)]))], wall: 1_772_442_061_000, mono: 1_234_567 },
  nonce: base64url.encode(new Uint8Array(16)),
};

const signed = (entryBytes: Bytes) => ({ entryBytes, signature: device.seal(entryBytes), publicKey: device.publicKey });
const ports = { sha256, decompress: () => device.publicKey };

test('whatever an entry holds, its very bytes come back', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      const given = signed(encodeEntry(entry));
      assert.deepEqual(unpackEntry(packEntry(given, device.deviceId), ports), given);
    }),
    { numRuns: 300 },
  );
});

test('bytes that are no entry, or one in another order of its fields, come back too', () => {
  const { wall, ...others } = JSON.parse(Buffer.from(encodeEntry(usual)).toString()) as Record<string, unknown>;
  for (const text of ['', '{}', JSON.stringify({ ...others, wall }), JSON.stringify({ ...others, wall }, undefined, 1)]) {
    const given = signed(utf8(text === '' ? ' ' : text));
    assert.deepEqual(unpackEntry(packEntry(given, device.deviceId), ports), given);
  }
});

test('a usual entry takes a third of its JSON, and one more code 30 bytes', () => {
  const packed = packEntry(signed(encodeEntry(usual)), device.deviceId).length - 1 - 64 - 33;
  assert.ok(packed < encodeEntry(usual).length / 3, `${packed} of ${encodeEntry(usual).length}`);
  const two = packEntry(signed(encodeEntry({ ...usual, codes: [usual.codes[0]!, usual.codes[0]!] })), device.deviceId).length - 1 - 64 - 33;
  assert.equal(two - packed, 30);
});

test('nothing that is no packed entry is unpacked, and nothing crashes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 1, 2, 3), (rest, form) => {
      const found = unpackEntry(new Uint8Array([form, ...rest]), ports);
      assert.ok(found === undefined || (rest.length > 64 + 33 && (form === 1 || form === 2)));
    }),
  );
});

