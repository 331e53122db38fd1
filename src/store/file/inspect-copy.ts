import { sql, type Kysely } from 'kysely';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { checkVersion, readVersion, type TooNew } from '../migrate.ts';
import { tableNames, type Tables } from '../tables.ts';

export type RowCounts = Readonly<Record<keyof Tables, number>>;

export type CopyFault = TooNew | { readonly code: 'not_a_backup' | 'damaged'; readonly detail: string };

/** Reads a whole database file, every page and every reference, and counts its rows. */
export async function inspectCopy(db: Kysely<Tables>, file: string): Promise<Result<RowCounts, CopyFault>> {
  const version = await readVersion(db);
  if (version === 0) return fail({ code: 'not_a_backup', detail: `${file} holds no tables of this program: name a file that "attend backup" made` });
  const known = checkVersion(version);
  if (!known.ok) return known;

  const { rows: faults } = await sql<{ readonly integrity_check: string }>`pragma integrity_check(1)`.execute(db);
  const fault = faults[0]?.integrity_check;
  if (fault !== 'ok') return fail({ code: 'damaged', detail: `${file} is damaged (${fault}): use another backup` });
  const { rows: orphans } = await sql`pragma foreign_key_check`.execute(db);
  if (orphans.length > 0) return fail({ code: 'damaged', detail: `${file} has ${orphans.length} rows that refer to missing ones: use another backup` });
  return ok(await countRows(db));
}

/** A database of an older version lacks some of the tables, and so has no rows of them. */
export async function countRows(db: Kysely<Tables>): Promise<RowCounts> {
  const counts: Partial<Record<keyof Tables, number>> = {};
  const present = new Set((await db.introspection.getTables()).map(({ name }) => name));
  for (const table of tableNames) {
    counts[table] = 0;
    if (!present.has(table)) continue;
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    counts[table] = count;
  }
  return counts as RowCounts;
}
