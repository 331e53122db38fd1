import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { base64url } from './base64url.ts';
import { utf8 } from './bytes.ts';
import type { ReceiptContent } from './receipt-schemas.ts';
import { encodeReceipt, encodeContent, parseReceipt, parseContent, rawReceiptKey } from './signed-receipt.ts';

const content: ReceiptContent = {
  ...{ v: 1, server: null, session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', course: 'Réseaux', student_id: 'ÅSA-7' },
  ...{ attendance: 'late', grade: 'offline_unbounded', standing: 'provisional', reasons: ['synced_after_window'] },
  ...{ scanned_at: '2026-03-02T09:01:00.000Z', received_at: '2026-03-02T10:01:00.000Z', latency_seconds: 60 },
  ...{ entry_id: base64url.encode(new Uint8Array(32)), issued_at: '2026-03-02T11:00:00.000Z' },
  attendance_now: { attendance: 'present', grade: 'manual', standing: 'counted' },
};
const parsed = { content: encodeContent(content), signature: new Uint8Array(64).fill(5), keyId: '0123456789abcdef' };

test('a receipt comes apart as it was put together, with whatever space a mail program put around it', () => {
  const text = JSON.stringify(encodeReceipt(parsed), null, 2);
  assert.deepEqual(parseReceipt(`\uFEFF\n ${text}\r\n`), parsed);
  assert.deepEqual(parseContent(parsed.content), content);
});

test('whatever one letter of a receipt becomes, it is no receipt any more or another one', () => {
  const text = JSON.stringify(encodeReceipt(parsed));
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'A_z09-"{}=\\ '), (at, letter) => {
      fc.pre(text[at] !== letter);
      assert.notDeepEqual(parseReceipt(text.slice(0, at) + letter + text.slice(at + 1)), parsed);
    }),
  );
});

test('what is no receipt file is none', () => {
  const file = encodeReceipt(parsed);
  const others = [{}, { ...file, signature: file.signature.slice(0, -1) }, { ...file, key_id: 'ABCDEF0123456789' }, { ...file, receipt: `${file.receipt}=` }, { status: 'accepted' }];
  for (const text of ['', '[]', 'null', 'text', ...others.map((other) => JSON.stringify(other))]) assert.equal(parseReceipt(text), undefined, text);
});

test('content of another version is none, and one with new words and fields is', () => {
  const read = (changes: object) => parseContent(utf8(JSON.stringify({ ...content, ...changes })));
  for (const changes of [{ v: 2 }, { server: 7 }, { reasons: 'none' }, { issued_at: 'yesterday' }, { student_id: null }, { attendance_now: {} }]) {
    assert.equal(read(changes), undefined, JSON.stringify(changes));
  }
  assert.equal(read({ grade: 'a_new_grade', more: 1 })?.grade, 'a_new_grade');
});

test('only a P-256 key of full length is a key', () => {
  const half = base64url.encode(new Uint8Array(32));
  assert.equal(rawReceiptKey({ kty: 'EC', crv: 'P-256', x: half, y: half })?.length, 65);
  for (const jwk of [undefined, null, {}, { kty: 'EC', crv: 'P-256', x: half }, { kty: 'EC', crv: 'P-384', x: half, y: half }, { kty: 'EC', crv: 'P-256', x: 'AA', y: half }]) {
    assert.equal(rawReceiptKey(jwk), undefined, JSON.stringify(jwk));
  }
});
