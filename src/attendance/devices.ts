import { hex } from '../protocol/bytes.ts';
import type { DeviceState } from '../protocol/words.ts';

/** A key and the student that it is bound to. */
export interface Device {
  readonly institutionId: number;
  /** SHA-256 of the raw public key. */
  readonly deviceId: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The student of its first entry in the chain that is no guest's, or whom staff named. */
  readonly studentId: string;
  readonly studentKey: string;
  readonly boundBy: 'first_use' | 'staff';
  /** First arrival of an entry of it. */
  readonly firstSeenAtMs: number;
  /** Since when staff let it count, whatever its cool-down. */
  readonly approvedAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
}

/** Keys of one student that count at the same time: an iPhone's browser and its installed app do not share storage. */
export const maxActiveDevices = 2;

/**
 * What a device was to its student at an instant. `devices` are all that are bound to the student, in any order. Two count at
 * once; a further one when one of them is revoked, or after its cool-down or when staff say so, and then in place of the one that
 * began to count first. At no instant do more than two count, but for what staff's approval vouches for backwards; what comes
 * later, a device or a revocation, changes nothing of what a device was before it.
 */
export function deviceStateAt(devices: readonly Device[], device: Device, atMs: number, coolDownMs: number): DeviceState {
  if (device.revokedAtMs !== null && device.revokedAtMs <= atMs) return 'revoked';
  if (device.approvedAtMs !== null && atMs < device.approvedAtMs) return 'active';
  if (activeFromMs(devices, device, coolDownMs) > atMs) return 'waiting';
  const newer = devices.filter(
    (other) =>
      (other.revokedAtMs === null || other.revokedAtMs > atMs) &&
      activeFromMs(devices, other, coolDownMs) <= atMs &&
      isNewer(other, device, devices, coolDownMs),
  );
  return newer.length < maxActiveDevices ? 'active' : 'replaced';
}

/**
 * From when on it counts: since ever for one of the first two, which also vouches for what it scanned before it was first seen;
 * else since fewer than two of those that were seen before it are left, or since the end of its cool-down.
 */
export function activeFromMs(devices: readonly Device[], device: Device, coolDownMs: number): number {
  if (device.approvedAtMs !== null) return device.approvedAtMs;
  const endsOfEarlier = devices.filter((other) => isSeenBefore(other, device)).map(({ revokedAtMs }) => revokedAtMs ?? Infinity);
  const placeFreeAtMs = endsOfEarlier.toSorted((left, right) => right - left)[maxActiveDevices - 1] ?? -Infinity;
  return Math.min(placeFreeAtMs, device.firstSeenAtMs + coolDownMs);
}

function isNewer(other: Device, device: Device, devices: readonly Device[], coolDownMs: number): boolean {
  if (hex(other.deviceId) === hex(device.deviceId)) return false;
  const difference = beginsToCountMs(other, devices, coolDownMs) - beginsToCountMs(device, devices, coolDownMs);
  return difference === 0 ? isSeenBefore(device, other) : difference > 0;
}

function beginsToCountMs(device: Device, devices: readonly Device[], coolDownMs: number): number {
  return Math.max(activeFromMs(devices, device, coolDownMs), device.firstSeenAtMs);
}

function isSeenBefore(left: Device, right: Device): boolean {
  if (left.firstSeenAtMs !== right.firstSeenAtMs) return left.firstSeenAtMs < right.firstSeenAtMs;
  return hex(left.deviceId) < hex(right.deviceId);
}

export interface StoredDevice extends Device {
  readonly lastSeenAtMs: number;
  readonly entries: number;
  readonly isForked: boolean;
}

export interface DeviceStore {
  /** The newest first, at most `limit`, of one student or of all. */
  listDevices(institutionId: number, studentKey: string | null, limit: number): Promise<readonly StoredDevice[]>;
  findDevice(institutionId: number, deviceId: Uint8Array): Promise<StoredDevice | undefined>;
  /** Changes the device, notes who did it, and judges everything again that rests on it. Undefined where there is no such device. */
  changeDevice(change: DeviceChange): Promise<DeviceChanged | undefined>;
}

export interface DeviceChange {
  readonly institutionId: number;
  readonly deviceId: Uint8Array;
  readonly action: { readonly kind: 'approve' } | { readonly kind: 'revoke' } | { readonly kind: 'bind'; readonly studentId: string; readonly studentKey: string };
  readonly staffName: string;
  readonly atMs: number;
}

export interface DeviceChanged {
  readonly device: StoredDevice;
  /** Sessions in which a record changed with it, so that live readers can be told. */
  readonly sessionIds: readonly string[];
}
