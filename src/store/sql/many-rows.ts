import type { CompiledQuery, Kysely } from 'kysely';
import { inTurn } from './asking.ts';
import type { Quirks } from './quirks.ts';
import { sharedColumns, shareParameters } from './shared-parameters.ts';
import type { Tables } from '../tables.ts';

/** Rows of one statement; more parameters than this cost more to bind than another statement costs to run. */
const maxRowsAtOnce = 128;

type ManyRows = 'evidence' | 'record' | 'refused_attempt' | 'link' | 'device';

/** Texts that one table keeps; beyond them its rows share no parameters, so that no batch fills the memory with texts. */
const maxTexts = 64;

/**
 * Inserts many rows of one table with few statements. The numbers of rows are powers of two, so each table needs a handful of
 * texts, which are built once and stay prepared: building the text of 128 rows takes as long as storing them.
 */
export function inserterOf<Table extends ManyRows>(table: Table, { sharesParameters }: Pick<Quirks, 'sharesParameters'>, asking = inTurn) {
  const texts = new Map<string, CompiledQuery>();

  /** Every row comes from the same function, so its columns stand in the same order. */
  function statementFor(db: Kysely<Tables>, rows: readonly Tables[Table][]): CompiledQuery {
    const values = rows.map((row) => Object.values(row) as readonly unknown[]);
    const shared = sharesParameters && texts.size < maxTexts ? sharedColumns(values) : [];
    const name = `${rows.length} ${shared.join()}`;
    const text = texts.get(name) ?? shareParameters(compileInsert(db, table, rows), values[0]!.length, shared);
    texts.set(name, text);
    const own = shared.length === 0 ? values : values.map((row) => row.filter((_, column) => !shared.includes(column)));
    return { ...text, parameters: [...shared.map((column) => values[0]![column]), ...own.flat()] };
  }

  /** False where a row's key was there already; the others are stored. */
  return async function insertMany(db: Kysely<Tables>, rows: readonly Tables[Table][]): Promise<boolean> {
    const parts: (readonly Tables[Table][])[] = [];
    for (let start = 0; start < rows.length; ) {
      const count = Math.min(maxRowsAtOnce, 2 ** Math.floor(Math.log2(rows.length - start)));
      parts.push(rows.slice(start, start + count));
      start += count;
    }
    const inserted = await asking.all(parts.map((part) => () => db.executeQuery(statementFor(db, part))));
    return inserted.every(({ numAffectedRows }, index) => numAffectedRows === BigInt(parts[index]!.length));
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
