import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Kysely } from 'kysely';
import { firstTables } from '../../src/store/migrations/0001-first-tables.ts';
import { headcounts } from '../../src/store/migrations/0002-headcounts.ts';
import { evidence } from '../../src/store/migrations/0003-evidence.ts';
import { institutionFirst } from '../../src/store/migrations/0004-institution-first.ts';
import { sumTable } from '../../src/store/move/table-sum.ts';
import { movedTables, type AnyTables, type MovedTable } from '../../src/store/move/table-order.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import type { Store } from '../../src/store/open.ts';
import { aMark, anAttempt, aSession, bytesOf, classId, deviceless, institutionId, nextEvidence, someEvidence, startMs } from './samples.ts';
import { openTempStore, tempDir } from './temp-store.ts';

const first = someEvidence('6', 'first');
const original = deviceless('8', 'original', { form: 'original' });
const refused = { deviceId: first.deviceId!, entryId: bytesOf('refused'), seq: 2, prev: bytesOf('lost') };
const acceptedLater = someEvidence('9', 'accepted later', { receivedAtMs: startMs + 60_000 });

/** Evidence of every kind, with chains, contacts and decisions. */
async function fill({ sessions, records, desk }: Store): Promise<void> {
  await sessions.insertSession(aSession());
  await sessions.insertSession(aSession({ sessionId: 'another', tag: 'bbbbbbbbbbbbbbbb' }));
  await records.commit([deviceless('1', 'a'), someEvidence('1', 'b'), original, someEvidence('2', 'c', { sessionId: 'another' }), anAttempt('2')]);
  await records.commit([first, anAttempt('6', { link: refused }), { kind: 'contact', institutionId, head: refused.entryId, atMs: startMs }]);
  await records.commit([nextEvidence(first, 'second'), someEvidence('7', 'guest', { deviceId: first.deviceId, isGuest: true, chain: { seq: 3, prev: refused.entryId }, head: bytesOf('more') })]);
  await records.commit([someEvidence('6', 'fork', { deviceId: first.deviceId, chain: { seq: 3, prev: first.entryId } })]);
  await records.commit([anAttempt('9', { link: { deviceId: acceptedLater.deviceId!, entryId: acceptedLater.entryId, seq: 0, prev: null }, atMs: startMs + 30_000 })]);
  await records.commit([acceptedLater, someEvidence('7', 'second phone', { deviceId: bytesOf('second phone') })]);
  await records.mark(aMark('4'));
  const decision = { kind: 'accept', status: null, note: 'was there', expectedSeq: null } as const;
  await desk.decide({ ...decision, institutionId, sessionId: classId, studentId: '7', studentKey: '7', staffName: 'Dr. Rao', atMs: startMs + 700_000 });
}

/** The same rows as a database of version 4 keeps them. */
async function asBefore(test: TestContext, dataDir: string): Promise<string> {
  const before = tempDir(test);
  const database = connect(join(before, 'attendance.sqlite'), 'writer');
  const db = kyselyOn(database);
  database.exec('create table schema_version (version integer primary key check (version > 0), name text not null) strict');
  database.exec("insert into schema_version values (1, 'first tables'), (2, 'headcounts'), (3, 'evidence'), (4, 'institution first')");
  await db.transaction().execute(async (tx) => {
    for (const migrate of [firstTables, headcounts, evidence, institutionFirst]) await migrate(tx, sqliteQuirks);
  });
  database.prepare('attach ? as filled').run(join(dataDir, 'attendance.sqlite'));
  for (const table of Object.keys(movedTables)) {
    const columns = database.prepare(`select name from pragma_table_info(?)`).all(table).map(({ name }) => name).join();
    database.exec(`insert into main.${table} (${columns}) select ${columns} from filled.${table} order by rowid`);
  }
  database.close();
  return before;
}

async function sumsOf(dataDir: string) {
  const database = connect(join(dataDir, 'attendance.sqlite'), 'reader');
  try {
    const db = kyselyOn(database) as unknown as Kysely<AnyTables>;
    const tables = Object.keys(movedTables) as MovedTable[];
    return await Promise.all(tables.map(async (table) => [table, await sumTable(db, table)] as const));
  } finally {
    database.close();
  }
}

async function answersOf({ records, devices, insight }: Store) {
  const deviceIds = [first.deviceId!, acceptedLater.deviceId!, bytesOf('second phone')];
  return {
    named: await Promise.all(['a', 'b', 'c', 'first', 'second', 'guest', 'fork', 'accepted later', 'refused'].map((name) => records.findEvidence(institutionId, bytesOf(name)))),
    original: await records.findEvidence(institutionId, original.entryId, original),
    listed: await records.listRecords(institutionId, classId, null, 100),
    devices: await Promise.all(deviceIds.map((deviceId) => devices.findDevice(institutionId, deviceId))),
    firstSeen: new Set(await insight.firstSeenOf(institutionId, deviceIds)),
    changes: await records.changesAfter(institutionId, classId, 0, 100),
  };
}

describe('A database whose evidence is kept by its hashes', () => {
  it('holds the same rows and gives the same answers when it is kept by places', async (test) => {
    const filled = tempDir(test);
    const store = await openTempStore(test, filled);
    await fill(store);
    const expected = await answersOf(store);
    assert.deepEqual([expected.named.filter((each) => each === undefined).length, expected.original?.form], [1, 'original']);
    await store.close();

    const dataDir = await asBefore(test, filled);
    const upgraded = await openTempStore(test, dataDir);
    assert.deepEqual(await answersOf(upgraded), expected);
    assert.deepEqual(await upgraded.desk.recompute(institutionId, null, true), { examined: 6, changed: [] });
    const repeated = await upgraded.records.commit([first, { ...original, receivedAtMs: startMs + 90_000 }]);
    assert.deepEqual(repeated.map(({ kind }) => kind), ['replayed', 'replayed']);
    await upgraded.close();
    // The counter of changes went on with the repetitions.
    const [sums, before] = [await sumsOf(dataDir), await sumsOf(filled)];
    assert.deepEqual(sums.filter(([table]) => table !== 'change_counter'), before.filter(([table]) => table !== 'change_counter'));
  });
});
