import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { CommitItem } from '../../src/attendance/ports.ts';
import type { Evidence } from '../../src/attendance/record.ts';
import { anEntryOf } from './desk-samples.ts';
import { anyHistory, historyIn, sessionsOf } from './histories.ts';
import { openPlainLab } from './plain-lab.ts';
import { anAttempt, aSession, bytesOf, classId, deviceless, institutionId, nextEvidence, otherClassId, startMs } from './samples.ts';

const thirdClassId = 'third';

const openDatabase = (test: TestContext) => openPlainLab(test, [classId, otherClassId, thirdClassId]);

type Opened = Awaited<ReturnType<typeof openDatabase>>;

const there = { sessionId: otherClassId } as const;
const [first, second, third] = [anEntryOf('a', '1', 0), anEntryOf('b', '2', 0), anEntryOf('c', '3', 0)];

/** What stands before each case: three phones with one entry each. */
async function openHall(test: TestContext): Promise<Opened> {
  const opened = await openDatabase(test);
  assert.notEqual(await opened.plain.commit([first, second, third]), undefined);
  return opened;
}

/** Both ways must end in the same rows and places. */
async function assertPlain(test: TestContext, batches: readonly (readonly Evidence[])[]): Promise<void> {
  const [left, right] = [await openDatabase(test), await openDatabase(test)];
  for (const batch of batches) {
    const outcomes = await left.writes.commit(batch);
    const firstSeq = await right.plain.commit(batch);
    assert.ok(firstSeq !== undefined, 'nothing is in its way');
    assert.deepEqual(outcomes.map((outcome) => (outcome.kind === 'stored' ? outcome.record.seq : outcome.kind)), batch.map((_, index) => firstSeq + index));
    assert.deepEqual(await right.sums(), await left.sums());
  }
}

describe('The plain way of sealed entries into SQLite', () => {
  it('stores the first entry of phones as the other way does, beside what has no seal', async (test) => {
    const queued = anEntryOf('d', '4', 0, { queued: true, receivedAtMs: startMs + 300_000, secondEpoch: 5 });
    const claimed = anEntryOf('e', '5', 0, { claimedAtMs: startMs + 16_000, receivedAtMs: startMs + 60_000 });
    await assertPlain(test, [[first, deviceless('9', 'plain', { queued: false }), second], [queued, third, claimed]]);
  });

  it('stores the next entries of phones as the other way does, in one batch and in several', async (test) => {
    const next = nextEvidence(first, 'a 1', there);
    const last = nextEvidence(next, 'a 2', { sessionId: thirdClassId });
    await assertPlain(test, [[first, second, next], [last, nextEvidence(second, 'b 1', { ...there, receivedAtMs: second.receivedAtMs })]]);
    await assertPlain(test, [[first, next, last, second, third]]);
  });

  it('stores the next entries of the two phones of a student', async (test) => {
    const other = anEntryOf('other', '1', 0, { ...there, receivedAtMs: startMs + 18_000 });
    const [left, right] = [await openDatabase(test), await openDatabase(test)];
    const batch = [nextEvidence(other, 'other 1', { sessionId: thirdClassId })];
    for (const { writes } of [left, right]) {
      await writes.commit([first]);
      await writes.commit([other]);
    }
    await left.writes.commit(batch);
    assert.notEqual(await right.plain.commit(batch), undefined);
    assert.deepEqual(await right.sums(), await left.sums());
  });

  const inTheWay: Readonly<Record<string, readonly CommitItem[]>> = {
    'a repetition': [first],
    'a second record of a student': [nextEvidence(first, 'a 1')],
    'a gap in the chain': [nextEvidence(first, 'a 2', { ...there, chain: { seq: 2, prev: bytesOf('never came') } })],
    'a fork at the first place': [anEntryOf('a', '1', 0, { ...there, entryId: bytesOf('rival') })],
    'a fork behind the first': [nextEvidence(first, 'a 1', there), nextEvidence(first, 'rival', { sessionId: thirdClassId })],
    'a place that contradicts the entry before': [nextEvidence(first, 'a 1', { ...there, chain: { seq: 1, prev: bytesOf('b 0') } })],
    'a first place behind another entry': [anEntryOf('d', '4', 0, { chain: { seq: 0, prev: bytesOf('a 0') } })],
    'a chain whose beginning never came': [anEntryOf('d', '4', 1)],
    'an entry that arrived before the one it was built on': [nextEvidence(first, 'a 1', { ...there, receivedAtMs: first.receivedAtMs - 1 })],
    'an entry without a place': [anEntryOf('d', '4', 0, { chain: null })],
    'a second phone of a student': [anEntryOf('d', '1', 0, there)],
    'two first phones of a student in one batch': [anEntryOf('d', '4', 0), anEntryOf('e', '4', 0, there)],
    'another student on a known phone': [nextEvidence(first, 'a 1', { studentId: '4', studentKey: '4' })],
    'two students on a new phone': [anEntryOf('d', '4', 0), anEntryOf('d', '5', 1)],
    'a guest': [anEntryOf('a', '4', 1, { isGuest: true })],
    'a guest on a phone of nobody': [anEntryOf('d', '4', 0, { isGuest: true })],
    'the end of a chain': [nextEvidence(first, 'a 1', { ...there, head: bytesOf('a 2') })],
  };
  for (const [what, batch] of Object.entries(inTheWay)) {
    it(`leaves ${what} to the other way, and nothing of it behind`, async (test) => {
      const { plain, sums } = await openHall(test);
      const before = await sums();
      const fresh = anEntryOf('fresh', '9', 0);
      assert.equal(await plain.commit([fresh, ...batch, anEntryOf('later', '10', 0)]), undefined);
      assert.deepEqual(await sums(), before);
      assert.notEqual(await plain.commit([fresh]), undefined);
    });
  }

  const before: Readonly<Record<string, readonly [(opened: Opened) => Promise<unknown>, readonly Evidence[]]>> = {
    'a phone that was revoked': [
      ({ writes }) => writes.changeDevice({ institutionId, deviceId: bytesOf('a'), action: { kind: 'revoke' }, staffName: 'Dr. Rao', atMs: startMs + 17_500 }),
      [nextEvidence(first, 'a 1', there)],
    ],
    'a phone that staff gave to another student': [
      ({ writes }) =>
        writes.changeDevice({ institutionId, deviceId: bytesOf('a'), action: { kind: 'bind', studentId: '7', studentKey: '7' }, staffName: 'Dr. Rao', atMs: startMs + 17_500 }),
      [nextEvidence(first, 'a 1', there)],
    ],
    'an entry whose hash was told before': [
      ({ writes }) => writes.commit([{ kind: 'contact', institutionId, head: bytesOf('a 1'), atMs: first.receivedAtMs }]),
      [nextEvidence(first, 'a 1', there)],
    ],
    'a phone of which something was refused': [
      ({ writes }) => writes.commit([anAttempt('4', { link: { seq: 0, prev: null, deviceId: bytesOf('d'), entryId: bytesOf('refused') } })]),
      [anEntryOf('d', '4', 0)],
    ],
    'a phone whose chain forked': [
      ({ writes }) => writes.commit([nextEvidence(first, 'a 1', there), nextEvidence(first, 'rival', { sessionId: thirdClassId })]),
      [nextEvidence(nextEvidence(first, 'rival'), 'a 2', { sessionId: 'fourth' })],
    ],
    'a phone whose chain has a gap': [
      ({ writes }) => writes.commit([anEntryOf('a', '1', 2, there)]),
      [nextEvidence(anEntryOf('a', '1', 2), 'a 3', { sessionId: thirdClassId })],
    ],
    'the third phone of a student': [
      async ({ writes }) => {
        await writes.commit([anEntryOf('d', '1', 0, there)]);
        await writes.commit([anEntryOf('e', '1', 0, { sessionId: thirdClassId })]);
        await writes.insertSession(aSession({ sessionId: 'fourth' }));
      },
      [nextEvidence(anEntryOf('e', '1', 0), 'e 1', { sessionId: 'fourth' })],
    ],
  };
  for (const [what, [prepare, batch]] of Object.entries(before)) {
    it(`leaves ${what} to the other way`, async (test) => {
      const opened = await openHall(test);
      await opened.writes.insertSession(aSession({ sessionId: 'last' }));
      await prepare(opened);
      opened.plain.forget();
      const stored = await opened.sums();
      const elsewhere = batch.map((item): Evidence => ({ ...item, sessionId: 'last' }));
      assert.equal(await opened.plain.commit(elsewhere), undefined);
      assert.deepEqual(await opened.sums(), stored);
      assert.notEqual(await opened.plain.commit([anEntryOf('fresh', '9', 0, { sessionId: 'last' })]), undefined);
    });
  }

  it('ends in the rows of the other way, whatever arrives and in whichever batches', async (test) => {
    const [left, right] = [await openDatabase(test), await openDatabase(test)];
    let institution = institutionId;
    let plainly = 0;
    const property = fc.asyncProperty(anyHistory, fc.integer({ min: 1, max: 6 }), fc.boolean(), async (history, size, byArrival) => {
      institution++;
      const { items, reports } = historyIn(institution, history);
      for (const { writes } of [left, right]) {
        for (const session of sessionsOf(institution)) await writes.insertSession({ ...session, checks: [] });
        for (const report of reports) await writes.reportDisplay(report);
      }
      right.plain.forget();
      const inOrder = byArrival ? items.toSorted((one, other) => arrivalOf(one) - arrivalOf(other)) : items;
      for (let start = 0; start < inOrder.length; start += size) {
        const batch = inOrder.slice(start, start + size);
        await left.writes.commit(batch);
        if ((await right.plain.commit(batch)) === undefined) await right.writes.commit(batch);
        else plainly++;
      }
      assert.deepEqual(await right.sums(), await left.sums());
    });
    await fc.assert(property, { numRuns: 60 });
    assert.ok(plainly > 0, 'some went the plain way');
  });
});

function arrivalOf(item: CommitItem): number {
  return item.kind === 'evidence' ? item.receivedAtMs : item.atMs;
}
