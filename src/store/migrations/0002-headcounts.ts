import { sql, type Transaction } from 'kysely';
import type { Quirks } from '../sql/quirks.ts';
import type { Tables } from '../tables.ts';

/** What staff counted in the hall, and when a device was first seen. */
export async function headcounts({ schema }: Transaction<Tables>, { long, tableEnd }: Quirks): Promise<void> {
  await schema
    .createTable('headcount')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('counted', 'integer', (column) => column.notNull())
    .addColumn('recorded', 'integer', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('headcount_key', ['institution_id', 'session_id', 'seq'])
    .addForeignKeyConstraint('headcount_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema
    .createIndex('record_by_device')
    .on('record')
    .columns(['institution_id', 'device_id', 'received_at_ms'])
    .where(sql.ref('device_id'), 'is not', null)
    .execute();
}
