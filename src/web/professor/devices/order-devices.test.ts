import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { orderDevices, shortIdOf } from './order-devices.ts';

function deviceOf(id: string, state: DeviceView['state'], seen: string): DeviceView {
  return {
    ...{ device_id: id.padEnd(43, 'x'), student_id: 'S-1', state, first_seen_at: seen, last_seen_at: seen, active_from: null, entries: 1, is_forked: false },
    ...{ bound_by: 'first_use', revoked_at: null, revoked_by: null },
  };
}

test('what waits for staff stands first, and otherwise the newest', () => {
  const devices = [deviceOf('old', 'active', '2026-03-01T09:00:00Z'), deviceOf('new', 'revoked', '2026-03-03T09:00:00Z'), deviceOf('waits', 'waiting', '2026-03-02T09:00:00Z')];
  assert.deepEqual(orderDevices(devices).map(shortIdOf), ['waitsxxx', 'newxxxxx', 'oldxxxxx']);
});
