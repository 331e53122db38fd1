import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { readPages, type Row } from './read-pages.ts';
import type { AnyTables, MovedTable } from './table-order.ts';

/** What a table holds, whatever the order: how many rows, and the sum of their SHA-256 modulo 2^256 in hex. */
export interface TableSum {
  readonly rows: number;
  readonly sum: string;
}

const modulus = 2n ** 256n;

/** Order plays no part, because two databases sort text by rules of their own. */
export async function sumTable(db: Kysely<AnyTables>, table: MovedTable): Promise<TableSum> {
  let sum = 0n;
  let count = 0;
  for await (const rows of readPages(db, table, undefined)) {
    for (const row of rows) sum = (sum + hashOfRow(row)) % modulus;
    count += rows.length;
  }
  return { rows: count, sum: sum.toString(16).padStart(64, '0') };
}

/** Columns by name, so that their order in the table plays no part either. */
function hashOfRow(row: Row): bigint {
  const text = JSON.stringify(Object.entries(row).toSorted(([left], [right]) => (left < right ? -1 : 1)), (_key, value: unknown) =>
    value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
  );
  return BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
}
