import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Kysely } from 'kysely';

import { migrate } from '../../src/store/migrate.ts';
import { sumTable } from '../../src/store/move/table-sum.ts';
import { movedTables, type AnyTables, type MovedTable } from '../../src/store/move/table-order.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { plainCommitOn } from '../../src/store/writer/plain-commit.ts';
import { writesOn } from '../../src/store/writes.ts';
import { aSession } from './samples.ts';
import { cleanUp, tempDir } from './temp-store.ts';

/** A new database with these sessions, both ways of writing to it, and a sum of each table to compare them by. */
export async function openPlainLab(test: TestContext, sessionIds: readonly string[]) {
  const database = connect(join(tempDir(test), 'attendance.sqlite'), 'writer');
  cleanUp(test, () => database.close());
  const db = kyselyOn(database);
  await migrate(db, sqliteQuirks);
  const writes = writesOn(db, sqliteQuirks);
  for (const sessionId of sessionIds) await writes.insertSession(aSession({ sessionId }));
  const sums = () => Promise.all(Object.keys(movedTables).map((table) => sumTable(db as unknown as Kysely<AnyTables>, table as MovedTable)));
  return { writes, plain: plainCommitOn(database, db), sums };
}
