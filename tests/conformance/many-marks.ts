import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Unmark } from '../../src/attendance/record.ts';
import { aMark, aSession, classId, deviceless, institutionId, someEvidence } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** What a sheet of paper needs of a RecordStore. */
export function manyMarksSentences(openEmptyStore: OpenEmptyStore): void {
  const unmark = (studentId: string, seq: number): Unmark => ({ ...aMark(studentId), seq });

  it('sets many students at once, and leaves those alone who are recorded, on the same sheet too', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    await records.commit([deviceless('1', 'a')]);
    const outcomes = await records.markNew(['1', '2', '3', '2'].map((student) => aMark(student, { status: 'late' })));
    assert.deepEqual(outcomes.map(({ kind, record }) => [kind, record.studentId, record.grade]), [
      ['kept', '1', 'late_sync'],
      ['set', '2', 'manual'],
      ['set', '3', 'manual'],
      ['kept', '2', 'manual'],
    ]);
    const { records: rows } = await records.changesAfter(institutionId, classId, 0, 10);
    assert.deepEqual(rows.map(({ studentId, status }) => [studentId, status]), [['1', 'present'], ['2', 'late'], ['3', 'late']]);
  });

  it('takes a mark back, tells live readers, and lets the student be recorded afterwards', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const [set] = await records.markNew([aMark('1')]);
    assert.deepEqual(await records.unmark([unmark('1', set!.record.seq), unmark('2', 1)]), [true, false]);
    const changes = await records.changesAfter(institutionId, classId, set!.record.seq, 10);
    assert.deepEqual([changes.records, changes.removed.map(({ studentKey }) => studentKey)], [[], ['1']]);
    assert.equal(changes.cursor, changes.removed[0]!.seq);
    assert.equal((await sessions.countsOf(institutionId, classId)).counted, 0);
    const [outcome] = await records.commit([someEvidence('1', 'a')]);
    assert.equal(outcome!.kind, 'stored');
  });

  it('takes nothing back that was changed since, or that a submission stands behind', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const [set] = await records.markNew([aMark('1')]);
    await records.mark(aMark('1', { status: 'excused' }));
    const [stored] = await records.commit([someEvidence('2', 'a')]);
    assert.ok(stored?.kind === 'stored');
    const remarked = await records.mark(aMark('2', { status: 'present' }));
    assert.deepEqual(await records.unmark([unmark('1', set!.record.seq), unmark('2', stored.record.seq), unmark('2', remarked.seq)]), [false, false, false]);
    assert.deepEqual(await sessions.countsOf(institutionId, classId), { counted: 1, provisional: 0, held: 0, refused: 0 });
  });
}
