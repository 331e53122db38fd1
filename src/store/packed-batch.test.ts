import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CommitOutcome, Evidence, RefusedAttempt } from '../attendance/record.ts';
import { packBatch, packOutcomes, unpackBatch, unpackOutcomes } from './packed-batch.ts';
import { recordOfEvidence } from './rows/record-row.ts';

const text = fc.string({ unit: 'binary' });
const bytes = fc.uint8Array({ maxLength: 70 }).map((some) => new Uint8Array(some));
const ms = fc.maxSafeInteger();

const plain = { noNullPrototype: true };

const evidence: fc.Arbitrary<Evidence> = fc.record({
  ...{ kind: fc.constant('evidence' as const), institutionId: fc.nat(), sessionId: text, entryId: bytes, studentId: text, studentKey: text, body: text },
  ...{ form: fc.constantFrom('entry', 'original'), carrier: fc.constantFrom('token', 'json', 'typed'), epoch: ms, queued: fc.boolean() },
  ...{ deviceSignature: fc.option(bytes), devicePublicKey: fc.option(bytes), deviceId: fc.option(bytes) },
  ...{ receivedAtMs: ms, scannedAtMs: ms, latencyMs: ms, codeAgeMs: fc.option(ms) },
  ...{ grade: fc.constantFrom('online_in_window', 'late_sync'), status: fc.constantFrom('present', 'late') },
  reasons: fc.subarray(['typed_code', 'synced_after_window', 'no_device_signature'] as const),
}, plain);
const refused: fc.Arbitrary<RefusedAttempt> = fc.record({
  ...{ kind: fc.constant('refused' as const), institutionId: fc.nat(), sessionId: text, studentId: fc.option(text), atMs: ms },
  ...{ code: fc.constantFrom('code_expired', 'invalid_signature'), carrier: fc.option(fc.constantFrom('token', 'json', 'typed')) },
}, plain);
const batches = fc.array(fc.oneof(evidence, refused), { maxLength: 20 });

test('a batch arrives at the other thread as it left, whatever is null or empty', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const { values, bytes: packed } = packBatch(batch);
      const arrived = structuredClone({ values, bytes: packed }, { transfer: [packed] });
      assert.deepEqual(unpackBatch(arrived), batch);
      assert.equal(packed.byteLength, 0, 'the buffer changed hands');
    }),
  );
});

test('outcomes come back whole, though what was stored travels as a number', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const outcomes = batch.map((item, index): CommitOutcome => {
        if (item.kind === 'refused') return { kind: 'noted' };
        if (index % 3 === 1) return { kind: 'replayed', evidence: item };
        const record = recordOfEvidence(item, index + 1);
        return index % 3 === 2 ? { kind: 'duplicate', record } : { kind: 'stored', record };
      });
      assert.deepEqual(unpackOutcomes(batch, structuredClone(packOutcomes(outcomes))), outcomes);
    }),
  );
});
