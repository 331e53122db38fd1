import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';

import { base64url } from '../../protocol/base64url.ts';
import { parseEntry } from '../../protocol/entry.ts';
import { encodePayload } from '../../protocol/payload.ts';
import { tokenHeader, tokenText } from '../../protocol/token.ts';
import { composeEntry, sessionNamedBy } from './compose-entry.ts';

const scan = { code: 'K7QF3M2X', studentId: '2022IMT-048', wallMs: 1_700_000_000_000.9, monoMs: 12.7, nonce: new Uint8Array(16).fill(9) };
const signer = {
  ...{ publicKey: base64url.encode(new Uint8Array(65).fill(4)), deviceId: base64url.encode(new Uint8Array(32).fill(1)) },
  sign: async () => new Uint8Array(64).fill(5),
  sha256: async (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
};

it('makes an entry that the protocol reads back, hung on the chain', async () => {
  const head = { seq: 4, entryId: base64url.encode(new Uint8Array(32).fill(2)) };
  const { entry, head: next } = await composeEntry(scan, signer, head);
  const parsed = parseEntry(entry.bytes);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value, {
    ...{ student: '2022IMT-048', session: null, device: signer.deviceId, seq: 5, prev: head.entryId },
    ...{ codes: ['K7QF3M2X'], wall: 1_700_000_000_000, mono: 12, nonce: entry.key },
  });
  assert.equal(entry.entryId, createHash('sha256').update(entry.bytes).digest('base64url'));
  assert.deepEqual(next, { seq: 5, entryId: entry.entryId });
});

it('puts the claim of the code into the entry, and nothing where there is none', async () => {
  const { entry } = await composeEntry({ ...scan, token: 'AAAA' }, signer, { seq: -1, entryId: null });
  const parsed = parseEntry(entry.bytes);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.token, 'AAAA');
  const without = await composeEntry({ ...scan, token: undefined }, signer, { seq: -1, entryId: null });
  assert.doesNotMatch(new TextDecoder().decode(without.entry.bytes), /token/);
});

it('carries two codes and says of a lent phone that it is one', async () => {
  const { entry } = await composeEntry({ ...scan, secondCode: 'ZZZZZZZZ', guest: true }, signer, { seq: -1, entryId: null });
  const parsed = parseEntry(entry.bytes);
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.value.codes, parsed.value.guest], [['K7QF3M2X', 'ZZZZZZZZ'], true]);
  const plain = await composeEntry(scan, signer, { seq: -1, entryId: null });
  assert.doesNotMatch(new TextDecoder().decode(plain.entry.bytes), /guest/);
});

it('makes an entry without seal and leaves the chain where it is where the device has no key', async () => {
  const head = { seq: -1, entryId: null };
  const { entry, head: next } = await composeEntry(scan, null, head);
  const parsed = parseEntry(entry.bytes);
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.value.device, parsed.value.seq, parsed.value.prev], [null, 0, null]);
  assert.deepEqual([entry.entryId, entry.signature, entry.deviceKey], [null, null, null]);
  assert.deepEqual(next, head);
});

it('names the session as the code does', () => {
  const token = tokenText(tokenHeader(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 255]), 7, 1), new Uint8Array(32));
  assert.equal(sessionNamedBy(token), '01020304050607ff');
  const payload = JSON.stringify({ course: 'Networks', duration_minutes: 20, session_id: 'an-id', start_time: '2025-11-14T08:38:58.821+00:00' });
  assert.equal(sessionNamedBy(`${encodePayload(payload)}.${'0'.repeat(64)}`), 'an-id');
  assert.equal(sessionNamedBy(`!!!!.${'0'.repeat(64)}`), null);
  assert.equal(sessionNamedBy('K7QF3M2X'), null);
});
