import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deskListSentences } from './desk-list.ts';
import { deskProperties } from './desk-properties.ts';
import { recomputeProperties } from './desk-recompute.ts';
import { deskOrderSentences } from './desk-order.ts';
import { aDecision, decided, findRecord, openClass, undo } from './desk-samples.ts';
import { aMark, anAttempt, classId, deviceless, institutionId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every DeskStore fulfils. */
export function deskStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`DeskStore on ${engine}`, () => {
    it('accepts with the status that staff say, else that of the evidence, whatever stood between', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a', { status: 'late' })]);
      const { record, decision } = await decided(store, aDecision('1', 'accept'));
      assert.deepEqual([record?.status, record?.grade, record?.reasons, record?.note, record?.isAsked], ['late', 'manual', ['set_by_staff'], 'to accept', false]);
      assert.equal(record?.receivedAtMs, startMs + 17_000, 'it came when it came');
      assert.deepEqual(decision, { kind: 'accept', studentKey: '1', status: 'late', note: 'to accept', staffName: 'Dr. Rao', atMs: startMs + 600_000, seq: record.seq });
      assert.deepEqual(await findRecord(store, '1'), record);
      assert.deepEqual(await store.desk.findDecision(institutionId, classId, '1'), decision);
      await decided(store, aDecision('1', 'reject'));
      assert.equal((await decided(store, aDecision('1', 'accept'))).record?.status, 'late');
      assert.equal((await decided(store, aDecision('1', 'accept', { status: 'present' }))).record?.status, 'present');
    });

    it('rejects as absent, and counts the student nowhere', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a')]);
      const { record } = await decided(store, aDecision('1', 'reject'));
      assert.deepEqual([record?.status, record?.grade, record?.note], ['absent', 'manual', 'to reject']);
      assert.deepEqual(await store.sessions.countsOf(institutionId, classId), { counted: 0, provisional: 0, held: 0, refused: 0 });
    });

    it('asks without changing anything but that, and live readers see it', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a')]);
      const before = await findRecord(store, '1');
      const { record, decision } = await decided(store, aDecision('1', 'ask', { note: 'were you there?' }));
      assert.deepEqual(record, { ...before, isAsked: true, seq: decision?.seq });
      const live = await store.records.changesAfter(institutionId, classId, before!.seq, 10);
      assert.deepEqual(live.records, [record]);
      const accepted = await decided(store, aDecision('1', 'accept'));
      assert.equal(accepted.record?.isAsked, false);
    });

    it('asks about a record that staff had set, which stays as they set it', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a')]);
      const set = await store.records.mark(aMark('1'));
      const { record } = await decided(store, aDecision('1', 'ask'));
      assert.deepEqual(record, { ...set, isAsked: true, seq: record?.seq });
    });

    it('repairs a refused scan: accepting makes a record, rejecting and asking keep only the decision', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([anAttempt('2022imt-048'), anAttempt('2'), anAttempt('3')]);
      const { record } = await decided(store, aDecision('2022IMT-048', 'accept'));
      assert.deepEqual(record, {
        ...{ sessionId: classId, studentId: '2022IMT-048', studentKey: '2022IMT-048', entryId: null, deviceId: null },
        ...{ status: 'present', grade: 'manual', reasons: ['set_by_staff'], note: 'to accept', checks: [], isAsked: false },
        ...{ receivedAtMs: startMs + 600_000, scannedAtMs: startMs + 600_000, latencyMs: 600_000, seq: record?.seq },
      });
      for (const [student, kind] of [['2', 'reject'], ['3', 'ask']] as const) {
        const { record: none, decision } = await decided(store, aDecision(student, kind));
        assert.equal(none, null);
        assert.equal(await findRecord(store, student), undefined);
        assert.deepEqual(await store.desk.findDecision(institutionId, classId, student), decision);
      }
    });

    it('knows nobody who neither was recorded nor tried, and changes nothing', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([anAttempt('1'), anAttempt(null)]);
      for (const kind of ['accept', 'reject', 'ask'] as const) assert.equal(await store.desk.decide(aDecision('2', kind)), 'unknown');
      assert.equal(await store.desk.decide(aDecision('1', 'accept', { sessionId: 'no such session' })), 'unknown');
      assert.equal(await store.desk.decide(aDecision('1', 'accept', { institutionId: 2 })), 'unknown');
      assert.equal(await undo(store, '2', 1), 'unknown');
      assert.deepEqual(await store.desk.listHistory(institutionId, classId, null, 10), []);
      assert.equal(await store.desk.findDecision(institutionId, classId, '2'), undefined);
    });

    it('decides nothing about a record that is another than staff saw', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a'), anAttempt('2')]);
      const { seq } = (await findRecord(store, '1'))!;
      assert.equal(await store.desk.decide(aDecision('1', 'accept', { expectedSeq: seq + 1 })), 'changed');
      assert.equal(await store.desk.decide(aDecision('2', 'accept', { expectedSeq: seq })), 'changed', 'there is no record any more');
      assert.equal((await findRecord(store, '1'))?.grade, 'late_sync');
      await decided(store, aDecision('1', 'accept', { expectedSeq: seq }));
    });

    it('lets one of two decisions at once through', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a')]);
      const { seq } = (await findRecord(store, '1'))!;
      const results = await Promise.all((['accept', 'reject', 'ask'] as const).map((kind) => store.desk.decide(aDecision('1', kind, { expectedSeq: seq }))));
      assert.deepEqual(results.filter((result) => typeof result === 'string'), ['changed', 'changed']);
      const { seq: next } = (await findRecord(store, '1'))!;
      const undone = await Promise.all([undo(store, '1', next), undo(store, '1', next)]);
      assert.deepEqual(undone.filter((result) => typeof result === 'string'), ['changed']);
    });

    it('keeps who decided what, before and after, in the audit trail', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([deviceless('1', 'a'), anAttempt('2')]);
      const before = await findRecord(store, '1');
      const { record } = await decided(store, aDecision('1', 'accept'));
      await decided(store, aDecision('2', 'ask'));
      const lines = await store.desk.listHistory(institutionId, classId, null, 10);
      assert.deepEqual(lines.map(({ action, studentKey, staffName, note }) => [action, studentKey, staffName, note]), [
        ['ask', '2', 'Dr. Rao', 'to ask'],
        ['accept', '1', 'Dr. Rao', 'to accept'],
      ]);
      assert.deepEqual([lines[0]?.before, lines[0]?.after], [null, null]);
      const [line] = await store.desk.listHistory(institutionId, classId, '1', 10);
      assert.deepEqual(line, lines[1]);
      assert.equal((line!.before as { grade: string }).grade, before?.grade);
      assert.equal((line!.after as { seq: number }).seq, record?.seq);
      assert.deepEqual(await store.desk.listHistory(institutionId, classId, null, 1), [lines[0]]);
      assert.deepEqual(await store.desk.listHistory(institutionId, classId, '3', 10), []);
    });

    it('takes the newest decision back, and only that one', async (test) => {
      const store = await openClass(openEmptyStore, test);
      await store.records.commit([someEvidence('1', 'a')]);
      const first = await decided(store, aDecision('1', 'reject'));
      const second = await decided(store, aDecision('1', 'accept'));
      assert.equal(await undo(store, '1', first.decision!.seq), 'changed');
      assert.equal(await undo(store, '1', second.decision!.seq + 9), 'changed');
      const back = await undo(store, '1', second.decision!.seq);
      assert.ok(typeof back === 'object');
      assert.deepEqual(back.decision, first.decision);
      assert.deepEqual(back.record, { ...first.record, seq: back.record?.seq });
      assert.ok(back.record!.seq > second.record!.seq, 'its place moves, so live readers see it');
      assert.equal(await undo(store, '1', second.decision!.seq), 'changed', 'not twice');
      assert.deepEqual(await store.desk.findDecision(institutionId, classId, '1'), first.decision);
    });

    deskOrderSentences(openEmptyStore);
    deskListSentences(openEmptyStore);
    deskProperties(openEmptyStore);
    recomputeProperties(openEmptyStore);
  });
}
