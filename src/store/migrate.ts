import { sql, type Kysely, type Transaction } from 'kysely';
import { fail, ok, type Result } from '../protocol/result.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { headcounts } from './migrations/0002-headcounts.ts';
import { evidence } from './migrations/0003-evidence.ts';
import { institutionFirst } from './migrations/0004-institution-first.ts';
import { byPlace } from './migrations/0005-by-place.ts';
import type { Quirks } from './sql/quirks.ts';
import type { Tables } from './tables.ts';

export type TooNew = { readonly code: 'schema_too_new'; readonly detail: string };

export interface Migration {
  readonly name: string;
  readonly migrate: (tx: Transaction<Tables>, quirks: Quirks) => Promise<void>;
}

/** In order, numbered from 1; a migration that was released is never edited. */
export const migrations: readonly Migration[] = [
  { name: 'first tables', migrate: firstTables },
  { name: 'headcounts', migrate: headcounts },
  { name: 'evidence', migrate: evidence },
  { name: 'institution first', migrate: institutionFirst },
  { name: 'by place', migrate: byPlace },
];

export const schemaVersion = migrations.length;

/** The version of the database's tables; 0 for an empty file. */
export async function readVersion(db: Kysely<Tables>): Promise<number> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'schema_version')) return 0;
  const row = await db
    .selectFrom('schema_version')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

export function checkVersion(version: number, known = schemaVersion): Result<number, TooNew> {
  if (version <= known) return ok(version);
  const detail = `the database has schema version ${version} and this program knows ${known}: run the newer program, or restore a backup of its time`;
  return fail({ code: 'schema_too_new', detail });
}

/**
 * Brings the tables to this program's version, each migration in a transaction of its own. The caller keeps other processes out:
 * no lock of the database covers the look at the version and the change together. Fewer migrations make a database of an earlier version.
 */
export async function migrate(db: Kysely<Tables>, quirks: Quirks, through = migrations): Promise<void> {
  const version = await readVersion(db);
  for (const [index, { name, migrate: change }] of through.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async (tx) => {
      if (index === 0) await createVersionTable(tx, quirks);
      await change(tx, quirks);
      await tx.insertInto('schema_version').values({ version: index + 1, name }).execute();
    });
  }
}

async function createVersionTable(tx: Transaction<Tables>, { long, tableEnd }: Quirks): Promise<void> {
  await tx.schema
    .createTable('schema_version')
    .addColumn('version', long, (column) => column.primaryKey().check(sql`version > 0`))
    .addColumn('name', 'text', (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
}
