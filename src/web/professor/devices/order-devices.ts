import type { DeviceView } from '../../../protocol/device-schemas.ts';

/** Those that wait for staff first, then the newest first. */
export function orderDevices(devices: readonly DeviceView[]): readonly DeviceView[] {
  return devices.toSorted((left, right) => waits(right) - waits(left) || Date.parse(right.first_seen_at) - Date.parse(left.first_seen_at));
}

function waits({ state }: DeviceView): number {
  return state === 'waiting' ? 1 : 0;
}

/** As the desk and the live page name a phone. */
export function shortIdOf({ device_id: id }: Pick<DeviceView, 'device_id'>): string {
  return id.slice(0, 8);
}
