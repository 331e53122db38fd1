import { sql, type Transaction } from 'kysely';
import type { Quirks } from '../sql/quirks.ts';
import type { Tables } from '../tables.ts';

/**
 * Evidence is kept by its place, session and student, so that the rows of a hall share pages however many there are of others: a key
 * that begins with a hash writes a page of its own for each row. Only entries, which are asked for by their id alone, have an index of
 * it. What other indexes answer as well goes.
 */
export async function byPlace(tx: Transaction<Tables>, quirks: Quirks): Promise<void> {
  const { schema } = tx;
  await sql`alter table link add column is_refused integer not null default 0`.execute(tx);
  await sql`
    update link set is_refused = 1 where not exists (
      select 1 from evidence where evidence.institution_id = link.institution_id and evidence.entry_id = link.entry_id
      and evidence.received_at_ms = link.received_at_ms)`.execute(tx);
  // A device's evidence is found by its links from here on.
  await sql`
    insert into link (institution_id, device_id, seq, entry_id, prev, received_at_ms)
    select institution_id, device_id, coalesce(chain_seq, 0), entry_id, chain_prev, received_at_ms from evidence
    where device_id is not null and not exists (
      select 1 from link where link.institution_id = evidence.institution_id and link.device_id = evidence.device_id and link.entry_id = evidence.entry_id)`.execute(tx);
  await schema.dropIndex('link_by_entry').execute();
  await schema.createIndex('link_by_refused_entry').on('link').columns(['institution_id', 'entry_id']).where(sql.ref('is_refused'), '=', sql.lit(1)).execute();

  await (quirks.changesKeys ? changeKeys(tx) : writeAnew(tx));
  await schema.createIndex('evidence_by_entry').on('evidence').columns(['institution_id', 'entry_id']).where(sql.ref('form'), '=', sql.lit('entry')).unique().execute();
}

const droppedKeys = [
  ...([['record', 'record_evidence'], ['record', 'record_session'], ['refused_attempt', 'refused_attempt_session']] as const),
  ...([['evidence', 'evidence_session'], ['evidence', 'evidence_key']] as const),
];

/**
 * Without the foreign keys of the tables that a hall fills: their rows come from one statement that knows what it refers to, and
 * looking that up again takes a third of storing them, by a plan that may have been made while the tables were empty.
 */
async function changeKeys(tx: Transaction<Tables>): Promise<void> {
  for (const index of ['evidence_by_place', 'evidence_by_device', 'record_by_arrival', 'record_by_device']) await tx.schema.dropIndex(index).execute();
  for (const [table, constraint] of droppedKeys) await tx.schema.alterTable(table).dropConstraint(constraint).execute();
  await sql`alter table evidence add constraint evidence_key primary key (institution_id, session_id, student_key, entry_id)`.execute(tx);
}

/** Row after row in the order in which they came, which is that of their sessions: nothing has to be sorted. The columns stand in their order. */
async function writeAnew(tx: Transaction<Tables>): Promise<void> {
  // No secret was ever in these tables, so what they leave behind need not be overwritten, which takes as long as writing them.
  await sql`pragma secure_delete = fast`.execute(tx);
  await sql`
    create table evidence_anew (
      institution_id integer not null, entry_id blob not null, session_id text not null, student_id text not null, student_key text not null,
      body text not null, form text not null, device_signature blob, device_public_key blob, device_id blob, carrier text not null,
      epoch integer not null, queued integer not null, received_at_ms integer not null, scanned_at_ms integer not null,
      latency_ms integer not null, code_age_ms integer, grade text not null, reasons text not null, status text not null,
      second_epoch integer, claimed_at_ms integer, way text not null default 'direct', is_guest integer not null default 0,
      chain_seq integer, chain_prev blob, head blob, answered text not null default 'accepted',
      constraint evidence_key primary key (institution_id, session_id, student_key, entry_id),
      constraint evidence_session foreign key (institution_id, session_id) references session (institution_id, session_id)
    ) strict`.execute(tx);
  await sql`
    create table record_anew (
      institution_id integer not null, session_id text not null, student_key text not null, student_id text not null, entry_id blob,
      device_id blob, status text not null, grade text not null, reasons text not null, received_at_ms integer not null,
      scanned_at_ms integer not null, latency_ms integer not null, note text, seq integer not null,
      checks text not null default '[]', is_asked integer not null default 0,
      constraint record_key primary key (institution_id, session_id, student_key),
      constraint record_session foreign key (institution_id, session_id) references session (institution_id, session_id),
      constraint record_evidence foreign key (institution_id, session_id, student_key, entry_id)
        references evidence_anew (institution_id, session_id, student_key, entry_id)
    ) strict`.execute(tx);
  for (const table of ['evidence', 'record']) await sql`insert into ${sql.table(`${table}_anew`)} select * from ${sql.table(table)} order by rowid`.execute(tx);
  for (const table of ['record', 'evidence'] as const) {
    await tx.schema.dropTable(table).execute();
    await tx.schema.alterTable(`${table}_anew`).renameTo(table).execute();
  }
  await tx.schema.createIndex('record_by_seq').on('record').columns(['institution_id', 'session_id', 'seq', 'grade', 'status']).execute();
  await sql`pragma secure_delete = on`.execute(tx);
}
