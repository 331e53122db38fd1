import type { Carrier } from '../protocol/carried-code.ts';
import { typedRhythm, type Rhythm } from '../protocol/code-window.ts';
import { hex } from '../protocol/bytes.ts';
import { burstsOf, type Burst } from './bursts.ts';
import type { RecordWithEvidence } from './ports.ts';

/**
 * What the arrivals of one session look like together. It describes and never judges: no record is made, changed or refused by
 * it. Everything here is a pure function of what is stored.
 */
export interface Insight {
  /** Ages of scanned codes, and of typed ones, which beat more slowly; neither for a static code, which has no age. */
  readonly codeAges: readonly CodeAges[];
  readonly arrivalsByMinute: readonly MinuteCount[];
  readonly bursts: readonly Burst[];
  readonly sharedDevices: readonly DeviceStudents[];
  /** Devices that no session had a record of before. */
  readonly newDevices: readonly DeviceStudents[];
  readonly devices: number;
  readonly ways: Ways;
}

export interface CodeAges {
  readonly way: 'scanned' | 'typed';
  readonly rotationSeconds: number;
  readonly graceSeconds: number;
  /** Arrivals in the window by whole seconds of age: T + G numbers. */
  readonly bySecond: readonly number[];
  /** Arrivals after the window. */
  readonly later: number;
}

export interface MinuteCount {
  /** Whole minutes after the session's start; negative where somebody was recorded before it. */
  readonly minute: number;
  readonly count: number;
}

export interface DeviceStudents {
  /** SHA-256 of the device's public key, hex. */
  readonly device: string;
  readonly students: readonly string[];
}

export interface Ways {
  readonly token: number;
  readonly json: number;
  readonly typed: number;
  /** Set by staff without a submission. */
  readonly byHand: number;
  readonly withoutDevice: number;
  /** Those that reached the server after their code's window. */
  readonly syncedLater: number;
}

/** What insight needs of one record; pages of records are brought down to it one by one. */
export interface Arrival {
  readonly studentId: string;
  readonly device: string | null;
  readonly carrier: Carrier;
  readonly receivedAtMs: number;
  readonly codeAgeMs: number | null;
  readonly isLater: boolean;
}

/** Null where staff set the record without a submission. What staff set afterwards changes nothing of how it arrived. */
export function arrivalOf({ record, evidence }: RecordWithEvidence): Arrival | null {
  if (evidence === null) return null;
  const { deviceId, carrier, receivedAtMs, codeAgeMs, reasons } = evidence;
  const isLater = reasons.includes('synced_after_window') || reasons.includes('synced_after_deadline');
  return { studentId: record.studentId, device: deviceId === null ? null : hex(deviceId), carrier, receivedAtMs, codeAgeMs, isLater };
}

/** `firstSeenMs`: when any session first had a record of each device; a device that is missing there is new. */
export function insightOf(rhythm: Rhythm, arrivals: readonly Arrival[], byHand: number, firstSeenMs: ReadonlyMap<string, number>): Insight {
  const devices = studentsByDevice(arrivals);
  return {
    codeAges: rhythm.rotationSeconds === 0 ? [] : codeAgesOf(rhythm, arrivals),
    arrivalsByMinute: countByMinute(rhythm.startsAtMs, arrivals),
    bursts: burstsOf(arrivals),
    sharedDevices: devices.filter(({ students }) => students.length > 1).map(shown),
    newDevices: devices.filter(({ device, sinceMs }) => (firstSeenMs.get(device) ?? sinceMs) >= sinceMs).map(shown),
    devices: devices.length,
    ways: {
      ...{ token: countOf(arrivals, ({ carrier }) => carrier === 'token'), json: countOf(arrivals, ({ carrier }) => carrier === 'json') },
      ...{ typed: countOf(arrivals, ({ carrier }) => carrier === 'typed'), byHand },
      withoutDevice: countOf(arrivals, ({ device }) => device === null),
      syncedLater: countOf(arrivals, ({ isLater }) => isLater),
    },
  };
}

function codeAgesOf(rhythm: Rhythm, arrivals: readonly Arrival[]): readonly CodeAges[] {
  const isTyped = ({ carrier }: Arrival) => carrier === 'typed';
  const typed = arrivals.filter(isTyped);
  const scanned = agesIn(rhythm, 'scanned', arrivals.filter((arrival) => !isTyped(arrival)));
  return typed.length === 0 ? [scanned] : [scanned, agesIn(typedRhythm(rhythm), 'typed', typed)];
}

function agesIn({ rotationSeconds, graceSeconds }: Rhythm, way: CodeAges['way'], arrivals: readonly Arrival[]): CodeAges {
  const bySecond = Array.from({ length: rotationSeconds + graceSeconds }, () => 0);
  let later = 0;
  for (const { codeAgeMs } of arrivals) {
    const second = Math.floor((codeAgeMs ?? 0) / 1000);
    if (second < bySecond.length) bySecond[second]!++;
    else later++;
  }
  return { way, rotationSeconds, graceSeconds, bySecond, later };
}

function countByMinute(startsAtMs: number, arrivals: readonly Arrival[]): readonly MinuteCount[] {
  const counts = new Map<number, number>();
  for (const { receivedAtMs } of arrivals) {
    const minute = Math.floor((receivedAtMs - startsAtMs) / 60_000);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts].map(([minute, count]) => ({ minute, count })).sort((left, right) => left.minute - right.minute);
}

/** The devices in the order of their first arrival, each with its students in theirs. */
function studentsByDevice(arrivals: readonly Arrival[]): readonly (DeviceStudents & { readonly sinceMs: number })[] {
  const devices = new Map<string, { readonly sinceMs: number; readonly students: Set<string> }>();
  for (const { device, studentId, receivedAtMs } of arrivals.toSorted((left, right) => left.receivedAtMs - right.receivedAtMs)) {
    if (device === null) continue;
    const known = devices.get(device) ?? { sinceMs: receivedAtMs, students: new Set() };
    known.students.add(studentId);
    devices.set(device, known);
  }
  return [...devices].map(([device, { sinceMs, students }]) => ({ device, sinceMs, students: [...students] }));
}

function shown({ device, students }: DeviceStudents): DeviceStudents {
  return { device, students };
}

function countOf(arrivals: readonly Arrival[], is: (arrival: Arrival) => boolean): number {
  return arrivals.filter(is).length;
}
