import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import type { Store } from '../../src/store/open.ts';
import { aDecision, anEntryOf, aReport, decided } from './desk-samples.ts';
import { anAttempt, aSession, deviceless, institutionId, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What the end owes to what happened, and not to the order in which it happened. */
export function deskProperties(openEmptyStore: OpenEmptyStore): void {
  it('ends in the same record, whenever staff decided and displays reported, before entries or after them', async (test) => {
    const store = await openEmptyStore(test);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.subarray(steps, { minLength: 2 }), fc.infiniteStream(fc.nat()), fc.constantFrom<Step | undefined>(undefined, 'accept', 'reject', 'ask'), fc.boolean(), async (some, order, kind, isTyped) => {
        const all: readonly Step[] = kind === undefined ? some : [...some, kind];
        const ends: unknown[] = [];
        for (const steps of [all, shuffled(all, order), shuffled(all, order)]) ends.push(await runThrough(store, `s${run++}`, isTyped, steps));
        assert.deepEqual(ends[1], ends[0]);
        assert.deepEqual(ends[2], ends[0]);
      }),
      { numRuns: 40 },
    );
  });
}

type Step = 'sealed' | 'queued' | 'hidden' | 'shown after all' | 'accept' | 'reject' | 'ask';
const steps: Step[] = ['sealed', 'queued', 'hidden', 'shown after all'];

function shuffled(list: readonly Step[], order: fc.Stream<number>): readonly Step[] {
  return list.map((step) => ({ step, place: order.next().value ?? 0 })).toSorted((left, right) => left.place - right.place).map(({ step }) => step);
}

/** A student of its own, in a class of its own, whose scan was refused, and who was then typed by anybody or not; what the record is at the end, under the decision and without it. */
async function runThrough(store: Store, student: string, isTyped: boolean, order: readonly Step[]): Promise<unknown> {
  const { sessions, records, displays, desk } = store;
  const sessionId = `class of ${student}`;
  await sessions.insertSession(aSession({ sessionId }));
  await records.commit([anAttempt(student, { sessionId })]);
  if (isTyped) await records.commit([deviceless(student, `typed for ${student}`, { sessionId })]);
  const phone = `phone of ${student}`;
  const late = { queued: true, receivedAtMs: startMs + 400_000, grade: 'offline_unbounded', reasons: ['synced_after_window', 'one_code'] } as const;
  let seq: number | undefined;
  for (const step of order) {
    if (step === 'sealed') await records.commit([anEntryOf(phone, student, 0, { sessionId })]);
    else if (step === 'queued') await records.commit([anEntryOf(phone, student, 1, { sessionId, epoch: 7, ...late })]);
    else if (step === 'hidden') await displays.report(aReport({ sessionId, known: [2, 4] }));
    else if (step === 'shown after all') await displays.report(aReport({ sessionId, displayId: 'right', known: [0, 9], shown: [[3, 3]] }));
    else seq = (await decided(store, aDecision(student, step, { sessionId, status: step === 'accept' ? 'late' : null }))).decision?.seq;
  }
  const read = async () => {
    const record = await records.findRecord(institutionId, sessionId, studentKeyOf(student));
    return record === undefined ? null : [record.status, record.grade, record.reasons, record.isAsked, record.note];
  };
  const under = await read();
  if (seq === undefined) return under;
  await desk.undoDecision({ institutionId, sessionId, studentKey: studentKeyOf(student), seq, staffName: 'Dr. Rao', atMs: startMs });
  return [under, await read()];
}
