import type pg from 'pg';

/**
 * PostgreSQL plans by what it counted in a table last, and keeps a plan as long as it counts nothing new. In a new database it counts
 * for the first time a minute after the first rows: until then a hall's phones are looked up by plans that read whole tables. So whoever fills one has it
 * counted each time that it has grown fourfold; from some ten thousand rows on, autovacuum does that well.
 */
const [firstAt, growth, lastAt] = [128, 4, 50_000];

const filledTables = ['session', 'evidence', 'record', 'link', 'contact', 'device', 'decision', 'display_range', 'refused_attempt'];

/** Told how many rows were stored; counts in the background, and where that fails it was only to be faster. */
export function firstStatistics(pool: pg.Pool): (rows: number) => void {
  let stored = 0;
  let next = firstAt;

  async function count(): Promise<void> {
    const { rows } = await pool.query<{ readonly known: number }>(`select reltuples::float8 as known from pg_class where oid = 'evidence'::regclass`);
    if (rows[0]!.known < stored) await pool.query(`analyze ${filledTables.join(', ')}`);
  }

  return (rows) => {
    stored += rows;
    if (stored < next || next > lastAt) return;
    while (next <= stored) next *= growth;
    count().catch(() => {});
  };
}
