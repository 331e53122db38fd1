import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { arrivalOf, insightOf, type Arrival } from './insight.ts';
import { classId, deviceless, someEvidence } from '../../tests/conformance/samples.ts';
import { recordOfEvidence } from '../store/rows/record-row.ts';

const rhythm = { startsAtMs: 1_000_000, rotationSeconds: 5, graceSeconds: 10 };

function arrival(parts: Partial<Arrival> = {}): Arrival {
  return { studentId: 'S', device: 'aa', carrier: 'token', receivedAtMs: 1_000_000, codeAgeMs: 0, isLater: false, ...parts };
}

const look = (arrivals: readonly Arrival[], byHand = 0, firstSeen: readonly (readonly [string, number])[] = []) => insightOf(rhythm, arrivals, byHand, new Map(firstSeen));

test('a record that staff set without a submission is no arrival; one that staff changed later is', () => {
  const evidence = someEvidence('S', 'a', { sessionId: classId, reasons: ['synced_after_window'] });
  const record = { ...recordOfEvidence(evidence, 1), grade: 'manual', reasons: ['set_by_staff'] } as const;
  assert.equal(arrivalOf({ record, evidence: null }), null);
  assert.equal(arrivalOf({ record, evidence })?.isLater, true);
  assert.equal(arrivalOf({ record, evidence: deviceless('S', 'b', { reasons: ['no_device_signature'] }) })?.device, null);
});

test('ages fall into whole seconds of the window, and what came after it is counted apart', () => {
  const ages = [0, 999, 1_000, 14_999, 15_000, 90_000];
  const [scanned, ...rest] = look(ages.map((codeAgeMs) => arrival({ codeAgeMs }))).codeAges;
  assert.deepEqual(rest, []);
  assert.deepEqual([scanned!.way, scanned!.rotationSeconds, scanned!.graceSeconds], ['scanned', 5, 10]);
  assert.deepEqual(scanned!.bySecond, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assert.equal(scanned!.later, 2);
});

test('typed codes stand apart, with the beat of typed codes', () => {
  const [scanned, typed] = look([arrival(), arrival({ carrier: 'typed', codeAgeMs: 59_999 })]).codeAges;
  assert.equal(scanned!.bySecond[0], 1);
  assert.deepEqual([typed!.way, typed!.bySecond.length, typed!.bySecond[59]], ['typed', 60, 1]);
});

test('a static code has no ages', () => {
  assert.deepEqual(insightOf({ ...rhythm, rotationSeconds: 0 }, [arrival({ codeAgeMs: null })], 0, new Map()).codeAges, []);
});

test('a device with two students is shown with both, and a device that was seen before this session is not new', () => {
  const arrivals = [
    arrival({ studentId: 'B', receivedAtMs: 1_002_000 }),
    arrival({ studentId: 'A', receivedAtMs: 1_001_000 }),
    arrival({ studentId: 'C', device: 'bb', receivedAtMs: 1_003_000 }),
    arrival({ studentId: 'D', device: null }),
  ];
  const { sharedDevices, newDevices, devices } = look(arrivals, 0, [['aa', 1_001_000], ['bb', 999]]);
  assert.deepEqual(sharedDevices, [{ device: 'aa', students: ['A', 'B'] }]);
  assert.deepEqual(newDevices.map(({ device }) => device), ['aa']);
  assert.equal(devices, 2);
});

test('arrivals are counted by whole minutes after the start, without empty ones', () => {
  const minutes = look([0, 59_999, 60_000, 3_600_000, -1].map((ms) => arrival({ receivedAtMs: 1_000_000 + ms }))).arrivalsByMinute;
  assert.deepEqual(minutes, [{ minute: -1, count: 1 }, { minute: 0, count: 2 }, { minute: 1, count: 1 }, { minute: 60, count: 1 }]);
});

const arrivals: fc.Arbitrary<Arrival> = fc.record({
  studentId: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
  device: fc.option(fc.constantFrom('aa', 'bb', 'cc')),
  carrier: fc.constantFrom('token', 'json', 'typed'),
  receivedAtMs: fc.integer({ min: 900_000, max: 9_000_000 }),
  codeAgeMs: fc.nat(120_000),
  isLater: fc.boolean(),
});

test('nobody is counted twice or left out, and the order of the records changes nothing', () => {
  fc.assert(
    fc.property(fc.array(arrivals, { maxLength: 60 }), fc.nat(9), (all, byHand) => {
      const insight = look(all, byHand);
      const ages = insight.codeAges.flatMap(({ bySecond, later }) => [...bySecond, later]);
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      assert.equal(sum(ages), all.length);
      assert.equal(sum(insight.arrivalsByMinute.map(({ count }) => count)), all.length);
      const { token, json, typed } = insight.ways;
      assert.deepEqual([token + json + typed, insight.ways.byHand], [all.length, byHand]);
      assert.equal(insight.ways.syncedLater, all.filter(({ isLater }) => isLater).length);
      const turned = look(all.toReversed(), byHand);
      assert.deepEqual([turned.codeAges, turned.arrivalsByMinute, turned.ways, turned.devices], [insight.codeAges, insight.arrivalsByMinute, insight.ways, insight.devices]);
    }),
  );
});
