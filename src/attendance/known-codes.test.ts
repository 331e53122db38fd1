import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSession } from '../../tests/support/attendance.ts';
import type { OriginalSubmission } from '../protocol/submission.ts';
import { knownCodes } from './known-codes.ts';
import type { Session } from './session.ts';
import type { SubmittedCode } from './submitted-code.ts';

const signature = 'ab'.repeat(32);

function submissionTo({ sessionId }: Session, wish: Partial<OriginalSubmission> = {}): OriginalSubmission {
  return { kind: 'original', student: '1', sessionId, payload: '{}', signature, submittedAt: '', submittedAtMs: 0, ...wish };
}

function codeOf(session: Session): SubmittedCode {
  return { session, carrier: 'json', epoch: 7, rhythm: session, secondEpoch: null, claimedAtMs: null };
}

test('only the very text with the very signature is known, and only in the session as it was read', () => {
  const session = makeSession();
  let cached: Session | undefined = session;
  const known = knownCodes({ cachedById: (sessionId) => (sessionId === session.sessionId ? cached : undefined) });
  assert.equal(known.find(submissionTo(session)), undefined);
  known.keep(submissionTo(session), codeOf(session));
  assert.equal(known.find(submissionTo(session))?.epoch, 7);
  for (const other of [{ payload: '{ }' }, { signature: signature.replace(/b$/, 'c') }, { signature: '' }, { signature: signature.toUpperCase() }, { sessionId: 'x' }]) {
    assert.equal(known.find(submissionTo(session, other)), undefined);
  }
  cached = { ...session };
  assert.equal(known.find(submissionTo(session)), undefined, 'the session changed');
  cached = undefined;
  assert.equal(known.find(submissionTo(session)), undefined, 'the session has to be read');
});

test('a code of another session than the one that is named is not kept, and the oldest of many leaves', () => {
  const [session, other] = [makeSession(), makeSession()];
  const known = knownCodes({ cachedById: () => session });
  known.keep(submissionTo(session), codeOf(other));
  assert.equal(known.find(submissionTo(session)), undefined);
  for (let epoch = 0; epoch < 100; epoch++) known.keep(submissionTo(session, { payload: String(epoch) }), codeOf(session));
  assert.equal(known.find(submissionTo(session, { payload: '0' })), undefined);
  assert.equal(known.find(submissionTo(session, { payload: '99' }))?.epoch, 7);
});
