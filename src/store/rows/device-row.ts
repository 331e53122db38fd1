import type { Device } from '../../attendance/devices.ts';
import type { DeviceRow } from '../evidence-tables.ts';

export function deviceOfRow(row: DeviceRow): Device {
  return {
    institutionId: row.institution_id,
    deviceId: row.device_id,
    publicKey: row.public_key,
    studentId: row.student_id,
    studentKey: row.student_key,
    boundBy: row.bound_by,
    firstSeenAtMs: row.first_seen_at_ms,
    approvedAtMs: row.approved_at_ms,
    revokedAtMs: row.revoked_at_ms,
    revokedBy: row.revoked_by,
  };
}
