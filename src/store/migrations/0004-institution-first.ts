import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** What a scan looks up is found within its institution, so that a database may keep each institution's rows apart. */
export async function institutionFirst({ schema }: Transaction<Tables>): Promise<void> {
  await schema.dropIndex('session_by_closing').execute();
  await schema.createIndex('session_by_closing').on('session').columns(['institution_id', 'closes_at_ms', 'opens_at_ms']).execute();
  await schema.createIndex('session_by_tag').on('session').columns(['institution_id', 'tag']).execute();
}
