import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { StorageUnavailable } from '../../src/attendance/ports.ts';
import { migrate } from '../../src/store/migrate.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { recordReadsOn } from '../../src/store/ports/record-reads.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { writesOn } from '../../src/store/writes.ts';
import { aSession, classId, institutionId, someEvidence } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

describe('SQLite that cannot write now', () => {
  it('rejects with StorageUnavailable while the disk is full, keeps what was stored, and goes on when there is room', async (test) => {
    const { database, db } = await openFile(test);
    const writes = writesOn(db, sqliteQuirks);
    await writes.insertSession(aSession());
    await writes.commit([someEvidence('before', 'before')]);
    const { page_count: pages } = database.prepare('pragma page_count').get()!;
    database.exec(`pragma max_page_count = ${String(pages)}`);

    const large = Array.from({ length: 200 }, (_, index) => someEvidence(`s${index}`, `e${index}`, { body: 'x'.repeat(2_000) }));
    await assert.rejects(writes.commit(large), StorageUnavailable);
    const reads = recordReadsOn(db);
    assert.deepEqual((await reads.listRecords(institutionId, classId, null, 999)).map(({ record }) => record.studentId), ['before']);

    database.exec('pragma max_page_count = 1000000');
    const outcomes = await writes.commit(large);
    assert.ok(outcomes.every(({ kind }) => kind === 'stored'));
  });

  it('rejects with StorageUnavailable while another process holds the write lock for long, and goes on when it is free', async (test) => {
    const dataDir = tempDir(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    const other = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
    cleanUp(test, () => other.close());
    other.exec('begin immediate');
    await assert.rejects(store.records.commit([someEvidence('1', 'a')]), StorageUnavailable);
    assert.deepEqual((await store.records.changesAfter(institutionId, classId, 0, 9)).records, [], 'readers do not wait');
    other.exec('rollback');
    await store.ping();
    assert.equal((await store.records.commit([someEvidence('1', 'a')]))[0]?.kind, 'stored');
  });

  it('rejects with StorageUnavailable what it reads from a damaged file', async (test) => {
    const { database, db, file } = await openFile(test);
    await writesOn(db, sqliteQuirks).insertSession(aSession());
    await writesOn(db, sqliteQuirks).commit(Array.from({ length: 300 }, (_, index) => someEvidence(`s${index}`, `e${index}`)));
    database.close();
    writeFileSync(file, Buffer.alloc(statSync(file).size - 8_192, 0x5a), { flag: 'r+' });
    const reopened = new DatabaseSync(file);
    cleanUp(test, () => reopened.close());
    await assert.rejects(recordReadsOn(kyselyOn(reopened)).listRecords(institutionId, classId, null, 9), StorageUnavailable);
  });

  it('rejects with StorageUnavailable after the store was closed', async (test) => {
    const store = await openTempStore(test);
    await store.close();
    await assert.rejects(store.sessions.findSession(institutionId, classId), { name: 'StorageUnavailable' });
    await assert.rejects(store.ping(), { name: 'StorageUnavailable' });
    await store.close();
  });
});

async function openFile(test: TestContext) {
  const file = join(tempDir(test), 'attendance.sqlite');
  const database = connect(file, 'writer');
  cleanUp(test, () => database.isOpen && database.close());
  const db = kyselyOn(database);
  await migrate(db, sqliteQuirks);
  return { file, database, db };
}
