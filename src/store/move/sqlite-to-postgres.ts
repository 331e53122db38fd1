import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { dataDirAt, noDatabase, unusable, type Missing, type Unusable } from '../file/data-dir.ts';
import { lockOpening, lockServing, type Held } from '../file/locks.ts';
import { checkVersion, readVersion, schemaVersion, type TooNew } from '../migrate.ts';
import { connectionsTo } from '../postgres/connect.ts';
import { kyselyOn as kyselyOnPostgres } from '../postgres/dialect.ts';
import { migrateAlone, unusableDatabase, type DatabaseUnusable } from '../postgres/open.ts';
import type { AnyTables } from './table-order.ts';
import { connect } from '../sqlite/connect.ts';
import { kyselyOn } from '../sqlite/dialect.ts';
import { moveStore, type MovedTableReport, type MoveFailure, type Moving } from './move-store.ts';

export type MigrateFailure = MoveFailure | Held | Unusable | TooNew | DatabaseUnusable | Missing | { readonly code: 'old_schema'; readonly detail: string };

export interface Migration {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly onProgress: Moving['onProgress'];
}

/** Moves what a data directory holds into a PostgreSQL database. No server may hold the directory; it stays as it is. */
export async function migrateToPostgres({ dataDir, databaseUrl, onProgress }: Migration): Promise<Result<readonly MovedTableReport[], MigrateFailure>> {
  const dir = dataDirAt(dataDir);
  if (!existsSync(dir.database)) return fail(noDatabase(dir));
  const opening = lockOpening(dir);
  const serving = lockServing(dir);
  opening.release();
  if (!serving.ok) return serving;
  const connections = connectionsTo({ url: databaseUrl, connections: 3, hurry: 'none' });
  try {
    const database = connect(dir.database, 'reader');
    try {
      const from = kyselyOn(database);
      const version = checkVersion(await readVersion(from));
      if (!version.ok) return version;
      if (version.value < schemaVersion) {
        return fail({ code: 'old_schema', detail: `${dir.path} is of an older version: start this version's server on it once, stop it, and move then` });
      }
      const to = kyselyOnPostgres(connections);
      const migrated = await reach(databaseUrl, () => migrateAlone({ url: databaseUrl }));
      if (!migrated.ok) return migrated;
      return await moveStore({ from: from as unknown as Kysely<AnyTables>, to: to as unknown as Kysely<AnyTables>, onProgress });
    } finally {
      database.close();
    }
  } catch (error) {
    return fail(unusable(dir, error));
  } finally {
    await connections.pool.end().catch(() => {});
    serving.value.release();
  }
}

/** A database that cannot be reached is not the data directory's fault. */
async function reach<Value, Failure>(url: string, work: () => Promise<Result<Value, Failure>>): Promise<Result<Value, Failure | DatabaseUnusable>> {
  try {
    const done = await work();
    return done.ok ? ok(done.value) : done;
  } catch (error) {
    return fail(unusableDatabase(url, error));
  }
}
