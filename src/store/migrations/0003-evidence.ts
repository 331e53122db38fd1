import { sql, type Transaction } from 'kysely';
import type { Quirks } from '../sql/quirks.ts';
import type { Tables } from '../tables.ts';
import { fillEvidence } from './0003-fill.ts';

/** What sessions had before courses could choose. */
const firstPolicy = '{"syncDeadlineHours":24,"verifiedAfterCloseMinutes":5,"twoCodes":true,"deviceCoolDownHours":24,"borrowedPhones":1}';

/** Devices and their chains, what displays showed, what staff decided and what courses ask; and what is stored already, filled in. */
export async function evidence(tx: Transaction<Tables>, quirks: Quirks): Promise<void> {
  await addColumns(tx, quirks);
  await createDeviceTables(tx, quirks);
  await createDeskTables(tx, quirks);
  await createDisplayTables(tx, quirks);
  await createPolicyTables(tx, quirks);
  await fillEvidence(tx);
}

async function addColumns({ schema }: Transaction<Tables>, { bytes, long }: Quirks): Promise<void> {
  await schema.alterTable('session').addColumn('checks', 'text', (column) => column.notNull().defaultTo('[]')).execute();
  await schema.alterTable('session').addColumn('policy', 'text', (column) => column.notNull().defaultTo(firstPolicy)).execute();
  await schema.createIndex('session_by_course').on('session').columns(['institution_id', 'course', 'session_id']).execute();
  await schema.alterTable('record').addColumn('checks', 'text', (column) => column.notNull().defaultTo('[]')).execute();
  await schema.alterTable('record').addColumn('is_asked', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await schema.alterTable('evidence').addColumn('second_epoch', long).execute();
  await schema.alterTable('evidence').addColumn('claimed_at_ms', long).execute();
  await schema.alterTable('evidence').addColumn('way', 'text', (column) => column.notNull().defaultTo('direct')).execute();
  await schema.alterTable('evidence').addColumn('is_guest', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await schema.alterTable('evidence').addColumn('chain_seq', long).execute();
  await schema.alterTable('evidence').addColumn('chain_prev', bytes).execute();
  await schema.alterTable('evidence').addColumn('head', bytes).execute();
  await schema.alterTable('evidence').addColumn('answered', 'text', (column) => column.notNull().defaultTo('accepted')).execute();
  await schema.createIndex('evidence_by_place').on('evidence').columns(['institution_id', 'session_id', 'student_key']).execute();
  await schema
    .createIndex('evidence_by_device')
    .on('evidence')
    .columns(['institution_id', 'device_id', 'chain_seq'])
    .where(sql.ref('device_id'), 'is not', null)
    .execute();
}

async function createDeviceTables({ schema }: Transaction<Tables>, { bytes, long, tableEnd }: Quirks): Promise<void> {
  await schema
    .createTable('link')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('device_id', bytes, (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('entry_id', bytes, (column) => column.notNull())
    .addColumn('prev', bytes)
    .addColumn('received_at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('link_key', ['institution_id', 'device_id', 'seq', 'entry_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema.createIndex('link_by_entry').on('link').columns(['institution_id', 'entry_id']).execute();
  await schema
    .createTable('contact')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('head', bytes, (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('contact_key', ['institution_id', 'head'])
    .modifyEnd(tableEnd)
    .execute();
  await schema
    .createTable('device')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('device_id', bytes, (column) => column.notNull())
    .addColumn('public_key', bytes, (column) => column.notNull())
    .addColumn('student_key', 'text', (column) => column.notNull())
    .addColumn('student_id', 'text', (column) => column.notNull())
    .addColumn('bound_by', 'text', (column) => column.notNull())
    .addColumn('first_seen_at_ms', long, (column) => column.notNull())
    .addColumn('approved_at_ms', long)
    .addColumn('revoked_at_ms', long)
    .addColumn('revoked_by', 'text')
    .addColumn('is_forked', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('has_gaps', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('device_key', ['institution_id', 'device_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema.createIndex('device_by_student').on('device').columns(['institution_id', 'student_key', 'first_seen_at_ms']).execute();
  await schema
    .createTable('device_change')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('device_id', bytes, (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('device_change_key', ['institution_id', 'device_id', 'seq'])
    .addForeignKeyConstraint('device_change_device', ['institution_id', 'device_id'], 'device', ['institution_id', 'device_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema.createIndex('device_by_first_seen').on('device').columns(['institution_id', 'first_seen_at_ms']).execute();
}

async function createDeskTables({ schema }: Transaction<Tables>, { long, tableEnd }: Quirks): Promise<void> {
  await schema
    .createTable('decision')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('student_key', 'text', (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('student_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text')
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addColumn('undone_seq', long)
    .addPrimaryKeyConstraint('decision_key', ['institution_id', 'session_id', 'student_key', 'seq'])
    .addForeignKeyConstraint('decision_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();
}

async function createDisplayTables({ schema }: Transaction<Tables>, { long, tableEnd }: Quirks): Promise<void> {
  await schema
    .createTable('display')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('display_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('first_seen_at_ms', long, (column) => column.notNull())
    .addColumn('last_seen_at_ms', long, (column) => column.notNull())
    .addColumn('is_hidden', 'integer', (column) => column.notNull())
    .addColumn('is_closed', 'integer', (column) => column.notNull())
    .addColumn('order_hide', 'integer')
    .addColumn('order_seq', long, (column) => column.notNull())
    .addColumn('order_by', 'text')
    .addPrimaryKeyConstraint('display_key', ['institution_id', 'session_id', 'display_id'])
    .addForeignKeyConstraint('display_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();
  await schema
    .createTable('display_range')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('display_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('first_epoch', long, (column) => column.notNull())
    .addColumn('last_epoch', long, (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('display_range_key', ['institution_id', 'session_id', 'display_id', 'kind', 'first_epoch', 'last_epoch'])
    .addForeignKeyConstraint('display_range_session', ['institution_id', 'session_id'], 'session', ['institution_id', 'session_id'])
    .modifyEnd(tableEnd)
    .execute();
}

async function createPolicyTables({ schema }: Transaction<Tables>, { long, tableEnd }: Quirks): Promise<void> {
  await schema
    .createTable('course_policy')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('course', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('course_policy_key', ['institution_id', 'course'])
    .modifyEnd(tableEnd)
    .execute();
  await schema
    .createTable('course_policy_change')
    .addColumn('institution_id', long, (column) => column.notNull())
    .addColumn('course', 'text', (column) => column.notNull())
    .addColumn('seq', long, (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('staff_name', 'text', (column) => column.notNull())
    .addColumn('at_ms', long, (column) => column.notNull())
    .addPrimaryKeyConstraint('course_policy_change_key', ['institution_id', 'course', 'seq'])
    .modifyEnd(tableEnd)
    .execute();
}
