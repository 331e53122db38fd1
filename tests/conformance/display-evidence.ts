import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Store } from '../../src/store/open.ts';
import { aReport } from './desk-samples.ts';
import { aMark, aSession, classId, institutionId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What displays change about records. */
export function shownEvidenceSentences(openEmptyStore: OpenEmptyStore): void {
  const standing = async ({ records }: Store, studentKey: string) => {
    const record = await records.findRecord(institutionId, classId, studentKey);
    return record === undefined ? undefined : [record.grade, ...record.reasons];
  };
  const atEpoch = (epoch: number) => ({ epoch, receivedAtMs: startMs + epoch * 5_000 + 2_000, scannedAtMs: startMs + epoch * 5_000 + 2_000 });

  it('holds a code that no display showed, whether the report comes before or after it, and touches nobody else', async (test) => {
    for (const isReportFirst of [true, false]) {
      const store = await openEmptyStore(test);
      await store.sessions.insertSession(aSession());
      const commit = () => store.records.commit([someEvidence('1', 'a', atEpoch(3)), someEvidence('2', 'b', atEpoch(4)), someEvidence('3', 'c', atEpoch(12))]);
      const report = () => store.displays.report(aReport({ known: [0, 9], shown: [[0, 2], [4, 9]] }));
      if (isReportFirst) assert.equal((await report()).hasChanged, false);
      await commit();
      const before = await store.records.changesAfter(institutionId, classId, 0, 10);
      if (!isReportFirst) assert.equal((await report()).hasChanged, true);
      assert.deepEqual(await standing(store, '1'), ['suspicious', 'code_not_shown']);
      assert.deepEqual([await standing(store, '2'), await standing(store, '3')], [['online_in_window'], ['online_in_window']]);
      const after = await store.records.changesAfter(institutionId, classId, before.cursor, 10);
      assert.deepEqual(after.records.map(({ studentKey }) => studentKey), isReportFirst ? [] : ['1']);
    }
  });

  it('counts it again when another display tells that it was shown after all', async (test) => {
    const store = await openEmptyStore(test);
    await store.sessions.insertSession(aSession());
    await store.records.commit([someEvidence('1', 'a', atEpoch(3))]);
    await store.displays.report(aReport({ known: [0, 9] }));
    assert.deepEqual(await standing(store, '1'), ['suspicious', 'code_not_shown']);
    const told = await store.displays.report(aReport({ displayId: 'right', known: [0, 9], shown: [[3, 3]] }));
    assert.equal(told.hasChanged, true);
    assert.deepEqual(await standing(store, '1'), ['online_in_window']);
  });

  it('changes nothing by a report that is repeated, or that says only what counts already', async (test) => {
    const store = await openEmptyStore(test);
    await store.sessions.insertSession(aSession());
    await store.records.commit([someEvidence('1', 'a', atEpoch(3))]);
    const report = aReport({ known: [0, 2] });
    assert.equal((await store.displays.report(report)).hasChanged, false);
    await store.displays.report(aReport({ known: [3, 3] }));
    const { cursor } = await store.records.changesAfter(institutionId, classId, 0, 10);
    for (const again of [report, aReport({ known: [3, 3] }), aReport({ known: [4, 9], shown: [[4, 9]] })]) {
      assert.equal((await store.displays.report(again)).hasChanged, false);
    }
    assert.deepEqual((await store.records.changesAfter(institutionId, classId, cursor, 10)).records, []);
  });

  it('looks at both codes of an entry, and at the epochs through which a typed code stood', async (test) => {
    const store = await openEmptyStore(test);
    await store.sessions.insertSession(aSession());
    await store.records.commit([
      someEvidence('1', 'two codes', { ...atEpoch(3), secondEpoch: 6, queued: true, receivedAtMs: startMs + 60_000 }),
      someEvidence('2', 'typed', { carrier: 'typed', epoch: 1, receivedAtMs: startMs + 40_000, scannedAtMs: startMs + 40_000 }),
    ]);
    await store.displays.report(aReport({ known: [0, 11], shown: [[0, 5], [7, 7]] }));
    assert.equal((await standing(store, '1'))?.includes('code_not_shown'), true);
    assert.equal((await standing(store, '2'))?.includes('code_not_shown'), false, 'it stood for six epochs, and one of them was shown');
    const hidden = await openEmptyStore(test);
    await hidden.sessions.insertSession(aSession());
    await hidden.records.commit([someEvidence('2', 'typed', { carrier: 'typed', epoch: 1, receivedAtMs: startMs + 40_000, scannedAtMs: startMs + 40_000 })]);
    await hidden.displays.report(aReport({ known: [0, 10], shown: [[0, 5]] }));
    assert.equal((await standing(hidden, '2'))?.includes('code_not_shown'), false, 'of the last epoch nobody knows');
    await hidden.displays.report(aReport({ known: [11, 11] }));
    assert.equal((await standing(hidden, '2'))?.includes('code_not_shown'), true);
  });

  it('never moves what staff set', async (test) => {
    const store = await openEmptyStore(test);
    await store.sessions.insertSession(aSession());
    await store.records.commit([someEvidence('1', 'a', atEpoch(3))]);
    await store.records.mark(aMark('1', { status: 'present' }));
    await store.displays.report(aReport({ known: [0, 9] }));
    assert.deepEqual(await standing(store, '1'), ['manual', 'set_by_staff']);
  });
}
