import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import fc from 'fast-check';

import { base64url } from '../protocol/base64url.ts';
import { parseUtf8, utf8 } from '../protocol/bytes.ts';
import type { ReceiptContent } from '../protocol/receipt-schemas.ts';
import { encodeContent, encodeReceipt } from '../protocol/signed-receipt.ts';
import { receiptKey } from '../server/receipt-key.ts';
import { checkReceipt, readCheckingKey, type CheckingKey } from './check-receipt.ts';

const { subtle } = globalThis.crypto;
const server = receiptKey(new Uint8Array(32).fill(1));
const content: ReceiptContent = {
  ...{ v: 1, server: 'https://attend.example.edu', session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', course: 'Networks', student_id: '2022IMT-048' },
  ...{ attendance: 'present', grade: 'online_in_window', standing: 'counted', reasons: [] },
  ...{ scanned_at: '2026-03-02T09:01:00.000Z', received_at: '2026-03-02T09:01:00.000Z', latency_seconds: 60 },
  ...{ entry_id: base64url.encode(new Uint8Array(32)), issued_at: '2026-03-02T11:00:00.000Z', attendance_now: null },
};

function signed(bytes: Uint8Array<ArrayBuffer>, by = server): string {
  return JSON.stringify(encodeReceipt({ content: bytes, signature: by.sign(bytes), keyId: by.published.key_id }));
}

let key: CheckingKey;
before(async () => {
  key = (await readCheckingKey(JSON.stringify(server.published), subtle))!;
});

test('what the server signed is proved, word for word', async () => {
  assert.equal(key.keyId, server.published.key_id);
  assert.deepEqual(await checkReceipt(signed(encodeContent(content)), key, subtle), { ok: true, value: content });
});

test('whatever bit of the content or of the signature is changed, nothing is proved', async () => {
  const bytes = encodeContent(content);
  const signature = server.sign(bytes);
  const flipped = (of: Uint8Array<ArrayBuffer>, bit: number) => of.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length * 8 - 1 }), fc.nat({ max: 64 * 8 - 1 }), fc.boolean(), async (inContent, inSignature, which) => {
      const changed = which ? { content: flipped(bytes, inContent), signature } : { content: bytes, signature: flipped(signature, inSignature) };
      const checked = await checkReceipt(JSON.stringify(encodeReceipt({ ...changed, keyId: key.keyId })), key, subtle);
      assert.deepEqual(checked, { ok: false, failure: { why: 'forged' } });
    }),
  );
});

test('another key’s receipt is told from a forged one, also where it borrows this key’s id', async () => {
  const other = receiptKey(new Uint8Array(32).fill(2));
  const theirs = signed(encodeContent(content), other);
  const failure = { why: 'other_key', keyId: other.published.key_id, claimedServer: 'https://attend.example.edu' };
  assert.deepEqual(await checkReceipt(theirs, key, subtle), { ok: false, failure });
  const borrowed = theirs.replace(other.published.key_id, key.keyId);
  assert.deepEqual(await checkReceipt(borrowed, key, subtle), { ok: false, failure: { why: 'forged' } });
});

test('the unsigned text of a receipt, and what is none, is unreadable', async () => {
  for (const text of ['', 'a photograph', parseUtf8(encodeContent(content))!]) {
    assert.deepEqual(await checkReceipt(text, key, subtle), { ok: false, failure: { why: 'unreadable' } });
  }
});

test('content of a newer server is told from a forgery', async () => {
  assert.deepEqual(await checkReceipt(signed(utf8('{"v":2}')), key, subtle), { ok: false, failure: { why: 'newer' } });
});

test('a key that is none is not used, and one cannot take the id of another', async () => {
  const { jwk } = server.published;
  const offTheCurve = { ...jwk, y: jwk.x };
  for (const text of ['', '{}', JSON.stringify({ jwk: offTheCurve }), JSON.stringify(jwk)]) assert.equal(await readCheckingKey(text, subtle), undefined, text);
  const renamed = await readCheckingKey(JSON.stringify({ key_id: '0000000000000000', jwk: { ...jwk, kid: '0000000000000000' } }), subtle);
  assert.equal(renamed?.keyId, key.keyId);
});
