import { sql, type Kysely } from 'kysely';
import type { AnyTables, MovedTable } from './table-order.ts';

/** Where a move stands, kept in the database that is filled, in the same transaction as the rows; gone when the move is done. */
export interface MoveProgress {
  /** The place of the last row of the table; undefined where none is copied. */
  lastPlace(table: MovedTable): Promise<readonly unknown[] | undefined>;
  note(tx: Kysely<AnyTables>, table: MovedTable, place: readonly unknown[]): Promise<void>;
  end(): Promise<void>;
}

/** Undefined where a move began before that was of another institution's data. */
export async function moveProgress(db: Kysely<AnyTables>, source: string): Promise<MoveProgress | undefined> {
  await sql`create table if not exists move_progress (source text not null, name text not null primary key, place text)`.execute(db);
  const { rows: others } = await sql`select 1 from move_progress where source <> ${source}`.execute(db);
  if (others.length > 0) return undefined;
  await sql`insert into move_progress (source, name) values (${source}, 'begun') on conflict do nothing`.execute(db);
  return {
    async lastPlace(table) {
      const { rows } = await sql<{ readonly place: string }>`select place from move_progress where name = ${table}`.execute(db);
      return rows[0] === undefined ? undefined : parsePlace(rows[0].place);
    },
    async note(tx, table, place) {
      await sql`insert into move_progress (source, name, place) values (${source}, ${table}, ${textOfPlace(place)})
        on conflict (name) do update set place = excluded.place`.execute(tx);
    },
    async end() {
      await sql`drop table move_progress`.execute(db);
    },
  };
}

export async function hasBegun(db: Kysely<AnyTables>): Promise<boolean> {
  return (await db.introspection.getTables()).some(({ name }) => name === 'move_progress');
}

function textOfPlace(place: readonly unknown[]): string {
  return JSON.stringify(place.map((value) => (value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value)));
}

function parsePlace(text: string): readonly unknown[] {
  return (JSON.parse(text) as unknown[]).map((value) =>
    typeof value === 'object' && value !== null && 'hex' in value ? new Uint8Array(Buffer.from(String(value.hex), 'hex')) : value,
  );
}
