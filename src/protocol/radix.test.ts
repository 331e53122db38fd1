import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { base64url, paddedBase64url } from './base64url.ts';
import { crockford, normaliseTyped } from './crockford.ts';

const codecs = [
  ['base64url', base64url, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ '],
  ['padded base64url', paddedBase64url, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ '],
  ['Crockford base 32', crockford, '0123456789ABCDEFGHJKMNPQRSTVWXYZILOUabc- '],
] as const;

for (const [name, codec, letters] of codecs) {
  test(`${name} gives back every byte string`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        assert.deepEqual(codec.decode(codec.encode(bytes)), new Uint8Array(bytes));
      }),
    );
  });

  test(`${name} decodes only what it would encode, letter by letter`, () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...letters), maxLength: 24 }), (text) => {
        const bytes = codec.decode(text);
        if (bytes !== undefined) assert.equal(codec.encode(bytes), text);
      }),
      { numRuns: 2_000 },
    );
  });
}

test('base64url agrees with Node, with and without padding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      assert.equal(base64url.encode(bytes), Buffer.from(bytes).toString('base64url'));
      assert.equal(paddedBase64url.encode(bytes), Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_'));
    }),
  );
});

test('a text whose unused bits are not zero is refused, so a value has one text', () => {
  assert.deepEqual(base64url.decode('QQ'), new Uint8Array([65]));
  assert.equal(base64url.decode('QR'), undefined);
  assert.equal(crockford.decode('01'), undefined);
});

test('padding is needed where the original pads, and nowhere else', () => {
  assert.deepEqual(paddedBase64url.decode('QQ=='), new Uint8Array([65]));
  for (const text of ['QQ', 'QQ=', 'QQ===', 'QQ==QQ==', '=', '====', 'QUJD====']) assert.equal(paddedBase64url.decode(text), undefined, text);
  assert.equal(base64url.decode('QQ=='), undefined);
});

test('what a person types is read as Crockford reads it', () => {
  assert.equal(normaliseTyped(' k7qf-3m2x\n'), 'K7QF3M2X');
  assert.equal(normaliseTyped('oOiIlL'), '001111');
});
