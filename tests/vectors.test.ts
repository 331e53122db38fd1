import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { statementOf, verifySeal } from '../src/attendance/statement.ts';
import { checkReceipt, readCheckingKey } from '../src/client/check-receipt.ts';
import { asksToScanAgain, readAnswer } from '../src/client/offline/answer.ts';
import { base64url, paddedBase64url } from '../src/protocol/base64url.ts';
import { equalInConstantTime, hex, parseHex, parseUtf8, utf8, type Bytes } from '../src/protocol/bytes.ts';
import { codeUrl, findCode, splitJsonCode } from '../src/protocol/carried-code.ts';
import { claimHeader, claimLifeMs, claimMessage, claimRequestMessage, claimText, isClaimText, parseClaim } from '../src/protocol/claim.ts';
import { blockOf, epochAt, phaseOf, typedRhythm } from '../src/protocol/code-window.ts';
import { crockford } from '../src/protocol/crockford.ts';
import { encodeEntry } from '../src/protocol/encode-entry.ts';
import { parseEntry } from '../src/protocol/entry.ts';
import { decodePayload, encodePayload, parsePayload, payloadMessage, payloadText } from '../src/protocol/payload.ts';
import { packEntry } from '../src/protocol/packed-entry.ts';
import { parseSealedText, sealedUrl } from '../src/protocol/sealed-entry.ts';
import { parseReceipt } from '../src/protocol/signed-receipt.ts';
import { parseStudentNumber, studentKeyOf } from '../src/protocol/student-number.ts';
import { parseSubmission } from '../src/protocol/submission.ts';
import { parseTokenText, tokenHeader, tokenMessage, tokenText } from '../src/protocol/token.ts';
import { displayedTypedCode, parseTypedCode, typedCode, typedMessage } from '../src/protocol/typed-code.ts';
import { carryKey } from '../src/server/carry-key.ts';
import { receiptKey } from '../src/server/receipt-key.ts';
import { claimKey, displayKey, originalKeyText, wrappingKey } from '../src/server/keys.ts';
import { crypto, hmac, sha256 } from './support/crypto.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the files are data of many shapes; each test says which it expects
const read = (name: string): any => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
const bytes = (text: string): Bytes => parseHex(text)!;

const keys = read('keys');
const secret = bytes(keys.session_secret);
const beat = { startsAtMs: 0, rotationSeconds: 5, graceSeconds: 10 };

test('encodings: each valid text both ways, each invalid one refused', () => {
  const codecs: Readonly<Record<string, { decode(text: string): Bytes | undefined }>> = { base64url, base64url_padded: paddedBase64url, crockford };
  for (const { bytes: given, ...texts } of read('encodings').valid) {
    assert.deepEqual([base64url.encode(bytes(given)), paddedBase64url.encode(bytes(given)), crockford.encode(bytes(given))], [texts.base64url, texts.base64url_padded, texts.crockford]);
    for (const [name, text] of Object.entries(texts)) assert.equal(hex(codecs[name]!.decode(text as string)!), given);
  }
  for (const { encoding, text, reason } of read('encodings').invalid) assert.equal(codecs[encoding]!.decode(text), undefined, `${encoding} ${text}: ${reason}`);
});

test("the original's published session: payload, base64, signature, submission, latency", () => {
  const session = read('original-session');
  assert.equal(encodePayload(session.payload), session.payload_b64);
  assert.deepEqual(decodePayload(session.payload_b64), { ok: true, value: session.payload });
  assert.equal(hex(hmac(utf8(session.server_secret), utf8(session.payload))), session.signature);
  const payload = parsePayload(session.payload);
  assert.ok(payload.ok);
  assert.equal(Date.parse(payload.value.startTime), session.starts_at_ms);
  const submission = parseSubmission(session.submission);
  assert.ok(submission.ok && submission.value.kind === 'original');
  assert.equal(submission.value.submittedAtMs, session.submitted_at_ms);
  assert.equal((session.submitted_at_ms - session.starts_at_ms) / 1000, session.latency_seconds);
});

test('keys: every derivation', () => {
  assert.equal(hex(wrappingKey(bytes(keys.master_key))), keys.wrapping_key);
  for (const { block, key } of keys.display_keys) assert.equal(hex(displayKey(secret, block)), key);
  assert.equal(originalKeyText(secret), keys.version_1_key_text);
});

test('tokens: bytes, text and URL, and every refusal', () => {
  const { tag, valid, invalid } = read('tokens');
  const macOf = (epoch: number, header: Uint8Array) => hmac(displayKey(secret, blockOf(beat, epoch)), tokenMessage(header));
  for (const { epoch, display, block, bytes: whole, text, public_url: publicUrl, url } of valid) {
    const header = tokenHeader(bytes(tag), epoch, display);
    assert.equal(blockOf(beat, epoch), block);
    assert.equal(tokenText(header, macOf(epoch, header)), text);
    assert.equal(hex(crockford.decode(text)!), whole);
    assert.equal(codeUrl(publicUrl, text), url);
    assert.equal(findCode(url), text);
    const token = parseTokenText(text);
    assert.ok(token.ok);
    assert.deepEqual([hex(token.value.tag), token.value.epoch, token.value.display, hex(token.value.header)], [tag, epoch, display, hex(header)]);
  }
  for (const { text, code, reason } of invalid) {
    const token = parseTokenText(text);
    const isSigned = token.ok && equalInConstantTime(macOf(token.value.epoch, token.value.header).subarray(0, 16), token.value.mac);
    assert.equal(token.ok ? (isSigned ? 'valid' : 'invalid_signature') : token.failure, code, reason);
  }
});

test('typed codes: made, shown and read', () => {
  const { tag, valid, typed, invalid } = read('typed-codes');
  for (const { typed_epoch: epoch, block, code, displayed } of valid) {
    assert.equal(blockOf(typedRhythm(beat), epoch), block);
    assert.equal(typedCode(hmac(displayKey(secret, block), typedMessage(bytes(tag), epoch))), code);
    assert.equal(displayedTypedCode(code), displayed);
    assert.equal(parseTypedCode(displayed), code);
  }
  for (const { text, code } of typed) assert.equal(parseTypedCode(text), code);
  for (const text of invalid) assert.equal(parseTypedCode(text), undefined, text);
});

test('JSON carriers, version 2: payload, base64, signature and code', () => {
  const { session_id: sessionId, start_time: startTime, duration_minutes: durationMinutes, valid } = read('json-carriers');
  for (const { epoch, course, payload, payload_b64: payloadB64, signature, code } of valid) {
    assert.equal(payloadText({ sessionId, startTime, course, durationMinutes, epoch }), payload);
    assert.equal(encodePayload(payload), payloadB64);
    assert.equal(hex(hmac(displayKey(secret, blockOf(beat, epoch)), payloadMessage(utf8(payload)))), signature);
    assert.equal(findCode(JSON.stringify({ payload_b64: payloadB64, signature })), code);
    assert.deepEqual(splitJsonCode(code), { payloadB64, signature });
    assert.deepEqual(parsePayload(payload), { ok: true, value: { sessionId, startTime, course, durationMinutes, epoch } });
  }
});

test('claims: key, bytes and text, and what is no help', () => {
  const { tag, claim_key: key, life_ms: lifeMs, valid, invalid } = read('claims');
  const own = claimKey(secret);
  const holds = (text: string) => {
    const claim = parseClaim(text);
    if (claim === undefined) return 'unknown';
    return equalInConstantTime(hmac(own, claimMessage(claim.header)), claim.mac) ? 'valid' : 'forged';
  };
  assert.deepEqual([hex(own), claimLifeMs], [key, lifeMs]);
  for (const { carrier, epoch, claimed_at_ms: claimedAtMs, device, bytes: whole, text } of valid) {
    const header = claimHeader({ tag: bytes(tag), carrier, epoch, claimedAtMs, device: bytes(device) });
    assert.equal(claimText(header, hmac(own, claimMessage(header))), text);
    assert.equal(hex(base64url.decode(text)!), whole);
    assert.equal(holds(text), 'valid');
    const claim = parseClaim(text)!;
    assert.deepEqual([hex(claim.tag), claim.carrier, claim.epoch, claim.claimedAtMs, hex(claim.device)], [tag, carrier, epoch, claimedAtMs, device]);
  }
  for (const { text, what, reason } of invalid) {
    assert.equal(holds(text), what, reason);
    assert.ok(isClaimText(text), reason);
  }
});

test('claims: what a device signs to ask for one', async () => {
  const { requests, invalid_requests: invalid } = read('claims');
  const holds = async ({ code, device_key: key, signature }: Readonly<Record<string, string>>) =>
    crypto.verifyDevice(base64url.decode(key!)!, claimRequestMessage(code!), base64url.decode(signature!)!);
  for (const { message, body } of requests) {
    assert.equal(hex(claimRequestMessage(body.code)), message);
    assert.ok(await holds(body), body.code);
  }
  for (const { body, reason } of invalid) assert.equal(await holds(body), false, reason);
});

test('entries: bytes, entry_id and seal, and every refusal', async () => {
  const { valid, invalid } = read('entries');
  for (const { json, entry_id: entryId, envelope, head = null } of valid) {
    const entry = parseEntry(utf8(json));
    assert.ok(entry.ok);
    assert.equal(parseUtf8(encodeEntry(entry.value)), json);
    const submission = parseSubmission(envelope);
    assert.ok(submission.ok);
    const statement = statementOf(submission.value, { sha256 });
    assert.equal(base64url.encode(statement.entryId), entryId);
    assert.equal(statement.head === null ? null : base64url.encode(statement.head), head);
    assert.equal(statement.isGuest, json.includes('"guest":true'));
    assert.equal(await sealVerdict(envelope), 'valid');
  }
  for (const { envelope, code, field, reason } of invalid) {
    const submission = parseSubmission(envelope);
    assert.equal(submission.ok ? await sealVerdict(envelope) : submission.failure.code, code, reason);
    assert.equal(submission.ok ? null : (submission.failure.field ?? null), field, reason);
  }
});

async function sealVerdict(envelope: unknown): Promise<string> {
  const submission = parseSubmission(envelope);
  assert.ok(submission.ok && submission.value.kind === 'entry');
  const { seal, entry, entryBytes } = submission.value;
  return seal === null || (await verifySeal(seal, entryBytes, entry.device, crypto)) !== undefined ? 'valid' : 'invalid_signature';
}

test("the original's submissions: read, or refused by field", () => {
  const { valid, invalid } = read('submissions');
  for (const body of valid) assert.ok(parseSubmission(body).ok);
  for (const { body, code, field, reason } of invalid) {
    assert.deepEqual(parseSubmission(body), { ok: false, failure: { code, field } }, reason);
  }
});

test('student numbers: as shown and as compared', () => {
  const { valid, invalid } = read('student-numbers');
  for (const { text, shown, key } of valid) assert.deepEqual([parseStudentNumber(text), studentKeyOf(shown)], [shown, key]);
  for (const text of invalid) assert.equal(parseStudentNumber(text), undefined, JSON.stringify(text));
});

test('windows: where an arrival lies', () => {
  for (const { starts_at_ms: startsAtMs, rotation_seconds: rotationSeconds, grace_seconds: graceSeconds, ...given } of read('windows').cases) {
    const rhythm = { startsAtMs, rotationSeconds, graceSeconds };
    const found = { phase: phaseOf(rhythm, given.epoch, given.arrives_at_ms), epoch_shown: epochAt(rhythm, given.arrives_at_ms), block: blockOf(rhythm, given.epoch) };
    assert.deepEqual(found, { phase: given.phase, epoch_shown: given.epoch_shown, block: given.block }, JSON.stringify(given));
  }
});

test('answers: what a client does with its entry', () => {
  const { entry, cases } = read('answers');
  for (const { outcome, why, reply } of cases) {
    const { status, content_type: contentType, body } = reply;
    const answer = readAnswer({ status, contentType, body, retryAfter: null }, { entryId: entry.entry_id, studentId: entry.student_id });
    const isAsked = answer.kind === 'refused' && asksToScanAgain(answer.code);
    assert.equal(isAsked ? 'scan_again' : answer.kind, outcome, why);
  }
});

test('receipts: the key of a server, what it signed, and what proves nothing', async () => {
  const { published, valid, invalid } = read('receipts');
  assert.deepEqual(receiptKey(bytes(keys.master_key)).published, published);
  const { subtle } = globalThis.crypto;
  const key = (await readCheckingKey(JSON.stringify(published), subtle))!;
  for (const { json, file } of valid) {
    assert.equal(parseUtf8(parseReceipt(JSON.stringify(file))!.content), json);
    assert.deepEqual(await checkReceipt(JSON.stringify(file), key, subtle), { ok: true, value: JSON.parse(json) });
  }
  for (const { file, why, reason } of invalid) {
    const checked = await checkReceipt(JSON.stringify(file), key, subtle);
    assert.equal(checked.ok ? 'valid' : checked.failure.why, why, reason);
  }
});

test('carried entries: the key, what is packed, sealed and opened, and every refusal', () => {
  const { published, public_url: publicUrl, valid, invalid } = read('sealed-entries');
  const { device_id: deviceId } = read('entries');
  const key = carryKey(bytes(keys.master_key));
  assert.deepEqual(key.published, published);
  for (const { json, packed, sealed, url, envelope } of valid) {
    assert.equal(sealedUrl(publicUrl, sealed).join(''), url);
    const text = parseSealedText(sealed);
    assert.ok(text.ok);
    assert.deepEqual(key.open(text.value), envelope);
    const [signature, publicKey] = [base64url.decode(envelope.signature)!, base64url.decode(envelope.device_key)!];
    const ours = hex(packEntry({ entryBytes: utf8(json), signature, publicKey }, deviceId));
    // Whatever fits form 1 may come in form 2 as well.
    if (packed.startsWith('01') || ours.startsWith('02')) assert.equal(ours, packed);
  }
  for (const { sealed, code, reason } of invalid) {
    const text = parseSealedText(sealed);
    const opened = text.ok ? key.open(text.value) : undefined;
    assert.deepEqual([opened, text.ok ? 'malformed' : text.failure], [undefined, code], reason);
  }
});
