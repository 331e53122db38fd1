import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { hasBegun, moveProgress, type MoveProgress } from './move-progress.ts';
import { placeOf, readPages, type Row } from './read-pages.ts';
import { movedTables, type AnyTables, type MovedTable } from './table-order.ts';
import { sumTable, type TableSum } from './table-sum.ts';

export interface MovedTableReport extends TableSum {
  readonly table: MovedTable;
  /** Rows that were copied now; fewer than `rows` where an earlier move broke off. */
  readonly copied: number;
}

export type MoveFailure =
  | { readonly code: 'not_empty'; readonly detail: string }
  | { readonly code: 'other_source'; readonly detail: string }
  | { readonly code: 'differs'; readonly detail: string };

export interface Moving {
  /** Of one schema version; nobody writes to it meanwhile. */
  readonly from: Kysely<AnyTables>;
  readonly to: Kysely<AnyTables>;
  readonly onProgress: (table: MovedTable, copied: number) => void;
}

/** How many values one statement takes; PostgreSQL counts them in 16 bits. */
const maxValues = 30_000;

/**
 * Copies every table and then reads both sides again: the same number of rows and the same sum, or the move has failed. It may break off at any
 * point and be begun again: each page is one transaction with its place. The source is only read.
 */
export async function moveStore({ from, to, onProgress }: Moving): Promise<Result<readonly MovedTableReport[], MoveFailure>> {
  if (!(await hasBegun(to)) && !(await isEmpty(to))) return fail({ code: 'not_empty', detail: 'the database holds data already; move into an empty one' });
  const progress = await moveProgress(to, await nameOf(from));
  if (progress === undefined) return fail({ code: 'other_source', detail: 'a move of other data into this database was begun; use an empty one' });

  const tables = Object.keys(movedTables) as MovedTable[];
  const copied = new Map<MovedTable, number>();
  for (const table of tables) copied.set(table, await copyTable(table, { from, to, onProgress }, progress));

  const reports: MovedTableReport[] = [];
  for (const table of tables) {
    const [there, here] = [await sumTable(from, table), await sumTable(to, table)];
    if (there.rows !== here.rows || there.sum !== here.sum) {
      return fail({ code: 'differs', detail: `table ${table} has ${there.rows} rows of sum ${there.sum} at the source and ${here.rows} rows of sum ${here.sum} here: somebody else wrote to one of them; move into a new, empty database` });
    }
    reports.push({ table, ...here, copied: copied.get(table)! });
  }
  await progress.end();
  return ok(reports);
}

async function copyTable(table: MovedTable, { from, to, onProgress }: Moving, progress: MoveProgress): Promise<number> {
  let copied = 0;
  for await (const rows of readPages(from, table, await progress.lastPlace(table))) {
    await to.transaction().execute(async (tx) => {
      const atOnce = Math.floor(maxValues / Object.keys(rows[0]!).length);
      for (let start = 0; start < rows.length; start += atOnce) await insert(tx, table, rows.slice(start, start + atOnce));
      await progress.note(tx, table, placeOf(table, rows.at(-1)!));
    });
    copied += rows.length;
    onProgress(table, copied);
  }
  return copied;
}

async function insert(tx: Kysely<AnyTables>, table: MovedTable, rows: readonly Row[]): Promise<void> {
  await tx.insertInto(table).values([...rows]).execute();
}

async function isEmpty(db: Kysely<AnyTables>): Promise<boolean> {
  for (const table of Object.keys(movedTables)) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return false;
  }
  return true;
}

/** The same for the same institution, as far as a second move can tell: its first session and how it was tagged. */
async function nameOf(db: Kysely<AnyTables>): Promise<string> {
  const { rows } = await sql<Row>`select institution_id, session_id, tag from session order by created_at_ms, session_id limit 1`.execute(db);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
