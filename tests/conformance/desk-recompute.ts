import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { judge, plainFacts } from '../../src/attendance/evidence.ts';
import { scanOf } from '../../src/attendance/facts.ts';
import type { Store } from '../../src/store/open.ts';
import { aDecision, anEntryOf, aReport } from './desk-samples.ts';
import { aSession, bytesOf, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** Whatever staff and displays do, they leave nothing that a fresh look at all evidence would judge otherwise. */
export function recomputeProperties(openEmptyStore: OpenEmptyStore): void {
  it('leaves nothing to recompute, whatever staff do with devices and records and displays report', async (test) => {
    const store = await openEmptyStore(test);
    let institutionId = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        institutionId++;
        for (const sessionId of classes) await store.sessions.insertSession(aSession({ institutionId, sessionId }));
        const seqs = new Map<string, number>();
        for (const [index, one] of steps.entries()) await take(store, institutionId, one, startMs + 15_000 + index * 1_500, seqs);
        assert.deepEqual((await store.desk.recompute(institutionId, null, true)).changed, []);
      }),
      { numRuns: 25 },
    );
  });
}

const classes = ['first', 'second'] as const;
const place = { name: fc.constantFrom(...classes), student: fc.constantFrom('1', '2') };
const phone = fc.constantFrom('a', 'b', 'c');
const epochs = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 6 })).map(([first, more]) => [first, first + more] as const);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('scan' as const), ...place, phone, queued: fc.boolean(), age: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('approve' as const, 'revoke' as const, 'bind' as const), phone, student: place.student }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('report' as const), ...place, display: fc.constantFrom('left', 'right'), known: epochs, shown: fc.boolean(), isLast: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('accept' as const, 'reject' as const, 'ask' as const, 'undo' as const), ...place }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take({ records, devices, displays, desk }: Store, institutionId: number, one: Step, atMs: number, seqs: Map<string, number>): Promise<void> {
  const who = { staffName: 'Dr. Rao', atMs };
  switch (one.kind) {
    case 'scan': {
      const seq = seqs.get(one.phone) ?? 0;
      seqs.set(one.phone, seq + 1);
      const epoch = Math.floor((atMs - startMs) / 5_000) - one.age;
      const entry = anEntryOf(one.phone, one.student, seq, { institutionId, sessionId: one.name, epoch, queued: one.queued, receivedAtMs: atMs });
      await records.commit([{ ...entry, ...judge(scanOf(entry, aSession({ institutionId, sessionId: one.name })), plainFacts(entry)) }]);
      return;
    }
    case 'approve':
    case 'revoke':
      await devices.changeDevice({ institutionId, deviceId: bytesOf(one.phone), action: { kind: one.kind }, ...who });
      return;
    case 'bind':
      await devices.changeDevice({ institutionId, deviceId: bytesOf(one.phone), action: { kind: 'bind', studentId: one.student, studentKey: one.student }, ...who });
      return;
    case 'report':
      await displays.report(aReport({ institutionId, sessionId: one.name, displayId: one.display, known: one.known, shown: one.shown ? [one.known] : [], isLast: one.isLast, atMs }));
      return;
    case 'undo': {
      const newest = await desk.findDecision(institutionId, one.name, one.student);
      if (newest !== undefined) await desk.undoDecision({ institutionId, sessionId: one.name, studentKey: one.student, seq: newest.seq, ...who });
      return;
    }
    default:
      await desk.decide(aDecision(one.student, one.kind, { institutionId, sessionId: one.name, ...who }));
  }
}
