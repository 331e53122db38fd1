import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { decidedRecord, standingWord, type Arrival } from './decided.ts';
import type { StoredDecision } from './record.ts';

function aDecision(seq: number, kind: StoredDecision['kind'], parts: Partial<StoredDecision> = {}): StoredDecision {
  return { kind, studentKey: '1', status: kind === 'reject' ? 'absent' : null, note: `to ${kind}`, staffName: 'Dr. Rao', atMs: seq, seq, ...parts };
}

const arrival: Arrival = {
  ...{ sessionId: 'class', studentId: '1', studentKey: '1', entryId: new Uint8Array([1]), deviceId: new Uint8Array([2]) },
  ...{ receivedAtMs: 17, scannedAtMs: 15, latencyMs: 10, checks: [1] },
};

test('the newest decision stands, whatever order they are read in', () => {
  const decision = fc.record({ seq: fc.nat(), kind: fc.constantFrom<StoredDecision['kind']>('accept', 'reject', 'set') }).map(({ seq, kind }) => aDecision(seq, kind));
  fc.assert(
    fc.property(fc.uniqueArray(decision, { selector: ({ seq }) => seq, minLength: 1 }), (decisions) => {
      const newest = decisions.reduce((left, right) => (left.seq > right.seq ? left : right));
      assert.deepEqual(standingWord(decisions), { decision: newest, isAsked: false });
      assert.deepEqual(standingWord(decisions.toReversed()), standingWord(decisions));
    }),
  );
});

test('asking lets stand what was decided before, and ends with the next decision', () => {
  const [accept, ask, reject] = [aDecision(1, 'accept'), aDecision(2, 'ask'), aDecision(3, 'reject')] as const;
  assert.deepEqual(standingWord([]), { decision: null, isAsked: false });
  assert.deepEqual(standingWord([ask]), { decision: null, isAsked: true });
  assert.deepEqual(standingWord([ask, accept]), { decision: accept, isAsked: true });
  assert.deepEqual(standingWord([accept, reject, ask]), { decision: reject, isAsked: false });
});

test('a decided record says when and by which device the student came, and what staff said of it', () => {
  assert.deepEqual(decidedRecord(aDecision(7, 'accept', { status: 'late' }), arrival), {
    ...arrival,
    ...{ status: 'late', grade: 'manual', reasons: ['set_by_staff'], note: 'to accept', isAsked: false, seq: 7 },
  });
  assert.equal(decidedRecord(aDecision(7, 'accept'), arrival).status, 'present');
  assert.equal(decidedRecord(aDecision(7, 'reject'), arrival).status, 'absent');
  assert.equal(decidedRecord(aDecision(7, 'set', { status: 'excused' }), arrival).status, 'excused');
});
