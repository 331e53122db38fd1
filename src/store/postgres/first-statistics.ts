import type pg from 'pg';

/**
 * PostgreSQL plans by what it counted in a table last, and keeps a plan as long as it counts nothing new. In a new database it counts
 * for the first time a minute after the first rows: until then a hall's phones are looked up by plans that read whole tables. So whoever fills one has it
 * counted each time that it has doubled; from some ten thousand rows on, autovacuum does that well.
 */
const [firstAt, growth, lastAt] = [128, 2, 50_000];

/** What grows with a table. */
const tablesWith = {
  evidence: ['session', 'evidence', 'record', 'refused_attempt', 'decision', 'display_range'],
  link: ['link', 'contact', 'device'],
} as const;

/** Told how many rows this process stored in `table`; has it and what grows with it counted in the background, and where that fails it was only to be faster. */
export function firstStatistics(pool: pg.Pool, table: keyof typeof tablesWith): (rows: number) => void {
  let stored = 0;
  let next = firstAt;

  async function count(): Promise<void> {
    const { rows } = await pool.query<{ readonly known: number }>(`select reltuples::float8 as known from pg_class where oid = '${table}'::regclass`);
    if (rows[0]!.known < stored) await pool.query(`analyze ${tablesWith[table].join(', ')}`);
  }

  return (rows) => {
    stored += rows;
    if (stored < next || next > lastAt) return;
    while (next <= stored) next *= growth;
    count().catch(() => {});
  };
}
