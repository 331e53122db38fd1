import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { crypto } from '../../tests/support/crypto.ts';
import { decodePayload } from '../protocol/payload.ts';
import { parseTokenText } from '../protocol/token.ts';
import { currentJsonCarrier, currentToken, displayBlocks, hasCode } from './current-code.ts';

const minute = 60_000;

test('the code changes with each epoch and not before', () => {
  const session = makeSession();
  const at = (sinceStartMs: number) => currentToken(session, nineMs + sinceStartMs, crypto);
  assert.equal(at(0), at(4_999));
  assert.notEqual(at(4_999), at(5_000));
  const token = parseTokenText(at(61_000));
  assert.ok(token.ok);
  assert.deepEqual([token.value.epoch, token.value.display], [12, 0]);
});

test('a rotating session has a code only while it is open, a static one always', () => {
  const rotating = makeSession();
  assert.deepEqual([-1, 0, 20 * minute].map((sinceStartMs) => hasCode(rotating, nineMs + sinceStartMs)), [false, true, false]);
  assert.ok(hasCode(makeSession({ rotationSeconds: 0 }), nineMs - minute));
});

test("a static code is the original's carrier, with four fields and the same for ever", () => {
  const session = makeSession({ rotationSeconds: 0 });
  const carrier = currentJsonCarrier(session, nineMs, crypto);
  assert.deepEqual(currentJsonCarrier(session, nineMs + 90 * minute, crypto), carrier);
  const text = decodePayload(carrier.payload_b64);
  assert.ok(text.ok);
  assert.deepEqual(JSON.parse(text.value), { course: 'Networks', duration_minutes: 20, session_id: session.sessionId, start_time: '2026-03-02T09:00:00.000+00:00' });
});

test('before its start a rotating carrier is the one of the first epoch', () => {
  const session = makeSession();
  assert.deepEqual(currentJsonCarrier(session, nineMs - minute, crypto), currentJsonCarrier(session, nineMs, crypto));
});

test('a projector is given the block of now and the next', () => {
  const session = makeSession();
  assert.deepEqual([-minute, 0, 15 * minute - 1, 15 * minute].map((sinceStartMs) => displayBlocks(session, nineMs + sinceStartMs)), [[0, 1], [0, 1], [0, 1], [1, 2]]);
  assert.deepEqual(displayBlocks(makeSession({ rotationSeconds: 0 }), nineMs), [0]);
});
