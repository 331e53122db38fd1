import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';

import { StorageUnavailable } from '../../src/attendance/ports.ts';
import { migrations, type Migration } from '../../src/store/migrate.ts';
import type { Store } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { aSession, classId, institutionId, someEvidence } from '../conformance/samples.ts';
import { cleanUp } from '../conformance/temp-store.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

/** A node of a newer program starts over the same database while one of the older program serves. */

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

const newer: readonly Migration[] = [
  ...migrations,
  { name: 'of a later time', migrate: ({ schema }) => schema.alterTable('evidence').addColumn('mood', 'text', (column) => column.notNull().defaultTo('fine')).execute() },
];

async function open(test: TestContext, url: string, through?: readonly Migration[]): Promise<Store> {
  const opened = await openPostgres({ url, ...(through === undefined ? {} : { through }) });
  assert.ok(opened.ok, JSON.stringify(opened));
  cleanUp(test, () => opened.value.close());
  return opened.value;
}

test('from the migration on the older node answers that the store cannot be used, and nothing that it acknowledged is lost', async (context) => {
  const url = await postgres.newDatabase();
  const older = await open(context, url);
  await older.sessions.insertSession(aSession());
  const acknowledged: string[] = [];
  const refused: string[] = [];

  /** Each of them submits until it is refused. */
  async function submitOn(phone: number): Promise<void> {
    for (let number = 0; refused.length === 0 || number === 0; number++) {
      const student = `P${phone}-${number}`;
      const [outcome] = await older.records.commit([someEvidence(student, student)]).catch((error: unknown) => [error] as const);
      if (outcome instanceof StorageUnavailable) refused.push(student);
      else acknowledged.push(student);
      assert.ok(outcome instanceof StorageUnavailable || (outcome as { readonly kind: string }).kind === 'stored', String(outcome));
    }
  }

  const load = Promise.all(Array.from({ length: 6 }, (_, phone) => submitOn(phone)));
  while (acknowledged.length < 30) await new Promise(setImmediate);
  const younger = await open(context, url, newer);
  await load;

  await assert.rejects(older.ping(), new RegExp(`schema version ${newer.length} and this process knows ${migrations.length}`));
  await assert.rejects(older.sessions.findSession(institutionId, classId), StorageUnavailable);
  await assert.rejects(older.records.commit([someEvidence('late', 'late')]), StorageUnavailable);
  const outcomes = await younger.records.commit(refused.map((student) => someEvidence(student, student)));
  assert.ok(outcomes.every(({ kind }) => kind === 'stored' || kind === 'replayed'));
  const rows = await younger.records.listRecords(institutionId, classId, null, 10_000);
  assert.deepEqual(rows.map(({ record }) => record.studentId).toSorted(), [...acknowledged, ...refused].toSorted());
  const again = await openPostgres({ url });
  assert.ok(!again.ok && again.failure.code === 'schema_too_new');
});

test('two newer nodes that start at once migrate once, and neither ends the other', async (context) => {
  const url = await postgres.newDatabase();
  await open(context, url);
  const nodes = await Promise.all([open(context, url, newer), open(context, url, newer)]);
  for (const node of nodes) await node.ping();
  assert.deepEqual(await rowsIn(url, `select version::int from schema_version order by version desc limit 1`), [{ version: newer.length }]);
});
