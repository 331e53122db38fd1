import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecordStore } from '../../src/attendance/ports.ts';
import { aMark, anAttempt, aSession, classId, deviceless, institutionId, otherClassId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What a live reader needs of a RecordStore. */
export function changesAfterSentences(openEmptyStore: OpenEmptyStore): void {
  it('gives records and refused attempts in one order of changes, in pages, and says when it is all', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    await records.commit([someEvidence('1', 'a'), anAttempt('x'), someEvidence('2', 'b'), anAttempt('y'), someEvidence('3', 'c')]);

    const first = await records.changesAfter(institutionId, classId, 0, 3);
    assert.deepEqual(first.records.map(({ studentId }) => studentId), ['1', '2']);
    assert.deepEqual(first.refused.map(({ studentId }) => studentId), ['x']);
    assert.equal(first.isComplete, false);
    assert.equal(first.cursor, first.records[1]!.seq);

    const second = await records.changesAfter(institutionId, classId, first.cursor, 2);
    assert.deepEqual(second.records.map(({ studentId }) => studentId), ['3']);
    assert.deepEqual(second.refused.map(({ studentId }) => studentId), ['y']);
    assert.equal(second.isComplete, true);

    const nothing = { records: [], refused: [], removed: [], isSessionChanged: false, cursor: second.cursor, isComplete: true, isRestart: false };
    assert.deepEqual(await records.changesAfter(institutionId, classId, second.cursor, 2), nothing);
  });

  it('begins anew for a reader whose cursor is of another history', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    await records.commit([someEvidence('1', 'a'), anAttempt('x'), someEvidence('2', 'b')]);
    const first = await records.changesAfter(institutionId, classId, 1_000_000, 2);
    assert.deepEqual([first.isRestart, first.isComplete, first.records.length, first.refused.length], [true, false, 1, 1]);
    const second = await records.changesAfter(institutionId, classId, first.cursor, 2);
    assert.deepEqual([second.isRestart, second.isComplete, second.records.length], [false, true, 1]);
  });

  it('gives nothing of another session or institution', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    await sessions.insertSession(aSession({ sessionId: otherClassId }));
    await records.commit([someEvidence('1', 'a'), anAttempt('x')]);
    const nothing = { records: [], refused: [], removed: [], isSessionChanged: false, cursor: 0, isComplete: true, isRestart: false };
    assert.deepEqual(await records.changesAfter(institutionId, otherClassId, 0, 10), nothing);
    assert.deepEqual(await records.changesAfter(2, classId, 0, 10), nothing);
  });

  it('gives a record again when it changed, and only its newest state', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    await records.commit([deviceless('1', 'a'), someEvidence('2', 'b')]);
    const { cursor } = await records.changesAfter(institutionId, classId, 0, 10);
    await records.commit([someEvidence('1', 'c')]);
    const marked = await records.mark(aMark('2'));
    const changes = await records.changesAfter(institutionId, classId, cursor, 10);
    assert.deepEqual(changes.records.map(({ studentId, grade }) => [studentId, grade]), [['1', 'online_in_window'], ['2', 'manual']]);
    assert.equal(changes.cursor, marked.seq);
    assert.equal((await records.changesAfter(institutionId, classId, 0, 10)).records.length, 2);
  });

  it('does not move the cursor past a change of the session that a cut page did not reach', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    const session = aSession();
    await sessions.insertSession(session);
    await records.commit([someEvidence('1', 'a'), someEvidence('2', 'b'), someEvidence('3', 'c')]);
    await sessions.replaceOpenings({
      ...{ institutionId, sessionId: classId, expected: session.openings, openings: [{ fromMs: startMs, untilMs: startMs + 1 }] },
      ...{ action: 'close', staffName: 'Dr. Rao', atMs: startMs + 1 },
    });
    const cut = await records.changesAfter(institutionId, classId, 0, 2);
    assert.equal(cut.cursor, cut.records.at(-1)!.seq);
    const rest = await records.changesAfter(institutionId, classId, cut.cursor, 2);
    assert.deepEqual([rest.records.length, rest.isSessionChanged, rest.isComplete], [1, true, true]);
    assert.equal((await records.changesAfter(institutionId, classId, rest.cursor, 2)).isSessionChanged, false);
  });

  it('misses no change while others commit', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    let isWriting = true;
    const writing = (async () => {
      for (let batch = 0; batch < 40; batch++) {
        await records.commit([someEvidence(`s${batch}`, `e${batch}`), anAttempt(`r${batch}`), deviceless(`d${batch}`, `f${batch}`)]);
        if (batch % 4 === 0) await records.commit([someEvidence(`d${batch}`, `g${batch}`)]);
      }
      isWriting = false;
    })();
    const seen = await follow(records, () => isWriting);
    await writing;
    const stored = await records.listRecords(institutionId, classId, null, 1_000);
    assert.equal(stored.length, 80);
    assert.deepEqual(new Map([...seen.records].sort()), new Map(stored.map(({ record }) => [record.studentKey, record.seq] as const).sort()));
    assert.equal(seen.refused.size, 40);
  });
}

/** Reads like a live page: by the cursor alone, in small pages, until nothing more can come. */
async function follow(records: RecordStore, mayGrow: () => boolean) {
  const seen = { records: new Map<string, number>(), refused: new Set<number>() };
  for (let cursor = 0, isLast = false; !isLast; ) {
    isLast = !mayGrow();
    const changes = await records.changesAfter(institutionId, classId, cursor, 7);
    for (const { studentKey, seq } of changes.records) seen.records.set(studentKey, seq);
    for (const { seq } of changes.refused) seen.refused.add(seq);
    cursor = changes.cursor;
    isLast &&= changes.isComplete;
    await new Promise(setImmediate);
  }
  return seen;
}
