import type { DatabaseSync } from 'node:sqlite';
import { maxActiveDevices } from '../../attendance/devices.ts';
import type { Evidence } from '../../attendance/record.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';

/**
 * The links and devices of entries that extend a sound chain of their student's own device, or begin that of a first phone. Whether
 * more is said of them is asked once for a run of rows of evidence, before their links are stored: rows of a run must not speak about
 * each other, so a device or a student that comes again begins the next one.
 */
export interface PlainSeals {
  /** At the start of a batch. */
  begin(): void;
  /** An entry that was stored as a row of evidence; false where something is in the way of those before it. */
  add(entry: Sealed, row: number): boolean;
  /** Stores what belongs to the entries up to a row; false where something is in the way of any of them. */
  finish(lastRow: number): boolean;
}

export type Sealed = Evidence & { readonly deviceId: Uint8Array };

export function plainSeals(database: DatabaseSync): PlainSeals {
  const findInTheWay = database.prepare(inTheWay);
  const insertLinks = database.prepare(linksInsert);
  const insertDevices = database.prepare(devicesInsert);
  const named = new Set<string>();
  let firstRow = 0;
  let [links, devices] = [0, 0];

  function begin(): void {
    named.clear();
    [links, devices] = [0, 0];
  }

  function finish(lastRow: number): boolean {
    const isPlain =
      links === 0 ||
      (findInTheWay.get(firstRow, lastRow) === undefined &&
        insertLinks.run(firstRow, lastRow).changes === links &&
        (devices === 0 || insertDevices.run(firstRow, lastRow).changes === devices));
    begin();
    return isPlain;
  }

  return {
    begin,
    finish,
    add({ deviceId, studentKey, chain }, row) {
      const device = letterOfEachByte(deviceId);
      if ((named.has(device) || named.has(studentKey)) && !finish(row - 1)) return false;
      if (links === 0) firstRow = row;
      named.add(device).add(studentKey);
      links++;
      if (chain?.seq === 0) devices++;
      return true;
    },
  };
}

/** As many devices as count at once count, whatever their cool-down; of more the judging says which. */
const inTheWay = `
  select 1 from evidence as own where own.rowid between ? and ? and own.device_id is not null and (
    exists (select 1 from contact where contact.institution_id = own.institution_id and contact.head = own.entry_id)
    or case own.chain_seq when 0 then
      own.chain_prev is not null
      or exists (select 1 from link where link.institution_id = own.institution_id and link.device_id = own.device_id)
      or exists (select 1 from device where device.institution_id = own.institution_id and device.student_key = own.student_key)
    else
      (own.chain_seq - 1, own.chain_prev, 1) is not (
        select link.seq, link.entry_id, link.received_at_ms <= own.received_at_ms from link
        where link.institution_id = own.institution_id and link.device_id = own.device_id order by link.seq desc, link.entry_id desc limit 1)
      or (own.student_key, 1, 0, 0) is not (
        select device.student_key, device.revoked_at_ms is null and device.first_seen_at_ms <= own.received_at_ms, device.is_forked, device.has_gaps
        from device where device.institution_id = own.institution_id and device.device_id = own.device_id)
      or (select count(*) from device where device.institution_id = own.institution_id and device.student_key = own.student_key) > ${maxActiveDevices}
    end
  ) limit 1`;

const linksInsert = `
  insert into link (institution_id, device_id, seq, entry_id, prev, received_at_ms)
  select institution_id, device_id, chain_seq, entry_id, chain_prev, received_at_ms from evidence where rowid between ? and ? and device_id is not null
  on conflict do nothing`;

/** Another student's device has its key already. */
const devicesInsert = `
  insert into device (institution_id, device_id, public_key, student_key, student_id, bound_by, first_seen_at_ms)
  select institution_id, device_id, device_public_key, student_key, student_id, 'first_use', received_at_ms
  from evidence where rowid between ? and ? and device_id is not null and chain_seq = 0 on conflict do nothing`;
