import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { concatBytes, equalInConstantTime, hex, parseHex, parseUtf8, utf8 } from './bytes.ts';

test('hex and UTF-8 give back what went in', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ unit: 'grapheme' }), (bytes, text) => {
      assert.deepEqual(parseHex(hex(bytes)), new Uint8Array(bytes));
      assert.equal(parseUtf8(utf8(text)), text);
    }),
  );
});

test('hex is lower case and even', () => {
  for (const text of ['A0', 'a', 'g0', ' 00', '0x', '00\n']) assert.equal(parseHex(text), undefined, JSON.stringify(text));
});

test('what is not well-formed UTF-8 is no text', () => {
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) assert.equal(parseUtf8(new Uint8Array(bytes)), undefined);
  assert.equal(parseUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])), '\uFEFFA');
});

test('the comparison in constant time is a comparison', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (left, right) => {
      assert.equal(equalInConstantTime(left, right), hex(left) === hex(right));
      assert.ok(equalInConstantTime(left, left.slice()));
    }),
  );
});

test('parts are joined in order', () => {
  assert.deepEqual(concatBytes(new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3])), new Uint8Array([1, 2, 3]));
});
