import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { deviceStateAt, maxActiveDevices, type Device } from './devices.ts';

const hour = 3_600_000;
const coolDownMs = 24 * hour;

function device(name: number, firstSeenAtMs: number, changes: Partial<Device> = {}): Device {
  return {
    ...{ institutionId: 1, deviceId: new Uint8Array(32).fill(name), publicKey: new Uint8Array(65), studentId: 'S', studentKey: 'S', boundBy: 'first_use', firstSeenAtMs },
    ...{ approvedAtMs: null, revokedAtMs: null, revokedBy: null },
    ...changes,
  };
}

function statesAt(devices: readonly Device[], atMs: number): string {
  return devices.map((each) => deviceStateAt(devices, each, atMs, coolDownMs)).join(' ');
}

test('two devices count at once, for what they scanned before they were first seen too', () => {
  const two = [device(1, 10 * hour), device(2, 11 * hour)];
  assert.equal(statesAt(two, 12 * hour), 'active active');
  assert.equal(statesAt(two, 9 * hour), 'active active');
});

test('a third waits for its cool-down, and then counts in place of the first', () => {
  const three = [device(1, 10 * hour), device(2, 11 * hour), device(3, 20 * hour)];
  assert.equal(statesAt(three, 44 * hour - 1), 'active active waiting');
  assert.equal(statesAt(three, 44 * hour), 'replaced active active');
});

test('staff let a third count at once, and what it scanned before with it', () => {
  const three = [device(1, 10 * hour), device(2, 11 * hour), device(3, 20 * hour, { approvedAtMs: 30 * hour })];
  assert.equal(statesAt(three, 31 * hour), 'replaced active active');
  assert.equal(statesAt(three, 21 * hour), 'active active active');
});

test('staff let a replaced one count again, in place of the other old one', () => {
  const three = [device(1, 10 * hour, { approvedAtMs: 60 * hour }), device(2, 11 * hour), device(3, 20 * hour)];
  assert.equal(statesAt(three, 61 * hour), 'active replaced active');
});

test('a revoked key counts for nothing from then on, and for all that it did before', () => {
  const one = [device(1, 10 * hour, { revokedAtMs: 20 * hour })];
  assert.equal(statesAt(one, 20 * hour - 1), 'active');
  assert.equal(statesAt(one, 20 * hour), 'revoked');
});

test('revoking frees the place for the one that waits, from then on', () => {
  const devices = [device(1, 10 * hour), device(2, 11 * hour, { revokedAtMs: 25 * hour }), device(3, 20 * hour), device(4, 21 * hour)];
  assert.equal(statesAt(devices, 25 * hour - 1), 'active active waiting waiting');
  assert.equal(statesAt(devices, 25 * hour), 'active revoked active waiting');
});

test('a new phone after a revoked one takes nothing away from what the revoked one recorded', () => {
  const devices = [device(1, 10 * hour, { revokedAtMs: 15 * hour }), device(2, 20 * hour), device(3, 30 * hour)];
  assert.equal(statesAt(devices, 12 * hour), 'active active waiting');
  assert.equal(statesAt(devices, 31 * hour), 'revoked active active');
});

test('a course without a cool-down replaces the oldest at once', () => {
  const three = [device(1, 10), device(2, 11), device(3, 20)];
  assert.deepEqual(three.map((each) => deviceStateAt(three, each, 20, 0)), ['replaced', 'active', 'active']);
});

/** One student's devices of a term: up to six, some revoked, some approved. */
const pockets = fc.uniqueArray(
  fc.record({
    name: fc.nat(255),
    firstSeenAtMs: fc.nat(500).map((hours) => hours * hour),
    revokedAfter: fc.option(fc.nat(200)),
    approvedAfter: fc.option(fc.nat(200), { freq: 1 }),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
);
const devicesOf = (pocket: readonly { name: number; firstSeenAtMs: number; revokedAfter: number | null; approvedAfter: number | null }[]) =>
  pocket.map(({ name, firstSeenAtMs, revokedAfter, approvedAfter }) =>
    device(name, firstSeenAtMs, {
      revokedAtMs: revokedAfter === null ? null : firstSeenAtMs + revokedAfter * hour,
      approvedAtMs: approvedAfter === null ? null : firstSeenAtMs + approvedAfter * hour,
    }),
  );
const instants = fc.integer({ min: -10, max: 800 }).map((hours) => hours * hour);

test('at no instant do more than two count, but for what an approval vouches for backwards', () => {
  fc.assert(
    fc.property(pockets, instants, (pocket, atMs) => {
      const devices = devicesOf(pocket);
      const active = devices.filter((each) => deviceStateAt(devices, each, atMs, coolDownMs) === 'active' && (each.approvedAtMs ?? -Infinity) <= atMs);
      assert.ok(active.length <= maxActiveDevices, `${active.length} active`);
    }),
    { numRuns: 20_000 },
  );
});

test('while any key is not revoked and was never a third, the student has one that counts', () => {
  fc.assert(
    fc.property(pockets, instants, (pocket, atMs) => {
      const devices = devicesOf(pocket);
      const states = devices.map((each) => deviceStateAt(devices, each, atMs, coolDownMs));
      const alive = states.filter((state) => state !== 'revoked').length;
      assert.ok(states.filter((state) => state === 'active').length >= Math.min(alive, maxActiveDevices) || states.includes('waiting'));
      assert.ok(states.filter((state) => state === 'active').length >= Math.min(alive, 1));
    }),
    { numRuns: 20_000 },
  );
});

test('neither a device that is seen later nor a later revocation changes what a device was before', () => {
  fc.assert(
    fc.property(pockets, instants, fc.nat(255), (pocket, atMs, name) => {
      const devices = devicesOf(pocket.filter((each) => each.name !== name));
      const later = device(name, Math.max(atMs, ...devices.map(({ firstSeenAtMs }) => firstSeenAtMs)) + hour);
      const lost = devices.map((each) => (each.revokedAtMs === null ? { ...each, revokedAtMs: Math.max(atMs, each.firstSeenAtMs) + hour } : each));
      const before = devices.map((each) => deviceStateAt(devices, each, atMs, coolDownMs));
      const withLater = [...devices, later];
      assert.deepEqual(devices.map((each) => deviceStateAt(withLater, each, atMs, coolDownMs)), before);
      assert.deepEqual(lost.map((each) => deviceStateAt(lost, each, atMs, coolDownMs)), before);
    }),
    { numRuns: 20_000 },
  );
});

test('the order of the list says nothing', () => {
  fc.assert(
    fc.property(pockets, instants, (pocket, atMs) => {
      const devices = devicesOf(pocket);
      const reversed = devices.toReversed();
      for (const each of devices) assert.equal(deviceStateAt(reversed, each, atMs, coolDownMs), deviceStateAt(devices, each, atMs, coolDownMs));
    }),
  );
});
