import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex } from './bytes.ts';
import { displayedTypedCode, parseTypedCode, typedCode, typedMessage } from './typed-code.ts';

test('a typed code is the first 40 bits of its MAC, in two groups of four', () => {
  const code = typedCode(new Uint8Array([0x9c, 0xef, 0x1a, 0x50, 0x5d, 0xff]));
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{8}$/);
  assert.equal(displayedTypedCode(code), `${code.slice(0, 4)}-${code.slice(4)}`);
});

test('what is shown can be typed in any case, with or without its hyphen', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (mac) => {
      const code = typedCode(mac);
      for (const typed of [code, displayedTypedCode(code), code.toLowerCase(), ` ${code.replaceAll('0', 'o').replaceAll('1', 'l')} `]) {
        assert.equal(parseTypedCode(typed), code);
      }
    }),
  );
});

test('what cannot be a typed code is none', () => {
  for (const text of ['', 'K7QF-3M2', 'K7QF-3M2XX', 'K7QF_3M2X', 'UUUU-UUUU', '2022IMT-048']) assert.equal(parseTypedCode(text), undefined, text);
});

test('tag and epoch are both inside the MAC', () => {
  assert.equal(hex(typedMessage(new Uint8Array(8).fill(0xab), 0x01020304)), `514154325400${'ab'.repeat(8)}01020304`);
});
