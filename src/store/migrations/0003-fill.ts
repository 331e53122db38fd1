import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

const rowsAPage = 1_000;

/** Gives what was stored before its place in its device's chain, its device, and staff's marks their decision. */
export async function fillEvidence(tx: Transaction<Tables>): Promise<void> {
  await fillChains(tx);
  await sql`
    insert into link (institution_id, device_id, seq, entry_id, prev, received_at_ms)
    select institution_id, device_id, chain_seq, entry_id, chain_prev, received_at_ms from evidence where chain_seq is not null`.execute(tx);
  await sql`
    insert into device (institution_id, device_id, public_key, student_key, student_id, bound_by, first_seen_at_ms)
    select institution_id, device_id, device_public_key, student_key, student_id, 'first_use', first_ms
    from (
      select institution_id, device_id, device_public_key, student_key, student_id,
        row_number() over (partition by institution_id, device_id order by coalesce(chain_seq, 0), entry_id) as place,
        min(received_at_ms) over (partition by institution_id, device_id) as first_ms
      from evidence where device_id is not null and device_public_key is not null
    ) as ranked where place = 1`.execute(tx);
  await sql`
    insert into decision (institution_id, session_id, student_key, seq, student_id, kind, status, note, staff_name, at_ms)
    select record.institution_id, record.session_id, record.student_key, record.seq, record.student_id, 'set', record.status,
      coalesce(record.note, ''), coalesce(change.staff_name, 'staff'), coalesce(change.at_ms, record.received_at_ms)
    from record left join record_change as change
      on change.institution_id = record.institution_id and change.session_id = record.session_id and change.seq = record.seq
    where record.grade = 'manual'`.execute(tx);
}

/** An entry says its place itself; its bytes are stored as they were sealed. */
async function fillChains(tx: Transaction<Tables>): Promise<void> {
  for (let after: Place | undefined; ; ) {
    const rows = await readPage(tx, after);
    for (const row of rows) {
      const place = placeOf(row.body);
      if (place === undefined) continue;
      await tx
        .updateTable('evidence')
        .set({ chain_seq: place.seq, chain_prev: place.prev })
        .where('institution_id', '=', row.institution_id)
        .where('entry_id', '=', row.entry_id)
        .execute();
    }
    after = rows.at(-1);
    if (after === undefined) return;
  }
}

interface Place {
  readonly institution_id: number;
  readonly entry_id: Uint8Array;
}

function readPage(tx: Transaction<Tables>, after: Place | undefined) {
  const rows = tx.selectFrom('evidence').select(['institution_id', 'entry_id', 'body']).where('device_id', 'is not', null);
  const rest =
    after === undefined
      ? rows
      : rows.where((eb) => eb(eb.refTuple('institution_id', 'entry_id'), '>', eb.tuple(after.institution_id, after.entry_id)));
  return rest.orderBy('institution_id').orderBy('entry_id').limit(rowsAPage).execute();
}

function placeOf(body: string): { readonly seq: number; readonly prev: Uint8Array | null } | undefined {
  const entry = JSON.parse(body) as { readonly seq?: unknown; readonly prev?: unknown };
  if (typeof entry.seq !== 'number' || !Number.isSafeInteger(entry.seq)) return undefined;
  if (typeof entry.prev !== 'string') return { seq: entry.seq, prev: null };
  return { seq: entry.seq, prev: new Uint8Array(Buffer.from(entry.prev, 'base64url')) };
}
