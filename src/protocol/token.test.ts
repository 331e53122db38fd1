import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { concatBytes, hex, utf8 } from './bytes.ts';
import { crockford } from './crockford.ts';
import { parseTokenText, tokenHeader, tokenLetters, tokenMessage, tokenText } from './token.ts';

const tag = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const mac = createHmac('sha256', 'key').digest();

test('a token is 29 bytes: version, tag, epoch, display, MAC', () => {
  const text = tokenText(tokenHeader(tag, 0x0a0b0c, 3), mac);
  assert.equal(text.length, tokenLetters);
  assert.equal(hex(crockford.decode(text)!), `0201020304050607080a0b0c03${hex(mac).slice(0, 32)}`);
});

test('every token is read back as it was made', () => {
  const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(bytesOf(8), fc.nat(2 ** 24 - 1), fc.nat(127), bytesOf(32), (anyTag, epoch, display, anyMac) => {
      const header = tokenHeader(anyTag, epoch, display);
      const token = parseTokenText(tokenText(header, anyMac));
      assert.ok(token.ok);
      const { value } = token;
      assert.deepEqual([hex(value.tag), value.epoch, value.display, hex(value.mac)], [hex(anyTag), epoch, display, hex(anyMac.subarray(0, 16))]);
      assert.equal(hex(value.header), hex(header));
    }),
  );
});

test('no change of one letter is read as the same token', () => {
  const text = tokenText(tokenHeader(tag, 7, 0), mac);
  for (let index = 0; index < text.length; index++) {
    for (const letter of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
      if (letter === text[index]) continue;
      const parsed = parseTokenText(text.slice(0, index) + letter + text.slice(index + 1));
      if (parsed.ok) assert.notEqual(hex(parsed.value.header) + hex(parsed.value.mac), hex(tokenHeader(tag, 7, 0)) + hex(mac).slice(0, 32));
    }
  }
});

test('the MAC covers its own domain and all that stands before it', () => {
  const header = tokenHeader(tag, 7, 0);
  assert.deepEqual(tokenMessage(header), concatBytes(utf8('QAT2\0'), header));
  assert.equal(header.length, 13);
});

test('what is not a token says why', () => {
  const text = tokenText(tokenHeader(tag, 7, 0), mac);
  const bytes = crockford.decode(text)!;
  const changed = (index: number, value: number) => crockford.encode(bytes.with(index, value));
  const cases = [
    [text.toLowerCase(), 'bad_encoding'],
    [`${text.slice(0, -1)}Z`, 'bad_encoding'],
    [text.replace(/.$/, 'U'), 'bad_encoding'],
    [crockford.encode(bytes.subarray(0, 28)), 'malformed'],
    [crockford.encode(concatBytes(bytes, new Uint8Array(1))), 'malformed'],
    ['', 'malformed'],
    [changed(0, 1), 'unsupported_version'],
    [changed(0, 3), 'unsupported_version'],
    [changed(12, 128), 'malformed'],
  ] as const;
  for (const [given, failure] of cases) assert.deepEqual(parseTokenText(given), { ok: false, failure }, given);
});

test('a token that cannot be said is not made', () => {
  for (const [anyTag, epoch, display] of [[new Uint8Array(7), 0, 0], [tag, -1, 0], [tag, 2 ** 24, 0], [tag, 1.5, 0], [tag, 0, 128], [tag, 0, -1]] as const) {
    assert.throws(() => tokenHeader(anyTag, epoch, display), RangeError);
  }
});
