import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { migrate, migrations } from '../../../src/store/migrate.ts';
import { movedTables } from '../../../src/store/move/table-order.ts';
import type { Quirks } from '../../../src/store/sql/quirks.ts';
import type { Tables } from '../../../src/store/tables.ts';

/** The rows that a program of some version stored, as `make-era.ts` printed them; bytes are `{"hex": …}` there and bytes here. */
export interface Era {
  /** Of the tables that the rows are of. */
  readonly version: number;
  readonly tables: Readonly<Record<string, readonly EraRow[]>>;
}

export type EraRow = Readonly<Record<string, unknown>>;

const versions = readdirSync(import.meta.dirname)
  .flatMap((name) => /^version-(\d+)\.json$/.exec(name)?.[1] ?? [])
  .map(Number);

/** The newest that is not newer than the version: a migration that has no rows of its own time yet begins with those before it. */
export function eraOf(version: number): Era {
  const newest = Math.max(...versions.filter((each) => each <= version));
  const text = readFileSync(join(import.meta.dirname, `version-${newest}.json`), 'utf8');
  const tables = JSON.parse(text, (_, value: unknown) => (isHex(value) ? new Uint8Array(Buffer.from(value.hex, 'hex')) : value)) as Era['tables'];
  return { version: newest, tables };
}

function isHex(value: unknown): value is { readonly hex: string } {
  return typeof value === 'object' && value !== null && 'hex' in value;
}

/** Makes an empty database one of the version, with the rows of its time. */
export async function writeEra(db: Kysely<Tables>, quirks: Quirks, version: number): Promise<Era> {
  const era = eraOf(version);
  await migrate(db, quirks, migrations.slice(0, era.version));
  await db.transaction().execute(async (tx) => {
    for (const table of Object.keys(movedTables)) {
      for (const row of era.tables[table] ?? []) {
        await sql`insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((column) => sql.ref(column)))}) values (${sql.join(Object.values(row))})`.execute(tx);
      }
    }
  });
  await migrate(db, quirks, migrations.slice(0, version));
  return era;
}
