import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Kysely } from 'kysely';
import { schemaVersion } from '../../src/store/migrate.ts';
import type { Store } from '../../src/store/open.ts';
import { connectionsTo } from '../../src/store/postgres/connect.ts';
import { kyselyOn as kyselyOnPostgres } from '../../src/store/postgres/dialect.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { postgresQuirks, sqliteQuirks, type Quirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import type { Tables } from '../../src/store/tables.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { assertFacts } from './eras/era-facts.ts';
import { writeEra, type Era } from './eras/era.ts';
import { bytesOf, nextEvidence, someEvidence } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

/** Every earlier version's database, with what the program of its time wrote, opened by this one. */

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

type Fill = (db: Kysely<Tables>, quirks: Quirks) => Promise<Era>;

const engines: Readonly<Record<string, (test: TestContext, fill: Fill) => Promise<{ readonly era: Era; readonly store: Store }>>> = {
  async SQLite(test, fill) {
    const dataDir = tempDir(test);
    const database = connect(join(dataDir, 'attendance.sqlite'), 'writer');
    const era = await fill(kyselyOn(database), sqliteQuirks).finally(() => database.close());
    return { era, store: await openTempStore(test, dataDir) };
  },
  async PostgreSQL(test, fill) {
    const url = await postgres.newDatabase();
    const connections = connectionsTo({ url, connections: 1 });
    const era = await fill(kyselyOnPostgres(connections), postgresQuirks).finally(() => connections.pool.end());
    const opened = await openPostgres({ url });
    assert.ok(opened.ok, JSON.stringify(opened));
    cleanUp(test, () => opened.value.close());
    return { era, store: opened.value };
  },
};

for (const [engine, open] of Object.entries(engines)) {
  for (let version = 1; version < schemaVersion; version++) {
    describe(`A database of version ${version} on ${engine}`, () => {
      it('keeps every fact, and goes on with new submissions and decisions', async (test) => {
        const { era, store } = await open(test, (db, quirks) => writeEra(db, quirks, version));
        await assertFacts(store, era);
        await assertGrades(store, era);
        await goOn(store, era);
      });
    });
  }
}

/** The first that kept whole chains, and all that a grade rests on: what it answered, this program answers too. */
const firstJudged = 3;

async function assertGrades(store: Store, { version }: Era): Promise<void> {
  if (version < firstJudged) {
    const { changed } = await store.desk.recompute(1, null, false);
    assert.ok(changed.length > 0, 'chains and unbounded entries were graded by other rules');
  }
  assert.deepEqual((await store.desk.recompute(1, null, true)).changed, []);
}

/** The phone's next entry, a stranger's, one that was stored before, and what staff do about it. */
async function goOn(store: Store, era: Era): Promise<void> {
  const row = era.tables['evidence']!.find(({ student_id: student }) => student === 'C-1')!;
  const stored = (await store.records.findEvidence(1, row['entry_id'] as Uint8Array))!;
  const { sessionId } = stored;
  const here = { sessionId, receivedAtMs: stored.receivedAtMs + 60_000, epoch: stored.epoch + 12 };
  const next = nextEvidence(stored, 'next', { studentId: 'N-0', studentKey: 'N-0', ...here });
  const outcomes = await store.records.commit([stored, next, someEvidence('N-1', 'new', here), someEvidence('N-2', 'held', { ...here, deviceSignature: null, devicePublicKey: null, deviceId: null, chain: null })]);
  assert.deepEqual(outcomes.map(({ kind }) => kind), ['replayed', 'stored', 'stored', 'stored']);
  assert.deepEqual((await store.records.findEvidence(1, bytesOf('next')))?.chain, { seq: stored.chain!.seq + 1, prev: stored.entryId });
  const by = { institutionId: 1, sessionId, staffName: 'Dr. Rao', note: 'seen', atMs: here.receivedAtMs + 1 };
  const decided = await store.desk.decide({ ...by, kind: 'reject', studentId: 'H-1', studentKey: 'H-1', status: null, expectedSeq: null });
  assert.ok(typeof decided === 'object' && decided.record?.status === 'absent', JSON.stringify(decided));
  const undone = await store.desk.undoDecision({ ...by, studentKey: 'M-1', seq: (await store.desk.findDecision(1, sessionId, 'M-1'))!.seq });
  assert.ok(typeof undone === 'object');
}
