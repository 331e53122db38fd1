import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aDecision, decided, openClass, undo } from './desk-samples.ts';
import { aMark, anAttempt, aSession, classId, deviceless, institutionId, otherClassId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What the desk, the history and the roster list. */
export function deskListSentences(openEmptyStore: OpenEmptyStore): void {
  it('lists what is held, provisional, asked about or decided, in the order of arrival, and nothing that simply counts', async (test) => {
    const store = await openClass(openEmptyStore, test);
    const at = (seconds: number) => ({ receivedAtMs: startMs + 15_000 + seconds * 100 });
    await store.records.commit([
      someEvidence('counts', 'a', at(0)),
      someEvidence('asked', 'b', at(9)),
      deviceless('held', 'c', at(8)),
      someEvidence('provisional', 'd', { queued: true, receivedAtMs: startMs + 400_000, grade: 'offline_unbounded', reasons: ['synced_after_window', 'one_code'] }),
      someEvidence('accepted', 'e', at(6)),
      someEvidence('undone', 'f', at(5)),
    ]);
    await store.records.mark(aMark('set by hand'));
    await decided(store, aDecision('asked', 'ask'));
    const accepted = await decided(store, aDecision('accepted', 'accept'));
    const undone = await decided(store, aDecision('undone', 'reject'));
    await undo(store, 'UNDONE', undone.decision!.seq);
    const cases = await store.desk.listDesk(institutionId, classId, 10);
    assert.deepEqual(cases.map(({ record, decision }) => [record.studentId, decision?.kind]), [
      ['accepted', 'accept'],
      ['held', undefined],
      ['asked', 'ask'],
      ['provisional', undefined],
    ]);
    assert.deepEqual(cases[0]?.decision, accepted.decision);
    assert.deepEqual((await store.desk.listDesk(institutionId, classId, 1)).map(({ record }) => record.studentId), ['accepted']);
    assert.deepEqual(await store.desk.listDesk(institutionId, otherClassId, 10), []);
    assert.deepEqual(await store.desk.listDesk(2, classId, 10), []);
  });

  it('shows every submission of a student with what is known of it, and which one the record rests on', async (test) => {
    const store = await openClass(openEmptyStore, test);
    const typed = deviceless('1', 'typed');
    const sealed = someEvidence('1', 'sealed', { queued: true, receivedAtMs: startMs + 400_000 });
    await store.records.commit([typed]);
    await store.records.commit([sealed]);
    await store.records.commit([{ kind: 'contact', institutionId, head: sealed.entryId, atMs: startMs + 100_000 }]);
    const [desk] = await store.desk.listDesk(institutionId, classId, 10);
    assert.equal(desk?.record.grade, 'offline_unbounded');
    const [first, second] = desk.evidence;
    assert.deepEqual([first?.evidence, first?.judgement.grade, first?.isStanding, first?.device, first?.boundBy], [typed, 'late_sync', false, null, 'arrival']);
    assert.deepEqual([second?.judgement.grade, second?.isStanding, second?.boundBy], ['offline_unbounded', true, 'contact']);
    assert.deepEqual(second?.facts, { notAfterMs: startMs + 100_000, chain: 'holds', device: 'own', shown: 'unknown' });
    assert.equal(second?.device?.studentKey, '1');
    assert.deepEqual(second?.judgement.reasons, desk.record.reasons);
  });

  it('says that a claim bounds a submission where nothing earlier does', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([deviceless('1', 'a', { claimedAtMs: startMs + 16_000, receivedAtMs: startMs + 300_000, queued: false })]);
    const [desk] = await store.desk.listDesk(institutionId, classId, 10);
    assert.equal(desk?.evidence[0]?.boundBy, 'claim');
  });

  it('lists refused attempts, the newest first, with what the student is now and what staff decided', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.records.commit([anAttempt('2022imt-048'), anAttempt(null, { code: 'invalid_signature' }), anAttempt('2'), anAttempt('3')]);
    await store.records.commit([someEvidence('2022IMT-048', 'a')]);
    const asked = await decided(store, aDecision('2', 'ask'));
    const refusals = await store.desk.listRefusals(institutionId, classId, 10);
    assert.deepEqual(refusals.map(({ studentId, record, decision }) => [studentId, record?.grade ?? null, decision?.seq ?? null]), [
      ['3', null, null],
      ['2', null, asked.decision!.seq],
      [null, null, null],
      ['2022imt-048', 'online_in_window', null],
    ]);
    assert.deepEqual(await store.desk.listRefusals(institutionId, classId, 1), [refusals[0]]);
    assert.deepEqual(await store.desk.listRefusals(2, classId, 10), []);
  });

  it('lists the changes of a session itself too', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.sessions.switchTyped({ institutionId, sessionId: classId, offSinceMs: startMs, staffName: 'Dr. Rao', atMs: startMs });
    const [line] = await store.desk.listHistory(institutionId, classId, null, 10);
    assert.deepEqual([line?.action, line?.studentKey, line?.before, line?.after], ['typed_off', null, null, { offSinceMs: startMs }]);
  });

  it('lists everybody who was in a session of the course, in how many, by number, but nobody who was only ever absent', async (test) => {
    const store = await openClass(openEmptyStore, test);
    await store.sessions.insertSession(aSession({ sessionId: otherClassId }));
    await store.sessions.insertSession(aSession({ sessionId: 'another course', course: 'Course-102' }));
    await store.records.commit([someEvidence('b1', 'a'), someEvidence('a2', 'b'), someEvidence('B1', 'c', { sessionId: otherClassId, chain: { seq: 1, prev: null } })]);
    await store.records.commit([someEvidence('c3', 'd', { sessionId: 'another course' })]);
    await store.records.mark(aMark('d4', { status: 'absent' }));
    await store.records.mark(aMark('e5', { status: 'excused' }));
    await store.records.mark(aMark('a2', { status: 'absent', sessionId: otherClassId }));
    const roster = await store.desk.listRoster(institutionId, 'Course-101', 10);
    assert.deepEqual(roster.map(({ studentKey, sessions }) => [studentKey, sessions]), [['A2', 1], ['B1', 2], ['E5', 1]]);
    assert.equal(roster[0]?.studentId, 'a2');
    assert.deepEqual(await store.desk.listRoster(institutionId, 'Course-101', 1), [roster[0]]);
    assert.deepEqual(await store.desk.listRoster(institutionId, 'Course-103', 10), []);
    assert.deepEqual(await store.desk.listRoster(2, 'Course-101', 10), []);
  });
}
