import { sql, type Transaction } from 'kysely';
import type { Quirks } from '../sql/quirks.ts';
import type { Tables } from '../tables.ts';

/** Sessions, evidence, records and the order of their changes; staff tokens. Every index serves one question of the ports. */
export async function firstTables(db: Transaction<Tables>, { bytes, long, tableEnd }: Quirks): Promise<void> {
  const { schema } = db;

  await schema
    .createTable('session')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull().unique())
    .addColumn('course', 'text', (column) => column.notNull())
    .addColumn('duration_minutes', 'integer', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('rotation_seconds', 'integer', (column) => column.notNull())
    .addColumn('grace_seconds', 'integer', (column) => column.notNull())
    .addColumn('starts_at_ms', long, (column) => column.notNull())
    .addColumn('late_after_minutes', 'integer')
    .addColumn('typed_off_since_ms', long)
    .addColumn('openings', 'text', (column) => column.notNull())
    .addColumn('opens_at_ms', long, (column) => column.notNull())
    .addColumn('closes_at_ms', long, (column) => column.notNull())
    .addColumn('wrapped_secret', bytes)
    .addColumn('created_at_ms', long, (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('session_key', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema.createIndex('session_by_creation').on('session').columns(['institution_id', 'created_at_ms', 'session_id']).execute();
  await schema.createIndex('session_by_closing').on('session').columns(['closes_at_ms', 'opens_at_ms']).execute();

  await schema.createIndex('session_with_secret').on('session').column('closes_at_ms').where(sql.ref('wrapped_secret'), 'is not', null).execute();

  await schema
    .createTable('evidence')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('entry_id', bytes, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('student_id', 'text', (column) => column.notNull())
    .addColumn('student_key', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('device_signature', bytes)
    .addColumn('device_public_key', bytes)
    .addColumn('device_id', bytes)
    .addColumn('carrier', 'text', (column) => column.notNull())
    .addColumn('epoch', long, (column) => column.notNull())
    .addColumn('queued', 'integer', (column) => column.notNull())
    .addColumn('received_at_ms', long, (column) => column.notNull())
    .addColumn('scanned_at_ms', long, (column) => column.notNull())
    .addColumn('latency_ms', long, (column) => column.notNull())
    .addColumn('code_age_ms', long)
    .addColumn('grade', 'text', (column) => column.notNull())
    .addColumn('reasons', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('evidence_key', ['institution_id', 'entry_id'])
    .addForeignKeyConstraint('evidence_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();

  await schema
    .createTable('record')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('student_key', 'text', (column) => column.notNull())
    .addColumn('student_id', 'text', (column) => column.notNull())
    .addColumn('entry_id', bytes)
    .addColumn('device_id', bytes)
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('grade', 'text', (column) => column.notNull())
    .addColumn('reasons', 'text', (column) => column.notNull())
    .addColumn('received_at_ms', long, (column) => column.notNull())
    .addColumn('scanned_at_ms', long, (column) => column.notNull())
    .addColumn('latency_ms', long, (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('seq', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('record_key', ['institution_id', 'session_id', 'student_key'])
    .addForeignKeyConstraint('record_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .addForeignKeyConstraint('record_evidence', ['institution_id', 'entry_id'], 'evidence', ['institution_id', 'entry_id'])
    .modifyEnd(tableEnd)
    .execute();
  // Grade and status stand in the index, so that counting a session reads nothing else.
  await schema.createIndex('record_by_seq').on('record').columns(['institution_id', 'session_id', 'seq', 'grade', 'status']).execute();
  await schema.createIndex('record_by_arrival').on('record').columns(['institution_id', 'session_id', 'received_at_ms', 'student_key']).execute();

  await schema
    .createTable('refused_attempt')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('student_id', 'text')
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('carrier', 'text')
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('refused_attempt_key', ['institution_id', 'session_id', 'seq'])
    .addForeignKeyConstraint('refused_attempt_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();

  await schema
    .createTable('record_change')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('student_key', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('record_change_key', ['institution_id', 'session_id', 'seq'])
    .addForeignKeyConstraint('record_change_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();

  await schema
    .createTable('staff_token')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('token_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('parent_token_id', 'text')
    .addColumn('hash', bytes, (column) => column.notNull().unique())
    .addColumn('created_at_ms', long, (column) => column.notNull())
    .addColumn('expires_at_ms', long)
    .addColumn('revoked_at_ms', long)
    .addPrimaryKeyConstraint('staff_token_key', ['institution_id', 'token_id'])
    .addForeignKeyConstraint('staff_token_parent', ['institution_id', 'parent_token_id'], 'staff_token', ['institution_id', 'token_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema.createIndex('staff_token_by_parent').on('staff_token').columns(['institution_id', 'parent_token_id']).execute();
  await schema.createIndex('staff_token_by_creation').on('staff_token').columns(['institution_id', 'created_at_ms']).execute();

  await schema
    .createTable('change_counter')
    .addColumn('institution_id', long, (column) => column.primaryKey())
    .addColumn('last_seq', long, (column) => column.notNull())
    .addCheckConstraint('change_counter_grows', sql`last_seq >= 0`)
    .modifyEnd(tableEnd)
    .execute();
}
