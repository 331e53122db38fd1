import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { schemaVersion } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { startChild, type Child } from './children.ts';
import { aSession, classId, institutionId, someEvidence } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

const opened = { ok: true };

describe('A data directory', () => {
  it('that is new serves exactly one of two servers that start at once, and the other says which', async (test) => {
    for (let round = 0; round < 3; round++) {
      const dataDir = join(tempDir(test), 'new', 'data');
      const children = await Promise.all([startChild(test, dataDir, 'serve'), startChild(test, dataDir, 'serve')]);
      const winner = children.find(({ said }) => isOpened(said));
      const loser = children.find((child) => child !== winner);
      assert.ok(winner !== undefined && loser !== undefined);
      const { failure } = loser.said as { failure: { code: string; holder: string } };
      assert.equal(failure.code, 'data_dir_held');
      assert.match(failure.holder, new RegExp(`^process ${winner.pid}, started \\d{4}-\\d\\d-\\d\\dT`));
      assert.equal(await winner.leave(), 0);
      assert.equal(await loser.leave(), 0);
      assert.equal(integrityOf(dataDir), 'ok');
    }
  });

  it('is free again after its server was killed', async (test) => {
    const dataDir = tempDir(test);
    const first = await startChild(test, dataDir, 'serve');
    assert.deepEqual(first.said, opened);
    await first.kill();
    const store = await openTempStore(test, dataDir);
    await store.ping();
  });

  it('is free again after its server closed, and no file names a holder any more', async (test) => {
    const dataDir = tempDir(test);
    const store = await openTempStore(test, dataDir);
    const refused = await openStore({ dataDir, hold: 'serve' });
    assert.ok(!refused.ok && refused.failure.code === 'data_dir_held');
    assert.match(refused.failure.holder, new RegExp(`^process ${process.pid},`));
    await store.close();
    assert.equal(existsSync(join(dataDir, 'serving.json')), false);
    await openTempStore(test, dataDir);
  });

  it('that is new is migrated once by four processes that open it at once', async (test) => {
    const dataDir = tempDir(test);
    const children = await Promise.all([1, 2, 3, 4].map(() => startChild(test, dataDir, 'share')));
    assert.deepEqual(children.map(({ said }) => said), [opened, opened, opened, opened]);
    assert.deepEqual(await Promise.all(children.map((child: Child) => child.leave())), [0, 0, 0, 0]);
    const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
    cleanUp(test, () => database.close());
    assert.deepEqual(database.prepare('select version from schema_version').all().map(({ version }) => version), Array.from({ length: schemaVersion }, (_, index) => index + 1));
  });

  it('is shared by a short command while a server holds it, each seeing what the other wrote', async (test) => {
    const dataDir = tempDir(test);
    const server = await openTempStore(test, dataDir, 'serve');
    const command = await openTempStore(test, dataDir, 'share');
    await command.sessions.insertSession(aSession());
    assert.equal((await server.sessions.findSession(institutionId, classId))?.sessionId, classId);
    await server.records.commit([someEvidence('1', 'a')]);
    assert.equal((await command.records.listRecords(institutionId, classId, null, 9)).length, 1);
  });

  it('keeps everything over a restart', async (test) => {
    const dataDir = tempDir(test);
    const before = await openTempStore(test, dataDir);
    await before.sessions.insertSession(aSession());
    const evidence = someEvidence('1', 'a');
    const [stored] = await before.records.commit([evidence]);
    await before.close();

    const after = await openTempStore(test, dataDir);
    assert.deepEqual(await after.sessions.findSession(institutionId, classId), aSession());
    assert.ok(stored?.kind === 'stored');
    assert.deepEqual(await after.records.listRecords(institutionId, classId, null, 9), [{ record: stored.record, evidence }]);
    assert.deepEqual(await after.records.commit([evidence]), [{ kind: 'replayed', evidence }]);
    const [next] = await after.records.commit([someEvidence('2', 'b')]);
    assert.ok(next?.kind === 'stored' && next.record.seq > stored.record.seq, 'the order of changes goes on');
  });

  it('finishes on closing what was asked before', async (test) => {
    const dataDir = tempDir(test);
    const store = await openTempStore(test, dataDir);
    await store.sessions.insertSession(aSession());
    const commits = Array.from({ length: 20 }, (_, index) => store.records.commit([someEvidence(`s${index}`, `e${index}`)]));
    await store.close();
    assert.ok((await Promise.all(commits)).every(([outcome]) => outcome?.kind === 'stored'));
    assert.equal(existsSync(join(dataDir, 'attendance.sqlite-wal')), false, 'the file alone holds everything');
    await assert.rejects(store.records.commit([someEvidence('late', 'late')]), { name: 'StorageUnavailable' });
  });

  it('of a newer program is left alone', async (test) => {
    const dataDir = tempDir(test);
    await (await openTempStore(test, dataDir)).close();
    const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
    database.exec("insert into schema_version (version, name) values (99, 'of tomorrow')");
    database.close();
    for (const hold of ['serve', 'share'] as const) {
      const refused = await openStore({ dataDir, hold });
      assert.ok(!refused.ok && refused.failure.code === 'schema_too_new');
      assert.match(refused.failure.detail, /99/);
    }
  });

  it('that cannot be used is refused with what to do', async (test) => {
    const parent = tempDir(test);
    const file = join(parent, 'a-file');
    writeFileSync(file, 'not a directory');
    const occupied = join(parent, 'occupied');
    mkdirSync(join(occupied, 'attendance.sqlite'), { recursive: true });
    const garbage = join(parent, 'garbage');
    mkdirSync(garbage);
    writeFileSync(join(garbage, 'attendance.sqlite'), 'this is no database, whatever its name says'.repeat(100));
    for (const dataDir of [join(file, 'data'), occupied, garbage]) {
      const refused = await openStore({ dataDir, hold: 'serve' });
      assert.ok(!refused.ok && refused.failure.code === 'data_dir_unusable', dataDir);
      assert.ok(refused.failure.detail.includes(dataDir));
      assert.match(refused.failure.detail, /DATA_DIR|restore/);
    }
  });
});

function isOpened(said: unknown): boolean {
  return typeof said === 'object' && said !== null && 'ok' in said && said.ok === true;
}

function integrityOf(dataDir: string): unknown {
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
  try {
    return database.prepare('pragma integrity_check').get()?.integrity_check;
  } finally {
    database.close();
  }
}
