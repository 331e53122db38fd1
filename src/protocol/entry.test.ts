import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { base64url } from './base64url.ts';
import { concatBytes, parseUtf8, utf8 } from './bytes.ts';
import { encodeEntry } from './encode-entry.ts';
import { maxEntryBytes, parseEntry, type Entry } from './entry.ts';

const entry: Entry = {
  ...{ student: '2022IMT-048', session: '0102030405060708', device: base64url.encode(new Uint8Array(32)), seq: 0, prev: null },
  ...{ codes: ['K7QF3M2X'], wall: 1_772_442_000_000, mono: 12_345, nonce: base64url.encode(new Uint8Array(16)) },
};
const fields = JSON.parse(parseUtf8(encodeEntry(entry))!) as Readonly<Record<string, unknown>>;
const parsed = (changes: Readonly<Record<string, unknown>>) => parseEntry(utf8(JSON.stringify({ ...fields, ...changes })));
const refusalOf = (changes: Readonly<Record<string, unknown>>) => {
  const result = parsed(changes);
  return result.ok ? 'accepted' : `${result.failure.code} ${result.failure.field ?? ''}`.trim();
};

test('every entry is read back as it was written', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => base64url.encode(bytes));
  const whole = fc.nat(Number.MAX_SAFE_INTEGER);
  const entries = fc.record({
    ...{ student: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/), session: fc.option(fc.string({ maxLength: 64 })), device: fc.option(hash), seq: whole },
    ...{ prev: fc.option(hash), codes: fc.array(fc.string({ maxLength: 99 }), { minLength: 1, maxLength: 2 }), wall: whole, mono: whole },
    nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => base64url.encode(bytes)),
  });
  fc.assert(fc.property(entries, (any) => assert.deepEqual(parseEntry(encodeEntry(any)), { ok: true, value: { ...any } })));
});

test('each missing field is named', () => {
  for (const name of Object.keys(fields)) assert.equal(refusalOf({ [name]: undefined }), `missing_field entry.${name}`);
});

test('each wrong field is named', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    student: [7, null, '', ' 2022IMT-048', 'x'.repeat(65), 'a\nb', 'A\u030A', {}],
    session: [7, 'x'.repeat(65), {}, false],
    device: [7, '', base64url.encode(new Uint8Array(31)), `${base64url.encode(new Uint8Array(32))}=`, `${'A'.repeat(42)}B`],
    seq: ['0', -1, 0.5, 2 ** 53, null],
    prev: [7, '', base64url.encode(new Uint8Array(33))],
    codes: [[], ['a', 'b', 'c'], 'a', [7], [null], ['x'.repeat(3_001)], {}],
    wall: ['0', -1, 0.5, null],
    mono: ['0', -1, 0.5, null],
    nonce: [7, null, '', base64url.encode(new Uint8Array(15))],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) assert.equal(refusalOf({ [name]: value }), `malformed entry.${name}`, `${name}: ${JSON.stringify(value)}`);
  }
});

test('a field that is not known is refused, so that nothing signed is overlooked', () => {
  assert.equal(refusalOf({ extra: 1 }), 'malformed entry');
  assert.equal(parseEntry(utf8(JSON.stringify(fields).replace('{', '{"__proto__":{"v":1},'))).ok, false);
});

test('a claim may stand in it, before the nonce, and without one not a byte is different', () => {
  const plain = parseEntry(utf8(JSON.stringify(fields)));
  assert.ok(plain.ok && !('token' in plain.value));
  const claimed = encodeEntry({ ...plain.value, token: 'AAAA' });
  assert.match(parseUtf8(claimed)!, /"mono":\d+,"token":"AAAA","nonce":/);
  assert.deepEqual(parseEntry(claimed), { ok: true, value: { ...plain.value, token: 'AAAA' } });
  assert.equal(parseUtf8(encodeEntry(plain.value)), JSON.stringify(fields));
  for (const token of [null, 7, '', '!', 'QQ==', 'A'.repeat(401)]) assert.equal(refusalOf({ token }), 'malformed entry.token', String(token));
});

test('a guest is said with true, behind the claim, and with nothing else', () => {
  const plain = parseEntry(utf8(JSON.stringify(fields)));
  assert.ok(plain.ok && !('guest' in plain.value));
  const lent = encodeEntry({ ...plain.value, token: 'AAAA', guest: true });
  assert.match(parseUtf8(lent)!, /"token":"AAAA","guest":true,"nonce":/);
  assert.deepEqual(parseEntry(lent), { ok: true, value: { ...plain.value, token: 'AAAA', guest: true } });
  for (const guest of [false, null, 'true', 1, {}]) assert.equal(refusalOf({ guest }), 'malformed entry.guest', String(guest));
});

test('another version is not guessed at', () => {
  for (const v of [0, 2, '1', null]) assert.equal(refusalOf({ v }), 'unsupported_version', JSON.stringify(v));
});

test('what is not the JSON of an object is refused', () => {
  for (const text of ['', '[]', 'null', '7', '{', '"x"', '{}{}']) assert.deepEqual(parseEntry(utf8(text)), { ok: false, failure: { code: 'malformed', field: 'entry' } }, text);
  assert.deepEqual(parseEntry(concatBytes(utf8('{"a":"'), new Uint8Array([0xff]), utf8('"}'))), { ok: false, failure: { code: 'bad_encoding' } });
  assert.deepEqual(parseEntry(new Uint8Array(maxEntryBytes + 1)), { ok: false, failure: { code: 'malformed', field: 'entry' } });
});
