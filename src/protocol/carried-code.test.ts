import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { carrierOf, codeUrl, codeUrlPrefix, findCode, splitJsonCode } from './carried-code.ts';
import { encodePayload } from './payload.ts';
import { tokenHeader, tokenText } from './token.ts';

const token = tokenText(tokenHeader(new Uint8Array(8).fill(7), 12, 0), new Uint8Array(16).fill(9));
const signature = '3cbc15f7db564b2dc8df05b0308af7923445f8d500df3dc99de20189095761ef';
const payloadB64 = encodePayload('{"course":"Networks"}');

test('the code URL is upper case, so that a QR holds it in its alphanumeric mode', () => {
  assert.equal(codeUrl('https://attend.example.edu', token), `HTTPS://ATTEND.EXAMPLE.EDU/S#${token}`);
  assert.match(codeUrlPrefix('http://10.0.0.7:5000/'), /^[0-9A-Z $%*+\-./:]+$/);
  assert.equal(codeUrlPrefix('https://example.edu/attend/'), 'HTTPS://EXAMPLE.EDU/ATTEND/S');
});

test('a code is found in whatever a camera, a clipboard or a keyboard gave', () => {
  const carrier = JSON.stringify({ payload_b64: payloadB64, signature });
  const cases = [
    [codeUrl('https://attend.example.edu', token), token, 'token'],
    [`https://attend.example.edu/s#${token.toLowerCase()}`, token, 'token'],
    [` ${token}\n`, token, 'token'],
    [carrier, `${payloadB64}.${signature}`, 'json'],
    [`{"session_id":"x","qr_payload":${carrier}}`, `${payloadB64}.${signature}`, 'json'],
    ['k7qf-3m2x', 'K7QF3M2X', 'typed'],
  ] as const;
  for (const [scanned, code, carrierName] of cases) {
    assert.equal(findCode(scanned), code, scanned);
    assert.equal(carrierOf(code), carrierName, scanned);
  }
});

test('there is no code in anything else', () => {
  const nothing = ['', '{', '[]', 'null', '{"payload_b64":1}', `{"payload_b64":"${payloadB64}"}`, `{"payload_b64":"${payloadB64}","signature":"${signature.toUpperCase()}"}`];
  for (const text of [...nothing, 'https://attend.example.edu/s', token.slice(1), `${token}0`, '{"qr_payload":null}', '2022IMT-0481']) assert.equal(findCode(text), undefined, text);
});

test('looking for a code never throws, and what is found is found again in itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
      const code = findCode(text);
      if (code !== undefined && carrierOf(code) !== 'json') assert.equal(findCode(code), code);
    }),
  );
});

test('the JSON carrier is split where its payload ends', () => {
  assert.deepEqual(splitJsonCode(`${payloadB64}.${signature}`), { payloadB64, signature });
  for (const text of [`.${signature}`, `${payloadB64}.`, `${payloadB64}.x.${signature}`, signature, `${payloadB64}.${signature} `]) {
    assert.equal(splitJsonCode(text), undefined, text);
  }
});
