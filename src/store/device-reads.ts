import type { Kysely } from 'kysely';
import { chainFacts, type Link } from '../attendance/chain.ts';
import type { Device, DeviceStore, StoredDevice } from '../attendance/devices.ts';
import { letterOfEachByte } from '../protocol/bytes.ts';
import { padded } from './many-rows.ts';
import { deviceOfRow } from './rows/device-row.ts';
import type { Tables } from './tables.ts';

/** Devices whose chains are held in memory at once. */
const chainsAtOnce = 128;

export function deviceReadsOn(db: Kysely<Tables>): Pick<DeviceStore, 'listDevices' | 'findDevice'> {
  return {
    async listDevices(institutionId, studentKey, limit) {
      const devices = db.selectFrom('device').selectAll().where('institution_id', '=', institutionId);
      const some = studentKey === null ? devices : devices.where('student_key', '=', studentKey);
      const rows = await some.orderBy('first_seen_at_ms', 'desc').orderBy('device_id').limit(limit).execute();
      const stored: StoredDevice[] = [];
      for (let start = 0; start < rows.length; start += chainsAtOnce) {
        stored.push(...(await withChains(db, institutionId, rows.slice(start, start + chainsAtOnce).map(deviceOfRow))));
      }
      return stored;
    },

    findDevice: (institutionId, deviceId) => findStoredDevice(db, institutionId, deviceId),
  };
}

export async function findStoredDevice(db: Kysely<Tables>, institutionId: number, deviceId: Uint8Array): Promise<StoredDevice | undefined> {
  const row = await db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('device_id', '=', deviceId).executeTakeFirst();
  if (row === undefined) return undefined;
  const [stored] = await withChains(db, institutionId, [deviceOfRow(row)]);
  return stored;
}

/** What is seen of a device only in the entries that it sent, whatever became of them. */
async function withChains(db: Kysely<Tables>, institutionId: number, devices: readonly Device[]): Promise<readonly StoredDevice[]> {
  const ids = padded(devices.map(({ deviceId }) => deviceId));
  const rows = await db
    .selectFrom('link')
    .select(['device_id', 'entry_id', 'seq', 'prev', 'received_at_ms'])
    .where('institution_id', '=', institutionId)
    .where('device_id', 'in', ids)
    .execute();
  const counts = await db
    .selectFrom('evidence')
    .select((eb) => ['device_id', eb.fn.countAll<number>().as('count')])
    .where('institution_id', '=', institutionId)
    .where('device_id', 'in', ids)
    .where('device_id', 'is not', null)
    .groupBy('device_id')
    .execute();
  const chains = Map.groupBy(rows, (row) => letterOfEachByte(row.device_id));
  const entries = new Map(counts.map((row) => [row.device_id === null ? '' : letterOfEachByte(row.device_id), row.count]));
  return devices.map((device) => {
    const id = letterOfEachByte(device.deviceId);
    const chain = (chains.get(id) ?? []).map((row): Link => ({ entryId: row.entry_id, seq: row.seq, prev: row.prev, receivedAtMs: row.received_at_ms }));
    return {
      ...device,
      lastSeenAtMs: chain.reduce((latest, { receivedAtMs }) => Math.max(latest, receivedAtMs), device.firstSeenAtMs),
      entries: entries.get(id) ?? 0,
      isForked: [...chainFacts(chain, new Map()).values()].some((fact) => fact.chain === 'fork'),
    };
  });
}
