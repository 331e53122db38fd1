import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { backUp, restore } from '../../src/store/file/backup.ts';
import { aMark, aSession, aToken, classId, institutionId, someEvidence } from './samples.ts';
import { openTempStore, tempDir } from './temp-store.ts';

describe('A backup', () => {
  it('holds everything, restores into an empty directory, and is one file', async (test) => {
    const { dataDir, file } = places(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    await store.records.commit([someEvidence('1', 'a'), someEvidence('2', 'b')]);
    await store.records.mark(aMark('3'));
    await store.staff.insertToken(aToken('t1'));
    const report = await backUp(dataDir, file);
    assert.ok(report.ok, JSON.stringify(report));
    const { session, evidence, record, record_change, staff_token } = report.value.rows;
    assert.deepEqual([session, evidence, record, record_change, staff_token], [1, 2, 3, 1, 1]);
    assert.deepEqual(readdirSync(join(file, '..')), ['backup.sqlite']);
    assert.equal(statSync(file).mode & 0o777, 0o600, 'nobody else reads it');

    const elsewhere = join(tempDir(test), 'data');
    const restored = await restore(file, elsewhere);
    assert.ok(restored.ok, JSON.stringify(restored));
    assert.deepEqual(restored.value.rows, report.value.rows);
    const copy = await openTempStore(test, elsewhere);
    assert.deepEqual(await copy.records.listRecords(institutionId, classId, null, 9), await store.records.listRecords(institutionId, classId, null, 9));
    assert.deepEqual(await copy.staff.listTokens(institutionId), [aToken('t1')]);
  });

  it('made while the server writes is whole and holds all that was acknowledged before', async (test) => {
    const { dataDir, file } = places(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    let acknowledged = 0;
    let isOver = false;
    const writing = (async () => {
      for (; !isOver; acknowledged += 20) await store.records.commit(Array.from({ length: 20 }, (_, index) => someEvidence(`s${acknowledged + index}`, `e${acknowledged + index}`)));
    })();
    for (let round = 0; round < 3; round++) {
      const before = acknowledged;
      const report = await backUp(dataDir, `${file}.${round}`);
      assert.ok(report.ok, JSON.stringify(report));
      assert.ok(report.value.rows.record >= before);
      assert.equal(report.value.rows.record, report.value.rows.evidence);
    }
    isOver = true;
    await writing;
  });

  it('overwrites neither a file nor a database unless told to', async (test) => {
    const { dataDir, file } = places(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    assert.ok((await backUp(dataDir, file)).ok);
    const again = await backUp(dataDir, file);
    assert.ok(!again.ok && again.failure.code === 'file_exists');
    await store.sessions.insertSession(aSession({ sessionId: 'later' }));
    const held = await restore(file, dataDir, { replace: true });
    assert.ok(!held.ok && held.failure.code === 'data_dir_held');
    await store.close();

    const refused = await restore(file, dataDir);
    assert.ok(!refused.ok && refused.failure.code === 'file_exists');
    assert.ok((await restore(file, dataDir, { replace: true })).ok);
    const restored = await openTempStore(test, dataDir);
    assert.equal(await restored.sessions.findSession(institutionId, 'later'), undefined, 'what came after the backup is gone');
    assert.ok((await backUp(dataDir, file, { replace: true })).ok);
  });

  it('drops the log of a killed server with the database that it belonged to', async (test) => {
    const { dataDir, file } = places(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    assert.ok((await backUp(dataDir, file)).ok);
    await store.sessions.insertSession(aSession({ sessionId: 'later' }));
    // A copy of a directory in use looks like what kill -9 leaves: a database and a log that was never moved into it.
    const killed = join(tempDir(test), 'data');
    mkdirSync(killed);
    for (const name of ['attendance.sqlite', 'attendance.sqlite-wal']) writeFileSync(join(killed, name), readCopy(dataDir, name));
    assert.ok((await restore(file, killed, { replace: true })).ok);
    const restored = await openTempStore(test, killed);
    assert.equal(await restored.sessions.findSession(institutionId, 'later'), undefined);
    assert.deepEqual(await restored.sessions.findSession(institutionId, classId), aSession());
  });

  it('is refused where it is damaged, of another program or of a newer one, and the old database stays', async (test) => {
    const { dataDir, file } = places(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    await store.records.commit(Array.from({ length: 400 }, (_, index) => someEvidence(`s${index}`, `e${index}`)));
    assert.ok((await backUp(dataDir, file)).ok);
    await store.close();

    const damaged = `${file}.damaged`;
    writeFileSync(damaged, readFileSync(file).fill(0x5a, 40_000, 120_000));
    const garbage = `${file}.garbage`;
    writeFileSync(garbage, 'no database at all '.repeat(500));
    const foreign = `${file}.foreign`;
    execute(foreign, 'create table other (id integer)');
    const newer = `${file}.newer`;
    writeFileSync(newer, readFileSync(file));
    execute(newer, "insert into schema_version (version, name) values (99, 'of tomorrow')");

    const codes = [];
    for (const bad of [damaged, garbage, foreign, newer, `${file}.missing`, tempDir(test)]) {
      const refused = await restore(bad, dataDir, { replace: true });
      codes.push(refused.ok ? 'restored' : refused.failure.code);
    }
    assert.deepEqual(codes, ['damaged', 'not_a_backup', 'not_a_backup', 'schema_too_new', 'no_database', 'not_a_backup']);
    assert.deepEqual(readdirSync(dataDir).filter((name) => name.includes('half')), []);
    const untouched = await openTempStore(test, dataDir);
    assert.equal((await untouched.sessions.countsOf(institutionId, classId)).counted, 400);
  });

  it('says what to do where there is nothing to copy or nowhere to write', async (test) => {
    const { dataDir, file } = places(test);
    const none = await backUp(join(dataDir, 'nothing here'), file);
    assert.ok(!none.ok && none.failure.code === 'no_database');
    await openTempStore(test, dataDir);
    const nowhere = await backUp(dataDir, join(file, 'below', 'no', 'directory'));
    assert.ok(!nowhere.ok && nowhere.failure.code === 'file_unusable');
    const folder = await backUp(dataDir, tempDir(test), { replace: true });
    assert.match(!folder.ok && 'detail' in folder.failure ? folder.failure.detail : '', /it is no plain file/);
  });
});

function places(test: TestContext): { readonly dataDir: string; readonly file: string } {
  return { dataDir: join(tempDir(test), 'data'), file: join(tempDir(test), 'backup.sqlite') };
}

function readCopy(dataDir: string, name: string): Buffer {
  return readFileSync(join(dataDir, name));
}

function execute(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
