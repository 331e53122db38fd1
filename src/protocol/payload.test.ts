import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { utf8 } from './bytes.ts';
import { decodePayload, encodePayload, isoWithOffset, isSignatureText, parsePayload, payloadMessage, payloadText } from './payload.ts';

const original = { sessionId: '69d20aee-9f5e-415b-a272-4afed0eb0a34', startTime: '2025-11-14T08:38:58.821+00:00', course: 'Networks', durationMinutes: 20 };

test('version 1 has the four fields of the original, version 2 says its epoch', () => {
  const text = payloadText({ ...original, epoch: undefined });
  assert.deepEqual(Object.keys(JSON.parse(text)), ['course', 'duration_minutes', 'session_id', 'start_time']);
  const rotating = payloadText({ ...original, epoch: 7 });
  assert.deepEqual(JSON.parse(rotating), { ...JSON.parse(text), v: 2, epoch: 7 });
});

test('every payload is read back as it was written, through its carrier too', () => {
  const payloads = fc.record({
    ...{ sessionId: fc.uuid(), startTime: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => isoWithOffset(date.getTime())) },
    ...{ course: fc.string({ unit: 'grapheme' }), durationMinutes: fc.integer({ min: 1, max: 1440 }), epoch: fc.option(fc.nat(), { nil: undefined }) },
  });
  fc.assert(
    fc.property(payloads, (payload) => {
      const text = payloadText(payload);
      assert.deepEqual(decodePayload(encodePayload(text)), { ok: true, value: text });
      assert.deepEqual(parsePayload(text), { ok: true, value: { ...payload } });
    }),
  );
});

test("the original's spaces and offsets are read", () => {
  const text = '{"course": "Networks", "duration_minutes": 20, "session_id": "s", "start_time": "2025-11-14T08:38:58.821110+00:00"}';
  assert.deepEqual(parsePayload(text), { ok: true, value: { ...original, sessionId: 's', startTime: '2025-11-14T08:38:58.821110+00:00', epoch: undefined } });
});

test('each missing or wrong field makes it malformed', () => {
  const fields = JSON.parse(payloadText({ ...original, epoch: 7 }));
  for (const name of ['course', 'duration_minutes', 'session_id', 'start_time', 'epoch']) {
    for (const wrong of [undefined, null, [], {}, true, name === 'duration_minutes' || name === 'epoch' ? '7' : 7]) {
      assert.deepEqual(parsePayload(JSON.stringify({ ...fields, [name]: wrong })), { ok: false, failure: 'malformed' }, `${name}: ${JSON.stringify(wrong)}`);
    }
  }
  for (const epoch of [-1, 1.5, 2 ** 53]) assert.equal(parsePayload(JSON.stringify({ ...fields, epoch })).ok, false);
  for (const text of ['', '[]', 'null', '7', '"text"', '{']) assert.deepEqual(parsePayload(text), { ok: false, failure: 'malformed' }, text);
});

test('another version is not guessed at', () => {
  for (const v of [1, 3, '2', null]) {
    assert.deepEqual(parsePayload(JSON.stringify({ ...JSON.parse(payloadText({ ...original, epoch: 7 })), v })), { ok: false, failure: 'unsupported_version' });
  }
});

test('a carrier whose base64 is not canonical is refused', () => {
  const encoded = encodePayload('{"a":1}');
  for (const text of [encoded.replace('=', ''), `${encoded}=`, ` ${encoded}`, '/w==', '_w==']) assert.deepEqual(decodePayload(text), { ok: false, failure: 'bad_encoding' }, text);
});

test('signatures are 64 lower-case hex digits', () => {
  assert.ok(isSignatureText('0a'.repeat(32)));
  for (const text of ['0A'.repeat(32), '0a'.repeat(31), '0a'.repeat(33), `${'0a'.repeat(31)}0g`, `${'0a'.repeat(32)}\n`, 'é'.repeat(64)]) assert.ok(!isSignatureText(text), text);
});

test('a version 2 signature has a domain of its own', () => {
  assert.deepEqual(payloadMessage(utf8('{}')), utf8('QAT2J\0{}'));
});
