import type { CompiledQuery } from 'kysely';

/**
 * A batch's rows have most of their columns in common. Where all of them say the same in a column, one parameter says it for all: writing
 * a parameter into the wire's message takes longer than storing its value.
 */

/** Fewer rows have little to share. */
const fewestRows = 8;

/** The columns in which all rows say the same. Bytes count as different: nobody looks into them. */
export function sharedColumns(rows: readonly (readonly unknown[])[]): readonly number[] {
  const first = rows[0] ?? [];
  if (rows.length < fewestRows) return [];
  return first.flatMap((value, column) => (rows.every((row) => row[column] === value) ? [column] : []));
}

/** The text of rows of so many columns with its parameters numbered anew: the shared ones first, then row after row those of its own. */
export function shareParameters(query: CompiledQuery, columns: number, shared: readonly number[]): CompiledQuery {
  if (shared.length === 0) return query;
  let [at, own] = [0, shared.length];
  const sql = query.sql.replace(/\$\d+/g, () => {
    const place = shared.indexOf(at++ % columns);
    return `$${place === -1 ? ++own : place + 1}`;
  });
  return { ...query, sql };
}
