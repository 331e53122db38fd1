import type { Kysely } from 'kysely';
import type { DeviceStore, StoredDevice } from '../../attendance/devices.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import type { DeviceRow } from '../evidence-tables.ts';
import { evidenceOfDevices } from '../judging/entry-reads.ts';
import { padded } from '../sql/many-rows.ts';
import { deviceOfRow } from '../rows/device-row.ts';
import type { Tables } from '../tables.ts';

/** Devices that one statement names. */
const devicesAtOnce = 256;

export function deviceReadsOn(db: Kysely<Tables>): Pick<DeviceStore, 'listDevices' | 'findDevice'> {
  return {
    async listDevices(institutionId, studentKey, limit) {
      const devices = db.selectFrom('device').selectAll().where('institution_id', '=', institutionId);
      const some = studentKey === null ? devices : devices.where('student_key', '=', studentKey);
      const rows = await some.orderBy('first_seen_at_ms', 'desc').orderBy('device_id').limit(limit).execute();
      const stored: StoredDevice[] = [];
      for (let start = 0; start < rows.length; start += devicesAtOnce) {
        stored.push(...(await withChains(db, institutionId, rows.slice(start, start + devicesAtOnce))));
      }
      return stored;
    },

    findDevice: (institutionId, deviceId) => findStoredDevice(db, institutionId, deviceId),
  };
}

export async function findStoredDevice(db: Kysely<Tables>, institutionId: number, deviceId: Uint8Array): Promise<StoredDevice | undefined> {
  const row = await db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('device_id', '=', deviceId).executeTakeFirst();
  if (row === undefined) return undefined;
  const [stored] = await withChains(db, institutionId, [row]);
  return stored;
}

/** What is seen of a device only in the entries that it sent, whatever became of them. */
async function withChains(db: Kysely<Tables>, institutionId: number, rows: readonly DeviceRow[]): Promise<readonly StoredDevice[]> {
  const ids = padded(rows.map((row) => row.device_id));
  const seen = await db
    .selectFrom('link')
    .select((eb) => ['device_id', eb.fn.max('received_at_ms').as('last_ms')])
    .where('institution_id', '=', institutionId)
    .where('device_id', 'in', ids)
    .groupBy('device_id')
    .execute();
  const counts = await evidenceOfDevices(db, institutionId, ids)
    .select((eb) => ['link.device_id', eb.fn.countAll<number>().as('count')])
    .groupBy('link.device_id')
    .execute();
  const lastSeen = new Map(seen.map((row) => [letterOfEachByte(row.device_id), row.last_ms]));
  const entries = new Map(counts.map((row) => [letterOfEachByte(row.device_id), row.count]));
  return rows.map((row) => {
    const id = letterOfEachByte(row.device_id);
    return {
      ...deviceOfRow(row),
      lastSeenAtMs: Math.max(row.first_seen_at_ms, lastSeen.get(id) ?? row.first_seen_at_ms),
      entries: entries.get(id) ?? 0,
      isForked: row.is_forked === 1,
    };
  });
}
