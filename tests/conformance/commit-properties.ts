import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { ChainPlace, CommitOutcome, Evidence } from '../../src/attendance/record.ts';
import type { Store } from '../../src/store/open.ts';
import { aSession, bytesOf, deviceless, institutionId, someEvidence } from './samples.ts';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What holds for every order, repetition and split of the same submissions. */
export function commitProperties(openEmptyStore: OpenEmptyStore): void {
  it('ends with one record a student and all that it acknowledged, in any order, repetition and split into batches', async (test) => {
    const store = await openEmptyStore(test);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (plan) => {
        const sessionId = `run ${run++}`;
        await store.sessions.insertSession(aSession({ sessionId }));
        await commitAndCheck(store, sessionId, plan);
      }),
      { numRuns: 60 },
    );
  });
}

interface Submission {
  readonly student: number;
  readonly entry: number;
  readonly hasDevice: boolean;
}

/** Few students and few entries each, so that repetitions and rivals are the rule. */
const submission: fc.Arbitrary<Submission> = fc
  .record({ student: fc.integer({ min: 0, max: 4 }), entry: fc.integer({ min: 0, max: 3 }) })
  .map(({ student, entry }) => ({ student, entry, hasDevice: entry > 1 }));
const batches = fc.array(fc.array(submission, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });

/** A device makes entry 2 and then entry 3. */
function placeOf(sessionId: string, student: number, entry: number): ChainPlace {
  return entry === 2 ? { seq: 0, prev: null } : { seq: 1, prev: bytesOf(`${sessionId} ${student} 2`) };
}

async function commitAndCheck({ records, sessions }: Store, sessionId: string, plan: readonly (readonly Submission[])[]): Promise<void> {
  const toEvidence = ({ student, entry, hasDevice }: Submission): Evidence =>
    hasDevice
      ? someEvidence(`s${student} of ${sessionId}`, `${sessionId} ${student} ${entry}`, { sessionId, chain: placeOf(sessionId, student, entry) })
      : deviceless(`s${student} of ${sessionId}`, `${sessionId} ${student} ${entry}`, { sessionId });
  const answers: { readonly evidence: Evidence; readonly outcome: CommitOutcome }[] = [];
  // The batches are under way together, as those of several processes are.
  await Promise.all(
    plan.map(async (batch) => {
      const evidence = batch.map(toEvidence);
      const outcomes = await records.commit(evidence);
      assert.equal(outcomes.length, batch.length);
      outcomes.forEach((outcome, index) => answers.push({ evidence: evidence[index]!, outcome }));
    }),
  );

  const stored = await records.listRecords(institutionId, sessionId, null, 100);
  const students = new Set(plan.flat().map(({ student }) => studentKeyOf(`s${student} of ${sessionId}`)));
  assert.deepEqual(stored.map(({ record }) => record.studentKey).sort(), [...students].sort(), 'each student has one record');
  const counts = await sessions.countsOf(institutionId, sessionId);
  assert.equal(counts.counted + counts.held, students.size);
  assert.equal(new Set(stored.map(({ record }) => record.seq)).size, stored.length, 'no two changes share a place');

  for (const { evidence, outcome } of answers) {
    const kept = await records.findEvidence(institutionId, evidence.entryId);
    const standing = stored.find(({ record }) => record.studentKey === evidence.studentKey)!.record;
    if (outcome.kind === 'stored' || outcome.kind === 'replayed') assert.deepEqual(kept, outcome.evidence, 'what was acknowledged is stored');
    if (evidence.deviceId !== null) assert.notEqual(standing.deviceId, null, 'a device is never kept out by a submission without one');
    assert.notEqual(outcome.kind, 'noted');
  }
  const storedTimes = new Map<string, number>();
  for (const { evidence, outcome } of answers) {
    const key = evidence.body;
    if (outcome.kind === 'stored') storedTimes.set(key, (storedTimes.get(key) ?? 0) + 1);
  }
  assert.ok([...storedTimes.values()].every((times) => times === 1), 'no entry is stored twice');
}
