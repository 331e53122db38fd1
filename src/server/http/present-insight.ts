import type { DeviceStudents, Insight } from '../../attendance/insight.ts';
import type { Headcount } from '../../attendance/insight-store.ts';
import { base64url } from '../../protocol/base64url.ts';
import { parseHex } from '../../protocol/bytes.ts';
import type { HeadcountView, InsightView } from '../../protocol/insight-schemas.ts';
import { instantOf, shownDeviceLetters } from './present.ts';

export function insightViewOf(insight: Insight): Omit<InsightView, 'session' | 'counts' | 'headcounts'> {
  const { ways } = insight;
  return {
    code_ages: insight.codeAges.map(({ way, rotationSeconds, graceSeconds, bySecond, later }) => ({
      ...{ way, rotation_seconds: rotationSeconds, grace_seconds: graceSeconds, by_second: [...bySecond], later },
    })),
    arrivals_by_minute: [...insight.arrivalsByMinute],
    bursts: insight.bursts.map(({ fromMs, count, usual, students }) => ({ at: instantOf(fromMs), count, usual_per_second: usual, students: [...students] })),
    devices: insight.devices,
    shared_devices: insight.sharedDevices.map(deviceViewOf),
    new_devices: insight.newDevices.map(deviceViewOf),
    ways: {
      ...{ token: ways.token, json: ways.json, typed: ways.typed, by_hand: ways.byHand },
      ...{ without_device: ways.withoutDevice, synced_later: ways.syncedLater },
    },
  };
}

/** The same beginning of the device id that a record shows. */
function deviceViewOf({ device, students }: DeviceStudents): InsightView['shared_devices'][number] {
  return { device: base64url.encode(parseHex(device)!).slice(0, shownDeviceLetters), students: [...students] };
}

export function headcountViewOf({ counted, recorded, note, staffName, atMs }: Headcount): HeadcountView {
  return { counted, recorded, note, staff: staffName, at: instantOf(atMs) };
}
