import type { Transaction } from 'kysely';
import { chainFacts } from '../attendance/chain.ts';
import type { Device } from '../attendance/devices.ts';
import { bindingOf, type Piece } from '../attendance/facts.ts';
import { letterOfEachByte } from '../protocol/bytes.ts';
import { readChains, readDevices, readDevicesOf, readPiecesOfDevices, uniqueBytes } from './evidence-reads.ts';
import type { DeviceRow } from './evidence-tables.ts';
import type { Tables } from './tables.ts';

/**
 * Brings the rows of devices to what their evidence and their links say, and answers every device that is touched by it: with a
 * student's device its others, of which only some count at a time.
 */
export async function refreshDevices(tx: Transaction<Tables>, institutionId: number, deviceIds: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const asked = uniqueBytes(deviceIds);
  const rows = new Map((await readDevices(tx, institutionId, asked.values())).map((device) => [letterOfEachByte(device.deviceId), device]));
  const pieces = Map.groupBy(await readPiecesOfDevices(tx, institutionId, asked.values()), ({ deviceId }) => letterOfEachByte(deviceId!));
  const { links, contactAtMs } = await readChains(tx, institutionId, asked.values());
  const students = new Set<string>();
  for (const [key, deviceId] of asked) {
    const chains = [...chainFacts(links.get(key) ?? [], contactAtMs).values()].map(({ chain }) => chain);
    const flags = { is_forked: Number(chains.includes('fork')), has_gaps: Number(chains.includes('gap')) };
    const before = rows.get(key);
    const after = boundDevice(institutionId, deviceId, before, pieces.get(key) ?? []);
    if (after === undefined) continue;
    await keepDevice(tx, before, after, flags);
    if (before?.studentKey === after.studentKey && before.firstSeenAtMs === after.firstSeenAtMs) continue;
    for (const { studentKey } of before === undefined ? [after] : [before, after]) students.add(studentKey);
  }
  const others = [...(await readDevicesOf(tx, institutionId, students)).values()].flat();
  return [...uniqueBytes([...asked.values(), ...others.map(({ deviceId }) => deviceId)]).values()];
}

type Bound = Pick<Device, 'institutionId' | 'deviceId' | 'studentId' | 'studentKey' | 'boundBy' | 'firstSeenAtMs'> & { readonly entryId: Uint8Array | null };

/** Undefined where only guests ever used it. */
function boundDevice(institutionId: number, deviceId: Uint8Array, before: Device | undefined, pieces: readonly Piece[]): Bound | undefined {
  const binding = bindingOf(pieces);
  const arrivals = pieces.map(({ receivedAtMs }) => receivedAtMs);
  const firstSeenAtMs = arrivals.length === 0 ? before?.firstSeenAtMs : arrivals.reduce((least, atMs) => Math.min(least, atMs));
  const student = before?.boundBy === 'staff' ? before : (binding ?? before);
  if (student === undefined || firstSeenAtMs === undefined) return undefined;
  const { studentId, studentKey } = student;
  return { institutionId, deviceId, studentId, studentKey, boundBy: before?.boundBy ?? 'first_use', firstSeenAtMs, entryId: binding?.entryId ?? null };
}

async function keepDevice(tx: Transaction<Tables>, before: Device | undefined, after: Bound, flags: Pick<DeviceRow, 'is_forked' | 'has_gaps'>): Promise<void> {
  const state = { student_id: after.studentId, student_key: after.studentKey, first_seen_at_ms: after.firstSeenAtMs, ...flags };
  if (before !== undefined) {
    await tx.updateTable('device').set(state).where('institution_id', '=', after.institutionId).where('device_id', '=', after.deviceId).execute();
    return;
  }
  const { device_public_key } = await tx
    .selectFrom('evidence')
    .select('device_public_key')
    .where('institution_id', '=', after.institutionId)
    .where('entry_id', '=', after.entryId!)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('device')
    .values({
      ...{ institution_id: after.institutionId, device_id: after.deviceId, public_key: device_public_key!, bound_by: after.boundBy },
      ...{ approved_at_ms: null, revoked_at_ms: null, revoked_by: null },
      ...state,
    })
    .execute();
}
