import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test, type TestContext } from 'node:test';
import { migrateToPostgres } from '../../src/store/move/sqlite-to-postgres.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { aHeadcount, aMark, anAttempt, aSession, aToken, classId, institutionId, someEvidence } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

const students = 1_200;

/** A data directory with something of everything, closed. */
async function filledDir(test: TestContext): Promise<string> {
  const dataDir = tempDir(test);
  const store = await openTempStore(test, dataDir);
  await store.sessions.insertSession(aSession());
  await store.records.commit(Array.from({ length: students }, (_, index) => someEvidence(`2022IMT-${index}`, `entry ${index}`)));
  await store.records.commit([anAttempt(null), anAttempt('2022IMT-1')]);
  await store.records.mark(aMark('Ünïcode-7'));
  await store.insight.addHeadcount(aHeadcount());
  await store.staff.insertToken(aToken('b', { createdAtMs: 1 }));
  await store.staff.insertToken(aToken('a', { createdAtMs: 2, parentTokenId: 'b' }));
  await store.close();
  return dataDir;
}

const nothing = (): void => {};

test('moves every row, says so by count and sum, and the store there answers as the one here did', async (test) => {
  const dataDir = await filledDir(test);
  const url = await postgres.newDatabase();
  const moved = await migrateToPostgres({ dataDir, databaseUrl: url, onProgress: nothing });
  assert.ok(moved.ok, JSON.stringify(moved));
  const rows = Object.fromEntries(moved.value.map((each) => [each.table, each.rows]));
  assert.deepEqual([rows['session'], rows['evidence'], rows['record'], rows['refused_attempt'], rows['staff_token'], rows['headcount']], [1, students, students + 1, 2, 2, 1]);

  const here = await openTempStore(test, dataDir);
  const opened = await openPostgres({ url });
  assert.ok(opened.ok);
  cleanUp(test, () => opened.value.close());
  const there = opened.value;
  assert.deepEqual(await there.sessions.findSession(institutionId, classId), await here.sessions.findSession(institutionId, classId));
  assert.deepEqual(await there.sessions.countsOf(institutionId, classId), await here.sessions.countsOf(institutionId, classId));
  const changes = (store: typeof here) => store.records.changesAfter(institutionId, classId, 0, 5_000);
  assert.deepEqual(await changes(there), await changes(here));
  const [, first] = await there.records.commit([someEvidence('2022IMT-3', 'entry 3'), someEvidence('after the move', 'entry of later')]);
  assert.equal(first!.kind, 'stored');
});

test('goes on where it broke off, and copies nothing twice', async (test) => {
  const dataDir = await filledDir(test);
  const databaseUrl = await postgres.newDatabase();
  const breakOff = (table: string): void => {
    if (table === 'record') throw new Error('the power is gone');
  };
  assert.ok(!(await migrateToPostgres({ dataDir, databaseUrl, onProgress: breakOff })).ok);
  const half = await openPostgres({ url: databaseUrl });
  assert.match(!half.ok && 'detail' in half.failure ? half.failure.detail : 'opened', /"attend migrate" broke off\): run that command again/);
  const moved = await migrateToPostgres({ dataDir, databaseUrl, onProgress: nothing });
  assert.ok(moved.ok, JSON.stringify(moved));
  const copied = Object.fromEntries(moved.value.map((each) => [each.table, [each.copied, each.rows]]));
  assert.deepEqual(copied['evidence'], [0, students]);
  assert.deepEqual(copied['record'], [201, students + 1]);
});

test('moves into no database that holds data, from no directory that a server holds, and of no other institution', async (test) => {
  const dataDir = await filledDir(test);
  const databaseUrl = await postgres.newDatabase();
  const codeOf = async () => {
    const moved = await migrateToPostgres({ dataDir, databaseUrl, onProgress: nothing });
    return moved.ok ? 'moved' : moved.failure.code;
  };
  const holder = await openTempStore(test, dataDir);
  assert.equal(await codeOf(), 'data_dir_held');
  await holder.close();
  assert.equal(await codeOf(), 'moved');
  assert.equal(await codeOf(), 'not_empty');
  const unreachable = await migrateToPostgres({ dataDir, databaseUrl: 'postgres://attend:secret@127.0.0.1:1/none', onProgress: nothing });
  assert.ok(!unreachable.ok && unreachable.failure.code === 'database_unusable' && !unreachable.failure.detail.includes('secret'));
});

test('tells a directory of a newer version from one of an older', async (test) => {
  const dataDir = await filledDir(test);
  const databaseUrl = await postgres.newDatabase();
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
  database.exec("insert into schema_version (version, name) values (99, 'of tomorrow')");
  const newer = await migrateToPostgres({ dataDir, databaseUrl, onProgress: nothing });
  database.exec('delete from schema_version where version > 4');
  database.close();
  const older = await migrateToPostgres({ dataDir, databaseUrl, onProgress: nothing });
  assert.deepEqual([newer, older].map((moved) => !moved.ok && moved.failure.code), ['schema_too_new', 'old_schema']);
});
