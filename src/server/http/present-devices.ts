import { activeFromMs, deviceStateAt, type StoredDevice } from '../../attendance/devices.ts';
import type { DisplayState } from '../../attendance/displays.ts';
import { defaultPolicy } from '../../attendance/policy.ts';
import { base64url } from '../../protocol/base64url.ts';
import type { DeviceView } from '../../protocol/device-schemas.ts';
import type { DisplayStateView } from '../../protocol/display-schemas.ts';
import { instantOf } from './present.ts';

/** A device belongs to no course, so its state is told for the cool-down that a course has where nobody set another. */
const coolDownMs = defaultPolicy.deviceCoolDownHours * 3_600_000;

/** Whether it is worth a look at the other devices of its student. */
export function mayWait({ firstSeenAtMs, approvedAtMs, revokedAtMs }: StoredDevice, nowMs: number): boolean {
  return approvedAtMs === null && revokedAtMs === null && firstSeenAtMs + coolDownMs > nowMs;
}

/** `devices` are all that are bound to the same student. */
export function deviceViewOf(device: StoredDevice, devices: readonly StoredDevice[], nowMs: number): DeviceView {
  const state = deviceStateAt(devices, device, nowMs, coolDownMs);
  return {
    ...{ device_id: base64url.encode(device.deviceId), student_id: device.studentId, state },
    ...{ first_seen_at: instantOf(device.firstSeenAtMs), last_seen_at: instantOf(device.lastSeenAtMs) },
    active_from: state === 'waiting' ? instantOf(activeFromMs(devices, device, coolDownMs)) : null,
    ...{ entries: device.entries, is_forked: device.isForked, bound_by: device.boundBy },
    revoked_at: device.revokedAtMs === null ? null : instantOf(device.revokedAtMs),
    revoked_by: device.revokedBy,
  };
}

export function displayViewOf({ displayId, name, lastSeenAtMs, isHidden, isClosed, shownEpochs }: DisplayState): DisplayStateView {
  return { display_id: displayId, name, last_seen_at: instantOf(lastSeenAtMs), hidden: isHidden, is_closed: isClosed, shown_epochs: shownEpochs };
}
