import assert from 'node:assert/strict';
import type { DisplayReport } from '../../src/attendance/displays.ts';
import type { Decision, Evidence } from '../../src/attendance/record.ts';
import { studentKeyOf } from '../../src/protocol/student-number.ts';
import type { Store } from '../../src/store/open.ts';
import { aSession, bytesOf, classId, institutionId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** Values and questions of the suites about devices, displays and the desk. */

/** An entry of a named device, live in its window; `seq` is its place in the chain. */
export function anEntryOf(device: string, studentId: string, seq: number, parts: Partial<Evidence> = {}): Evidence {
  const entry = (place: number) => `${device} ${place}`;
  return someEvidence(studentId, entry(seq), {
    deviceId: bytesOf(device),
    devicePublicKey: new Uint8Array(65).fill(device.length),
    chain: { seq, prev: seq === 0 ? null : bytesOf(entry(seq - 1)) },
    ...parts,
  });
}

/** A report that arrives in epoch 30, five seconds each. */
export function aReport(parts: Partial<DisplayReport> = {}): DisplayReport {
  return {
    ...{ institutionId, sessionId: classId, displayId: 'left', name: null, known: null, shown: [] },
    ...{ isHidden: false, isLast: false, atMs: startMs + 150_000 },
    ...parts,
  };
}

export function aDecision(studentId: string, kind: Decision['kind'], parts: Partial<Decision> = {}): Decision {
  return {
    ...{ kind, institutionId, sessionId: classId, studentId, studentKey: studentKeyOf(studentId), status: null, expectedSeq: null },
    ...{ note: `to ${kind}`, staffName: 'Dr. Rao', atMs: startMs + 600_000 },
    ...parts,
  };
}

export async function undo({ desk }: Store, studentKey: string, seq: number) {
  return desk.undoDecision({ institutionId, sessionId: classId, studentKey, seq, staffName: 'Dr. Ito', atMs: startMs + 700_000 });
}

export async function decided({ desk }: Store, decision: Decision) {
  const result = await desk.decide(decision);
  assert.ok(typeof result === 'object', `decided: ${String(result)}`);
  return result;
}

export async function openClass(openEmptyStore: OpenEmptyStore, test: Parameters<OpenEmptyStore>[0]): Promise<Store> {
  const store = await openEmptyStore(test);
  await store.sessions.insertSession(aSession({ lateAfterMinutes: 0 }));
  return store;
}

export const findRecord = ({ records }: Store, studentKey: string) => records.findRecord(institutionId, classId, studentKey);
