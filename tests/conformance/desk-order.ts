import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aDecision, decided, findRecord, openClass, undo } from './desk-samples.ts';
import { aMark, anAttempt, classId, deviceless, institutionId, someEvidence } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What a decision leaves, whatever arrives before and after it, and what is left when it is taken back. */
export function deskOrderSentences(openEmptyStore: OpenEmptyStore): void {
  const better = someEvidence('1', 'better', { receivedAtMs: 1_790_000_016_000, scannedAtMs: 1_790_000_016_000 });

  it('lets no entry override staff, before or after; once they take it back, the best entry stands', async (test) => {
    for (const kind of ['accept', 'reject'] as const) {
      for (const isBetterFirst of [true, false]) {
        const store = await openClass(openEmptyStore, test);
        await store.records.commit([deviceless('1', 'held')]);
        if (isBetterFirst) await store.records.commit([better]);
        const { decision } = await decided(store, aDecision('1', kind, { status: kind === 'accept' ? 'late' : null }));
        if (!isBetterFirst) await store.records.commit([better]);
        const under = await findRecord(store, '1');
        assert.deepEqual([under?.status, under?.grade, under?.note], [kind === 'accept' ? 'late' : 'absent', 'manual', `to ${kind}`]);
        const back = await undo(store, '1', decision!.seq);
        assert.ok(typeof back === 'object');
        const { record } = back;
        assert.deepEqual([record?.grade, record?.reasons, record?.note, back.decision], ['online_in_window', [], null, null]);
        assert.deepEqual(record?.entryId, better.entryId);
        assert.deepEqual(await findRecord(store, '1'), record);
      }
    }
  });

  it('keeps asking while better evidence comes, and stops when that is taken back', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([deviceless('1', 'held')]);
    const { decision } = await decided(store, aDecision('1', 'ask'));
    await store.records.commit([better]);
    const asked = await findRecord(store, '1');
    assert.deepEqual([asked?.grade, asked?.isAsked], ['online_in_window', true]);
    const back = await undo(store, '1', decision!.seq);
    assert.ok(typeof back === 'object');
    assert.deepEqual([back.record?.grade, back.record?.isAsked], ['online_in_window', false]);
  });

  it('keeps a refused scan rejected when an entry of the student comes, until that is taken back', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([anAttempt('1')]);
    const { decision } = await decided(store, aDecision('1', 'reject'));
    await store.records.commit([better]);
    assert.equal((await findRecord(store, '1'))?.status, 'absent');
    await undo(store, '1', decision!.seq);
    assert.equal((await findRecord(store, '1'))?.grade, 'online_in_window');
  });

  it('removes a record that staff alone had made, and tells live readers', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([anAttempt('1')]);
    const { record } = await decided(store, aDecision('1', 'accept'));
    const back = await undo(store, '1', record!.seq);
    assert.deepEqual(back, { record: null, decision: null });
    assert.equal(await findRecord(store, '1'), undefined);
    const live = await store.records.changesAfter(institutionId, classId, record!.seq, 10);
    assert.deepEqual([live.records, live.removed.map(({ studentKey }) => studentKey)], [[], ['1']]);
    const [line] = await store.desk.listHistory(institutionId, classId, '1', 10);
    assert.deepEqual([line?.action, line?.staffName, line?.after], ['undo', 'Dr. Ito', null]);
    assert.equal((await store.records.commit([better]))[0]?.kind, 'stored');
  });

  it('tells live readers of no removal where there was no record', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([anAttempt('1')]);
    const { decision } = await decided(store, aDecision('1', 'ask'));
    assert.deepEqual(await undo(store, '1', decision!.seq), { record: null, decision: null });
    assert.deepEqual((await store.records.changesAfter(institutionId, classId, 0, 10)).removed, []);
    assert.equal(await undo(store, '1', decision!.seq), 'changed');
  });

  it('takes marks by hand back too: the mark before stands again, else the evidence', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([someEvidence('1', 'a')]);
    const excused = await store.records.mark(aMark('1'));
    const absent = await store.records.mark(aMark('1', { status: 'absent', note: 'left' }));
    assert.equal((await store.desk.findDecision(institutionId, classId, '1'))?.kind, 'set');
    const back = await undo(store, '1', absent.seq);
    assert.ok(typeof back === 'object');
    assert.deepEqual(back.record, { ...excused, seq: back.record?.seq });
    const evidence = await undo(store, '1', excused.seq);
    assert.ok(typeof evidence === 'object');
    assert.deepEqual([evidence.record?.grade, evidence.record?.status, evidence.decision], ['online_in_window', 'late', null]);
  });

  it('takes a mark of a student back who sent nothing, and one of a whole sheet', async (test) => {
    const store = await openClass(openEmptyStore, test);
    const marked = await store.records.mark(aMark('1'));
    const [sheet] = await store.records.markNew([aMark('2')]);
    assert.deepEqual(await undo(store, '1', marked.seq), { record: null, decision: null });
    assert.deepEqual(await undo(store, '2', sheet!.record.seq), { record: null, decision: null });
    assert.deepEqual([await findRecord(store, '1'), await findRecord(store, '2')], [undefined, undefined]);
  });

  it('returns to what stood below when staff asked in between', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([anAttempt('1')]);
    const accepted = await decided(store, aDecision('1', 'accept'));
    const asked = await decided(store, aDecision('1', 'ask'));
    assert.deepEqual(asked.record, { ...accepted.record, isAsked: true, seq: asked.decision!.seq });
    const rejected = await decided(store, aDecision('1', 'reject'));
    assert.equal(rejected.record?.status, 'absent');
    const toAsked = await undo(store, '1', rejected.decision!.seq);
    assert.ok(typeof toAsked === 'object');
    assert.deepEqual(toAsked.record, { ...asked.record, seq: toAsked.record?.seq });
    const toAccepted = await undo(store, '1', asked.decision!.seq);
    assert.ok(typeof toAccepted === 'object');
    assert.deepEqual(toAccepted.record, { ...accepted.record, seq: toAccepted.record?.seq });
  });
}
