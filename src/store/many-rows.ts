import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Rows of one statement; more parameters than this cost more to bind than another statement costs to run. */
const maxRowsAtOnce = 128;

type ManyRows = 'evidence' | 'record' | 'refused_attempt' | 'link' | 'device';

/**
 * Inserts many rows of one table with few statements. The numbers of rows are powers of two, so each table needs a handful of
 * texts, which are built once and stay prepared: building the text of 128 rows takes as long as storing them.
 */
export function inserterOf<Table extends ManyRows>(table: Table) {
  const texts = new Map<number, CompiledQuery>();

  function textFor(db: Kysely<Tables>, rows: readonly Tables[Table][]): CompiledQuery {
    const known = texts.get(rows.length);
    if (known !== undefined) return known;
    const text = compileInsert(db, table, rows);
    texts.set(rows.length, text);
    return text;
  }

  /** False where a row's key was there already; the others are stored. */
  return async function insertMany(db: Kysely<Tables>, rows: readonly Tables[Table][]): Promise<boolean> {
    let isNew = true;
    for (let start = 0; start < rows.length; ) {
      const count = Math.min(maxRowsAtOnce, 2 ** Math.floor(Math.log2(rows.length - start)));
      const some = rows.slice(start, start + count);
      // Every row comes from the same function, so its columns stand in the same order.
      const { numAffectedRows } = await db.executeQuery({ ...textFor(db, some), parameters: some.flatMap((row) => Object.values(row)) });
      isNew &&= numAffectedRows === BigInt(count);
      start += count;
    }
    return isNew;
  };
}

function compileInsert(db: Kysely<Tables>, table: ManyRows, rows: readonly object[]): CompiledQuery {
  const insert = db.insertInto(table);
  return insert
    .values(rows as Parameters<typeof insert.values>[0])
    .onConflict((conflict) => conflict.doNothing())
    .compile();
}

/** Pads a list for `in (…)` to a power of two by repeating its last value, for the same reason. */
export function padded<Value>(values: readonly Value[]): Value[] {
  const last = values.at(-1);
  if (last === undefined) return [];
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array.from({ length: length - values.length }, () => last)];
}
