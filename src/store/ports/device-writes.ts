import type { Kysely, Transaction } from 'kysely';
import type { DeviceChange, DeviceStore } from '../../attendance/devices.ts';
import { takePlaces } from '../change-order.ts';
import { findStoredDevice } from './device-reads.ts';
import type { DeviceRow } from '../evidence-tables.ts';
import { reassess } from '../judging/reassess.ts';
import type { Tables } from '../tables.ts';

export function deviceWritesOn(db: Kysely<Tables>): Pick<DeviceStore, 'changeDevice'> {
  return {
    changeDevice: (change) =>
      db.transaction().execute(async (tx) => {
        const { institutionId, deviceId, staffName, atMs } = change;
        const before = await readDevice(tx, change);
        if (before === undefined) return undefined;
        const after = changedRow(before, change);
        await tx
          .updateTable('device')
          .set(after)
          .where('institution_id', '=', institutionId)
          .where('device_id', '=', deviceId)
          .execute();
        await noteChange(tx, change, before, after);
        const deviceIds = await devicesOf(tx, institutionId, [before.student_key, after.student_key]);
        // A key that was taken back says nothing about what came before.
        const changed = change.action.kind === 'revoke' ? [] : await reassess(tx, institutionId, { deviceIds }, { staffName, atMs });
        const device = await findStoredDevice(tx, institutionId, deviceId);
        return device === undefined ? undefined : { device, sessionIds: [...new Set(changed.map(({ sessionId }) => sessionId))] };
      }),
  };
}

type Changeable = Pick<DeviceRow, 'student_id' | 'student_key' | 'bound_by' | 'approved_at_ms' | 'revoked_at_ms' | 'revoked_by'>;

function changedRow(before: DeviceRow, { action, staffName, atMs }: DeviceChange): Changeable {
  const { student_id, student_key, bound_by, approved_at_ms, revoked_at_ms, revoked_by } = before;
  const same = { student_id, student_key, bound_by, approved_at_ms, revoked_at_ms, revoked_by };
  switch (action.kind) {
    case 'approve':
      return { ...same, approved_at_ms: atMs, revoked_at_ms: null, revoked_by: null };
    case 'revoke':
      return revoked_at_ms === null ? { ...same, revoked_at_ms: atMs, revoked_by: staffName } : same;
    case 'bind':
      return { ...same, student_id: action.studentId, student_key: action.studentKey, bound_by: 'staff' };
  }
}

function readDevice(tx: Transaction<Tables>, { institutionId, deviceId }: DeviceChange): Promise<DeviceRow | undefined> {
  return tx.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('device_id', '=', deviceId).executeTakeFirst();
}

async function noteChange(tx: Transaction<Tables>, change: DeviceChange, before: DeviceRow, after: Changeable): Promise<void> {
  const { institutionId, deviceId, action, staffName, atMs } = change;
  await tx
    .insertInto('device_change')
    .values({
      ...{ institution_id: institutionId, device_id: deviceId, seq: await takePlaces(tx, institutionId, 1), action: action.kind },
      ...{ before: textOf(before), after: textOf(after), staff_name: staffName, at_ms: atMs },
    })
    .execute();
}

function textOf({ student_id, bound_by, approved_at_ms, revoked_at_ms, revoked_by }: Changeable): string {
  return JSON.stringify({ studentId: student_id, boundBy: bound_by, approvedAtMs: approved_at_ms, revokedAtMs: revoked_at_ms, revokedBy: revoked_by });
}

/** Whether one of a student's devices counts depends on the others. */
async function devicesOf(tx: Transaction<Tables>, institutionId: number, studentKeys: readonly [string, string]): Promise<readonly Uint8Array[]> {
  const rows = await tx.selectFrom('device').select('device_id').where('institution_id', '=', institutionId).where('student_key', 'in', studentKeys).execute();
  return rows.map((row) => row.device_id);
}
