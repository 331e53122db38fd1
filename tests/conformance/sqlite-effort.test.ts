import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { join } from 'node:path';
import type { KyselyPlugin } from 'kysely';
import { maxEvidence } from '../../src/attendance/ports.ts';
import type { Evidence } from '../../src/attendance/record.ts';
import { migrate } from '../../src/store/migrate.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { writesOn } from '../../src/store/writes.ts';
import { makeDataDir, removeDataDir } from '../support/server.ts';
import { aSession, bytesOf, classId, someEvidence, startMs } from './samples.ts';

/** What one phone or one number sent before must not make the next submission dearer: who can make up one entry can make up ten thousand. */

const before = 1_100;
const batch = 50;

/** Commits one after the other; `readBy` counts the rows that come back meanwhile. */
async function openCounting(test: TestContext) {
  const dir = makeDataDir();
  const database = connect(join(dir, 'attendance.sqlite'), 'writer');
  test.after(() => {
    database.close();
    removeDataDir(dir);
  });
  await migrate(kyselyOn(database), sqliteQuirks);
  let read = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      read += result.rows.length;
      return result;
    },
  };
  const writes = writesOn(kyselyOn(database).withPlugin(counting), sqliteQuirks);
  await writes.insertSession(aSession());

  async function readBy(entries: readonly Evidence[]): Promise<number> {
    const from = read;
    for (let start = 0; start < entries.length; start += batch) await writes.commit(entries.slice(start, start + batch));
    return read - from;
  }
  return { database, readBy };
}

/** The next entries of a phone, each another student's. */
function shared(first: number, count: number, parts: Partial<Evidence> = {}): readonly Evidence[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = first + index;
    const chain = { seq, prev: seq === 0 ? null : bytesOf(`shared ${seq - 1}`) };
    return someEvidence(`s${seq}`, `shared ${seq}`, { deviceId: bytesOf('shared'), receivedAtMs: startMs + 17_000 + seq, chain, ...parts });
  });
}

/** Entries of a phone that fit nowhere: each says that another unknown one came before it. */
function outOfTurn(first: number, count: number): readonly Evidence[] {
  return shared(first, count).map((entry, index) => ({ ...entry, chain: { seq: 1 + (index % 3), prev: bytesOf(`lost ${first + index}`) } }));
}

/** Of one number, each sealed by a key of its own. */
function madeUp(first: number, count: number): readonly Evidence[] {
  return Array.from({ length: count }, (_, index) => someEvidence('victim', `made up ${first + index}`, { deviceId: bytesOf(`key ${first + index}`), receivedAtMs: startMs + 17_000 + first + index }));
}

for (const [what, make] of Object.entries({ 'a phone that many students share': shared, 'a number for which keys are made up': madeUp })) {
  test(`${what} costs no more after ${before} entries than after ${batch}`, async (test) => {
    const { readBy } = await openCounting(test);
    await readBy(make(0, 2 * batch));
    const early = await readBy(make(2 * batch, batch));
    await readBy(make(3 * batch, before));
    const late = await readBy(make(3 * batch + before, batch));
    assert.ok(late <= early + batch, `${late} rows were read, and ${early} at first`);
  });
}

test('a phone whose entries fit nowhere costs no more from some number on, and all of them count as forked', async (test) => {
  const { database, readBy } = await openCounting(test);
  await readBy(shared(0, 1));
  await readBy(outOfTurn(1, before));
  const early = await readBy(outOfTurn(1 + before, batch));
  await readBy(outOfTurn(1 + before + batch, before));
  const late = await readBy(outOfTurn(1 + 2 * before + batch, batch));
  assert.ok(late <= early + batch, `${late} rows were read, and ${early} before`);
  const { rows } = database.prepare("select count(*) as rows from record where session_id = ? and grade = 'suspicious' and reasons like '%chain_fork%'").get(classId)!;
  assert.equal(rows, 2 * before + 2 * batch);
});

test('a student’s own phone is kept beside any number of keys that others made up', async (test) => {
  const { database, readBy } = await openCounting(test);
  const own = (seq: number, parts: Partial<Evidence>) => shared(seq, 1, { studentId: 'victim', studentKey: 'VICTIM', ...parts })[0]!;
  await readBy([own(0, { epoch: 5, receivedAtMs: startMs + 27_000 })]);
  await readBy(madeUp(0, 200).map((entry) => ({ ...entry, receivedAtMs: startMs + 28_000 })));
  await readBy([own(1, { epoch: 4, receivedAtMs: startMs + 29_000 })]);
  const kept = database.prepare('select count(*) as rows, sum(device_id = ?) as own from evidence').get(bytesOf('shared'))!;
  assert.deepEqual({ ...kept }, { rows: maxEvidence + 1, own: 2 });
});
