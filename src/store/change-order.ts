import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Takes the next `count` places in the institution's order of changes and returns the first. The counter's row stays locked
 * until the transaction ends, so places become visible in their order, whatever the database.
 */
export async function takePlaces(tx: Transaction<Tables>, institutionId: number, count: number): Promise<number> {
  const { last_seq } = await tx
    .insertInto('change_counter')
    .values({ institution_id: institutionId, last_seq: count })
    .onConflict((conflict) => conflict.column('institution_id').doUpdateSet((eb) => ({ last_seq: eb('change_counter.last_seq', '+', count) })))
    .returning('last_seq')
    .executeTakeFirstOrThrow();
  return last_seq - count + 1;
}

/** Every change up to this place is visible; a reader that looks no further misses none. */
export async function lastPlace(db: Kysely<Tables>, institutionId: number): Promise<number> {
  const row = await db.selectFrom('change_counter').select('last_seq').where('institution_id', '=', institutionId).executeTakeFirst();
  return row?.last_seq ?? 0;
}
