import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base64url } from './base64url.ts';
import { encodeEntry } from './encode-entry.ts';
import type { Entry } from './entry.ts';
import { parseInstant, parseSubmission } from './submission.ts';

const original = {
  ...{ student_id: ' 2022IMT-048', session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', payload: '{"course": "Networks"}' },
  ...{ signature: '3c'.repeat(32), submitted_at: '2025-11-14T08:43:35.110597+00:00' },
};
const unsealed: Entry = {
  ...{ student: '2022IMT-048', session: null, device: null, seq: 0, prev: null, codes: ['K7QF3M2X'], wall: 0, mono: 0 },
  nonce: base64url.encode(new Uint8Array(16)),
};
const sealedEntry = base64url.encode(encodeEntry({ ...unsealed, device: base64url.encode(new Uint8Array(32)) }));
const sealed = { entry: sealedEntry, signature: base64url.encode(new Uint8Array(64)), device_key: base64url.encode(new Uint8Array(65).fill(4)), queued: true };
const bare = { entry: base64url.encode(encodeEntry(unsealed)) };

function refusalOf(body: unknown): string {
  const parsed = parseSubmission(body);
  return parsed.ok ? 'accepted' : `${parsed.failure.code} ${parsed.failure.field ?? ''}`.trim();
}

test("the original's submission is read, its number trimmed, everything else as it was sent", () => {
  const parsed = parseSubmission({ ...original, more: 'is not read' });
  assert.ok(parsed.ok && parsed.value.kind === 'original');
  const { student, sessionId, payload, signature, submittedAt, submittedAtMs } = parsed.value;
  assert.deepEqual({ sessionId, payload, signature, submittedAt }, { sessionId: original.session_id, payload: original.payload, signature: original.signature, submittedAt: original.submitted_at });
  assert.equal(student, '2022IMT-048');
  assert.equal(submittedAtMs, Date.UTC(2025, 10, 14, 8, 43, 35, 110));
});

test("each of the original's fields is asked for by name", () => {
  for (const name of Object.keys(original)) {
    const { [name as keyof typeof original]: _left, ...rest } = original;
    assert.equal(refusalOf(rest), `missing_field ${name}`);
  }
});

test("each of the original's fields that is no such text is malformed by name", () => {
  for (const name of Object.keys(original)) {
    for (const wrong of [7, null, [], {}, true]) assert.equal(refusalOf({ ...original, [name]: wrong }), `malformed ${name}`);
  }
  assert.equal(refusalOf({ ...original, student_id: '   ' }), 'malformed student_id');
  assert.equal(refusalOf({ ...original, payload: '\uD800' }), 'malformed payload');
  assert.equal(refusalOf({ ...original, payload: 'x'.repeat(8_193) }), 'malformed payload');
  assert.equal(refusalOf({ ...original, submitted_at: 'yesterday' }), 'malformed submitted_at');
});

test('an entry is read with its seal, or without one where the device has no key', () => {
  const withSeal = parseSubmission(sealed);
  assert.ok(withSeal.ok && withSeal.value.kind === 'entry');
  assert.deepEqual([withSeal.value.queued, withSeal.value.seal?.publicKey.length, withSeal.value.seal?.signature.length], [true, 65, 64]);
  const without = parseSubmission(bare);
  assert.ok(without.ok && without.value.kind === 'entry');
  assert.deepEqual([without.value.queued, without.value.seal], [false, null]);
});

test('an envelope may tell the end of the chain of the device that sealed it', () => {
  const head = new Uint8Array(32).fill(9);
  const told = parseSubmission({ ...sealed, head: base64url.encode(head) });
  assert.ok(told.ok && told.value.kind === 'entry');
  assert.deepEqual(told.value.head, head);
  for (const body of [sealed, bare, { ...bare, head: base64url.encode(head) }]) {
    const untold = parseSubmission(body);
    assert.ok(untold.ok && untold.value.kind === 'entry');
    assert.equal(untold.value.head, null);
  }
  for (const wrong of [null, 7, '', 'AAAA', `${base64url.encode(head)}=`, base64url.encode(new Uint8Array(33))]) assert.equal(refusalOf({ ...sealed, head: wrong }), 'malformed head');
});

test('each part of the envelope is named where it is missing or wrong', () => {
  const { signature: _s, ...unsigned } = sealed;
  const { device_key: _k, ...keyless } = sealed;
  const cases = [
    [unsigned, 'missing_field signature'],
    [keyless, 'missing_field device_key'],
    [{ ...sealed, entry: 7 }, 'malformed entry'],
    [{ ...sealed, entry: `${sealed.entry}=` }, 'bad_encoding'],
    [{ ...sealed, entry: base64url.encode(new Uint8Array(2)) }, 'malformed entry'],
    [{ ...sealed, queued: 'yes' }, 'malformed queued'],
    [{ ...sealed, signature: base64url.encode(new Uint8Array(63)) }, 'malformed signature'],
    [{ ...sealed, signature: 7 }, 'malformed signature'],
    [{ ...sealed, device_key: base64url.encode(new Uint8Array(65).fill(3)) }, 'malformed device_key'],
    [{ ...sealed, device_key: base64url.encode(new Uint8Array(33).fill(4)) }, 'malformed device_key'],
    [{ ...bare, signature: sealed.signature }, 'malformed signature'],
    [{ ...bare, device_key: sealed.device_key }, 'malformed device_key'],
  ] as const;
  for (const [body, expected] of cases) assert.equal(refusalOf(body), expected);
});

test('a body that is no object is malformed', () => {
  for (const body of [null, undefined, 7, 'text', [], [original], true]) assert.equal(refusalOf(body), 'malformed request');
  assert.equal(refusalOf({}), 'missing_field student_id');
  assert.equal(refusalOf(JSON.parse('{"__proto__":{"student_id":"x","session_id":"x"}}')), 'missing_field student_id');
});

test('an instant without an offset is UTC, wherever the server stands', () => {
  assert.equal(parseInstant('2025-11-14T08:43:35'), Date.UTC(2025, 10, 14, 8, 43, 35));
  assert.equal(parseInstant('2025-11-14 08:43:35.5Z'), Date.UTC(2025, 10, 14, 8, 43, 35, 500));
  assert.equal(parseInstant('2025-11-14T10:43:35.123456789+0200'), Date.UTC(2025, 10, 14, 8, 43, 35, 123));
  for (const text of ['', '2025-11-14', '2025-13-14T08:43:35Z', '1763109815', '14 Nov 2025', '2025-11-14T08:43:35+25:99', '2025-11-14T08:43:35Z ']) assert.equal(parseInstant(text), undefined, text);
});
