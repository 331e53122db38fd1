import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordOfEvidence } from '../../src/store/rows/record-row.ts';
import { changesAfterSentences } from './changes-after.ts';
import { evidenceProperties } from './evidence-properties.ts';
import { manyMarksSentences } from './many-marks.ts';
import { commitProperties } from './commit-properties.ts';
import { aMark, anAttempt, aSession, bytesOf, classId, deviceless, institutionId, nextEvidence, otherClassId, someEvidence, startMs } from './samples.ts';
import type { Evidence } from '../../src/attendance/record.ts';
import { bestEvidenceSentences } from './best-evidence.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every RecordStore fulfils. */
export function recordStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`RecordStore on ${engine}`, () => {
    it('stores evidence and its record, and finds the evidence as it was', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const evidence = someEvidence('2022imt-048', 'a', { reasons: ['typed_code'], carrier: 'typed', queued: true, codeAgeMs: null, epoch: -2 });
      const [outcome] = await records.commit([evidence]);
      assert.ok(outcome?.kind === 'stored');
      assert.deepEqual(outcome.record, recordOfEvidence(evidence, outcome.record.seq));
      assert.deepEqual(await records.findEvidence(institutionId, evidence.entryId), evidence);
      assert.equal(await records.findEvidence(2, evidence.entryId), undefined);
      assert.deepEqual(await records.findRecord(institutionId, classId, evidence.studentKey), outcome.record);
      assert.equal(await records.findRecord(2, classId, evidence.studentKey), undefined);
      assert.equal(await records.findRecord(institutionId, otherClassId, evidence.studentKey), undefined);
      assert.equal(await records.findEvidence(institutionId, bytesOf('b')), undefined);
    });

    it('answers the same entry with the first evidence, whatever else is different', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const first = someEvidence('1', 'a');
      const [, within] = await records.commit([first, { ...first, receivedAtMs: startMs + 99_000 }]);
      assert.deepEqual(within, { kind: 'replayed', evidence: first });
      const [later] = await records.commit([{ ...first, queued: true, grade: 'late_sync' }]);
      assert.deepEqual(later, { kind: 'replayed', evidence: first });
    });

    it('answers another entry of the same student with the record that stands, however the number is written', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const first = someEvidence('2022imt-048', 'a');
      const [stored] = await records.commit([first]);
      assert.ok(stored?.kind === 'stored');
      const unsealed = deviceless('2022IMT-048', 'b');
      assert.deepEqual(await records.commit([unsealed]), [{ kind: 'duplicate', record: stored.record }]);
      assert.equal(await records.findEvidence(institutionId, unsealed.entryId), undefined, 'what no device sealed is not kept');

      const sealed = nextEvidence(first, 'c', { studentId: '2022IMT-048' });
      assert.deepEqual(await records.commit([sealed]), [{ kind: 'duplicate', record: stored.record }]);
      const kept: Evidence = { ...sealed, answered: 'duplicate' };
      assert.deepEqual(await records.findEvidence(institutionId, sealed.entryId), kept, 'what a device sealed is kept beside it');
      assert.deepEqual(await records.commit([sealed]), [{ kind: 'replayed', evidence: kept }]);
    });

    it('lets the first of two submissions of a student in one batch win', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const outcomes = await records.commit([someEvidence('1', 'a'), nextEvidence(someEvidence('1', 'a'), 'b'), someEvidence('2', 'c')]);
      assert.deepEqual(outcomes.map(({ kind }) => kind), ['stored', 'duplicate', 'stored']);
    });

    it('keeps a student apart by session and by institution', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await sessions.insertSession(aSession({ sessionId: otherClassId }));
      await sessions.insertSession(aSession({ institutionId: 2 }));
      const outcomes = await records.commit([
        someEvidence('1', 'a'),
        someEvidence('1', 'a', { institutionId: 2 }),
        nextEvidence(someEvidence('1', 'a'), 'b', { sessionId: otherClassId }),
      ]);
      assert.deepEqual(outcomes.map(({ kind }) => kind), ['stored', 'stored', 'stored']);
    });

    it('lets a held record without a device give way to a device, and keeps the evidence of both', async (test) => {
      for (const inOneBatch of [true, false]) {
        const { sessions, records } = await openEmptyStore(test);
        await sessions.insertSession(aSession());
        const typed = deviceless('1', 'typed by anybody');
        const own = someEvidence('1', 'own device', { receivedAtMs: startMs + 20_000 });
        const outcomes = inOneBatch ? await records.commit([typed, own]) : [...(await records.commit([typed])), ...(await records.commit([own]))];
        const [held, stored] = outcomes;
        assert.ok(held?.kind === 'stored' && stored?.kind === 'stored');
        assert.ok(inOneBatch ? stored.record.seq === held.record.seq : stored.record.seq > held.record.seq, 'its place in the order of changes moves');
        const page = await records.listRecords(institutionId, classId, null, 10);
        assert.deepEqual(page, [{ record: stored.record, evidence: own }]);
        assert.deepEqual(await records.findEvidence(institutionId, typed.entryId), typed);
        assert.deepEqual(await records.commit([typed]), [{ kind: 'replayed', evidence: typed }]);
      }
    });

    it('stores nothing of a batch that fails', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const good = someEvidence('1', 'a');
      const bad = someEvidence('2', 'b', { sessionId: 'no such session' });
      await assert.rejects(records.commit([good, bad]), (error: Error) => error.name !== 'StorageUnavailable');
      assert.equal(await records.findEvidence(institutionId, good.entryId), undefined);
      assert.deepEqual((await records.changesAfter(institutionId, classId, 0, 10)).records, []);
      assert.equal((await records.commit([good]))[0]?.kind, 'stored');
    });

    it('answers an empty batch with nothing', async (test) => {
      const { records } = await openEmptyStore(test);
      assert.deepEqual(await records.commit([]), []);
    });

    it('sets a student by hand as a new record, without evidence', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const mark = aMark('2022imt-050');
      const record = await records.mark(mark);
      assert.deepEqual(record, {
        ...{ sessionId: classId, studentId: '2022imt-050', studentKey: '2022IMT-050', entryId: null, deviceId: null },
        ...{ status: 'excused', grade: 'manual', reasons: ['set_by_staff'], note: mark.note, checks: [], isAsked: false, seq: record.seq },
        ...{ receivedAtMs: mark.atMs, scannedAtMs: mark.atMs, latencyMs: mark.latencyMs },
      });
      assert.deepEqual(await records.listRecords(institutionId, classId, null, 10), [{ record, evidence: null }]);
    });

    it('sets a student by hand in place of a record, whose arrival and evidence stay', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const evidence = someEvidence('2022imt-048', 'a');
      const [stored] = await records.commit([evidence, someEvidence('other', 'b')]);
      assert.ok(stored?.kind === 'stored');
      const record = await records.mark(aMark('2022IMT-048', { status: 'absent', note: 'left at once' }));
      const state = { status: 'absent', note: 'left at once', grade: 'manual', reasons: ['set_by_staff'] } as const;
      assert.deepEqual(record, { ...stored.record, ...state, seq: record.seq });
      assert.ok(record.seq > stored.record.seq + 1, 'its place in the order of changes moves behind the other');
      const page = await records.listRecords(institutionId, classId, null, 10);
      assert.deepEqual(page[0], { record, evidence });
    });

    it('lists records in the order of arrival, in pages that neither repeat nor miss one', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const arrivals = ['e', 'c', 'd', 'a', 'b'].map((student, index) => someEvidence(student, student, { receivedAtMs: startMs + Math.floor(index / 2) }));
      await records.commit([...arrivals].reverse());
      const seen: string[] = [];
      for (let after = null, rows; (rows = await records.listRecords(institutionId, classId, after, 2)).length > 0; after = rows.at(-1)!.record) {
        seen.push(...rows.map(({ record }) => record.studentId));
      }
      assert.deepEqual(seen, ['c', 'e', 'a', 'd', 'b']);
    });

    it('notes refused attempts, also of nobody', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const outcomes = await records.commit([anAttempt('1'), anAttempt(null, { carrier: null, code: 'invalid_signature' })]);
      assert.deepEqual(outcomes, [{ kind: 'noted' }, { kind: 'noted' }]);
      const { refused } = await records.changesAfter(institutionId, classId, 0, 10);
      assert.deepEqual(
        refused.map(({ studentId, code, carrier, atMs }) => ({ studentId, code, carrier, atMs })),
        [
          { studentId: '1', code: 'code_expired', carrier: 'token', atMs: startMs + 20_000 },
          { studentId: null, code: 'invalid_signature', carrier: null, atMs: startMs + 20_000 },
        ],
      );
    });

    bestEvidenceSentences(openEmptyStore);
    changesAfterSentences(openEmptyStore);
    manyMarksSentences(openEmptyStore);
    commitProperties(openEmptyStore);
    evidenceProperties(openEmptyStore);
  });
}
