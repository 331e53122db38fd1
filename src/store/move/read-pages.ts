import { sql, type Kysely } from 'kysely';
import { movedTables, type AnyTables, type MovedTable } from './table-order.ts';

export type Row = Readonly<Record<string, unknown>>;

const rowsAPage = 1_000;

/** The rows of a table behind a place, page by page, in the order of the columns that name them. */
export async function* readPages(db: Kysely<AnyTables>, table: MovedTable, after: readonly unknown[] | undefined): AsyncGenerator<readonly Row[]> {
  for (let place = after; ; ) {
    const rows = await readPage(db, table, place);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAPage) return;
    place = placeOf(table, rows.at(-1)!);
  }
}

/** The values that name a row. */
export function placeOf(table: MovedTable, row: Row): readonly unknown[] {
  return movedTables[table].map((column) => row[column]);
}

async function readPage(db: Kysely<AnyTables>, table: MovedTable, place: readonly unknown[] | undefined): Promise<readonly Row[]> {
  const columns = sql.join(movedTables[table].map((column) => sql.ref(column)));
  const behind = place === undefined ? sql`` : sql`where (${columns}) > (${sql.join(place)})`;
  const { rows } = await sql<Row>`select * from ${sql.table(table)} ${behind} order by ${columns} limit ${sql.lit(rowsAPage)}`.execute(db);
  return rows;
}
