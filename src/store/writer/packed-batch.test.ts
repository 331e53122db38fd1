import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CommitItem } from '../../attendance/ports.ts';
import type { CommitOutcome, Contact, Evidence, RefusedAttempt } from '../../attendance/record.ts';
import { packBatch, packOutcomes, unpackBatch, unpackOutcomes } from './packed-batch.ts';
import { recordOfEvidence } from '../rows/record-row.ts';

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
  ...{ secondEpoch: fc.option(ms), claimedAtMs: fc.option(ms), way: fc.constantFrom('direct', 'carried', 'staff_scan'), isGuest: fc.boolean() },
  ...{ chain: fc.option(fc.record({ seq: fc.nat(), prev: fc.option(bytes) }, plain)), head: fc.option(bytes), answered: fc.constantFrom('accepted', 'duplicate') },
  reasons: fc.subarray(['typed_code', 'synced_after_window', 'no_device_signature'] as const),
}, plain);
const refused: fc.Arbitrary<RefusedAttempt> = fc.record({
  ...{ kind: fc.constant('refused' as const), institutionId: fc.nat(), sessionId: text, studentId: fc.option(text), atMs: ms },
  link: fc.option(fc.record({ seq: fc.nat(), prev: fc.option(bytes), deviceId: bytes, entryId: bytes }, plain)),
  ...{ code: fc.constantFrom('code_expired', 'invalid_signature'), carrier: fc.option(fc.constantFrom('token', 'json', 'typed')) },
}, plain);
const contact: fc.Arbitrary<Contact> = fc.record({ kind: fc.constant('contact' as const), institutionId: fc.nat(), head: bytes, atMs: ms }, plain);
const batches: fc.Arbitrary<CommitItem[]> = fc.array(fc.oneof(evidence, refused, contact), { maxLength: 20 });

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

test('a hall of submissions that differ in little arrives as it left', () => {
  const own = fc.record({ studentId: text, studentKey: text, body: text, entryId: bytes, deviceId: fc.option(bytes), codeAgeMs: fc.option(ms) }, plain);
  const reasons = fc.subarray(['typed_code', 'synced_after_window'] as const);
  const hall = fc.tuple(evidence, contact, fc.array(fc.tuple(own, reasons), { maxLength: 20 }));
  fc.assert(
    fc.property(hall, ([first, between, others]) => {
      const batch: CommitItem[] = [first, between, ...others.map(([each, said]) => ({ ...first, ...each, reasons: said }))];
      const { values, bytes: packed } = packBatch(batch);
      assert.deepEqual(unpackBatch(structuredClone({ values, bytes: packed }, { transfer: [packed] })), batch);
    }),
  );
});

test('outcomes come back whole, though what was stored as it was judged travels as a number', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const outcomes = batch.map((item, index): CommitOutcome => {
        if (item.kind !== 'evidence') return { kind: 'noted' };
        if (index % 3 === 1) return { kind: 'replayed', evidence: item };
        const record = recordOfEvidence(item, index + 1);
        if (index % 3 === 2) return { kind: 'duplicate', record };
        if (index % 2 === 1) return { kind: 'stored', record, evidence: item };
        const judged: Evidence = { ...item, grade: 'suspicious', reasons: ['chain_fork'], answered: 'accepted' };
        return { kind: 'stored', record: { ...recordOfEvidence(judged, index + 1, [2]), isAsked: true }, evidence: judged };
      });
      assert.deepEqual(unpackOutcomes(batch, structuredClone(packOutcomes(batch, outcomes))), outcomes);
    }),
  );
});
