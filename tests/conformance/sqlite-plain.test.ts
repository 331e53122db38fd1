import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Evidence } from '../../src/attendance/record.ts';
import { migrate } from '../../src/store/migrate.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { plainCommitOn } from '../../src/store/writer/plain-commit.ts';
import { writesOn } from '../../src/store/writes.ts';
import { openPlainLab } from './plain-lab.ts';
import { anAttempt, aSession, classId, deviceless, institutionId, otherClassId, startMs } from './samples.ts';
import { cleanUp, tempDir } from './temp-store.ts';

const openDatabase = (test: TestContext) => openPlainLab(test, [classId, otherClassId]);

const hall: readonly Evidence[] = [
  deviceless('1', 'a', { queued: false }),
  deviceless('2', 'b', { queued: false }),
  deviceless('3', 'c', { form: 'original', carrier: 'json', receivedAtMs: startMs + 18_000 }),
  deviceless('4', 'd', { sessionId: otherClassId, secondEpoch: 5, claimedAtMs: startMs + 1 }),
  deviceless("O'Neil", 'e', { isGuest: true, way: 'carried' }),
];

describe('The plain way into SQLite', () => {
  it('stores what the other way stores', async (test) => {
    const [left, right] = [await openDatabase(test), await openDatabase(test)];
    const outcomes = await left.writes.commit(hall);
    const firstSeq = await right.plain.commit(hall);
    assert.deepEqual(outcomes.map((outcome) => (outcome.kind === 'stored' ? outcome.record.seq : outcome.kind)), hall.map((_, index) => firstSeq! + index));
    assert.deepEqual(await right.sums(), await left.sums());
  });

  it('leaves alone, and nothing of it behind, what is stored already, noted, of no session or twice in one batch', async (test) => {
    const { plain, sums } = await openDatabase(test);
    assert.notEqual(await plain.commit(hall.slice(0, 2)), undefined);
    const before = await sums();
    const fresh = deviceless('9', 'fresh');
    const others = [deviceless('1', 'a', { queued: false }), deviceless('2', 'another of 2'), anAttempt('6'), deviceless('7', 'x', { sessionId: 'none' })];
    for (const other of others) {
      assert.equal(await plain.commit([fresh, other]), undefined);
      assert.deepEqual(await sums(), before);
    }
    assert.equal(await plain.commit([fresh, deviceless('9', 'again')]), undefined);
    assert.equal(await plain.commit([]), undefined);
    assert.deepEqual(await sums(), before);
    assert.notEqual(await plain.commit([fresh]), undefined);
  });

  it('sees what staff decided, what displays said and that a check began, as soon as it is told that something was written', async (test) => {
    const { plain, writes } = await openDatabase(test);
    assert.notEqual(await plain.commit([deviceless('1', 'a')]), undefined);
    await writes.commit([anAttempt('2')]);
    const decision = { kind: 'ask', status: null, note: 'who is it', expectedSeq: null, staffName: 'Dr. Rao', atMs: startMs } as const;
    assert.notEqual(await writes.decide({ ...decision, institutionId, sessionId: classId, studentId: '2', studentKey: '2' }), 'unknown');
    plain.forget();
    assert.equal(await plain.commit([deviceless('2', 'b')]), undefined, 'decided');
    assert.notEqual(await plain.commit([deviceless('3', 'c')]), undefined);

    const report = { institutionId, sessionId: classId, displayId: 'screen', name: null, isHidden: false, isLast: false, atMs: startMs + 60_000 };
    await writes.reportDisplay({ ...report, known: [0, 9], shown: [[0, 2]] });
    plain.forget();
    assert.equal(await plain.commit([deviceless('4', 'd', { epoch: 3 })]), undefined, 'not shown');
    assert.notEqual(await plain.commit([deviceless('4', 'd', { epoch: 2 })]), undefined);

    const checks = [{ fromMs: startMs, untilMs: startMs + 60_000 }];
    await writes.replaceChecks({ institutionId, sessionId: classId, expected: [], checks, action: 'start_check', staffName: 'Dr. Rao', atMs: startMs });
    plain.forget();
    assert.equal(await plain.commit([deviceless('5', 'e', { epoch: 2 })]), undefined, 'it may answer the check');
    assert.notEqual(await plain.commit([deviceless('5', 'e', { sessionId: otherClassId })]), undefined);
  });

  it('sees by itself what another process wrote', async (test) => {
    const dir = tempDir(test);
    const database = connect(join(dir, 'attendance.sqlite'), 'writer');
    cleanUp(test, () => database.close());
    const db = kyselyOn(database);
    await migrate(db, sqliteQuirks);
    await writesOn(db, sqliteQuirks).insertSession(aSession());
    const plain = plainCommitOn(database, db);
    assert.notEqual(await plain.commit([deviceless('1', 'a')]), undefined);

    const elsewhere = connect(join(dir, 'attendance.sqlite'), 'writer');
    cleanUp(test, () => elsewhere.close());
    const checks = [{ fromMs: startMs, untilMs: startMs + 60_000 }];
    const change = { institutionId, sessionId: classId, expected: [], checks, action: 'start_check', staffName: 'Dr. Rao', atMs: startMs } as const;
    assert.ok(await writesOn(kyselyOn(elsewhere), sqliteQuirks).replaceChecks(change));
    assert.equal(await plain.commit([deviceless('2', 'b')]), undefined);
  });
});
