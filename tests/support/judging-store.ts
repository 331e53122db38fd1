import { chainFacts, type ChainFact, type Link } from '../../src/attendance/chain.ts';
import { deviceStateAt, type Device } from '../../src/attendance/devices.ts';
import { isShown, type ShownEpochs } from '../../src/attendance/displays.ts';
import { judge, rhythmOf, type Facts, type Judgement, type Scan } from '../../src/attendance/evidence.ts';
import { maxFurtherEvidence, type CommitItem } from '../../src/attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from '../../src/attendance/record.ts';
import { checkAt, type Session } from '../../src/attendance/session.ts';
import { letterOfEachByte } from '../../src/protocol/bytes.ts';
import { epochStartMs } from '../../src/protocol/code-window.ts';
import { standingOfGrade } from '../../src/protocol/words.ts';

/**
 * The store's rules about evidence, in memory and said once more in the plainest way: everything is computed anew from all that
 * arrived, with the pure functions of the attendance room. It keeps no decisions of staff.
 */
export interface JudgingStore {
  /** As it was answered, in the order of arrival. */
  readonly evidence: Evidence[];
  readonly refused: RefusedAttempt[];
  /** What displays said, by session. */
  readonly shown: Map<string, ShownEpochs>;
  commit(batch: readonly CommitItem[]): Promise<readonly CommitOutcome[]>;
  findEvidence(institutionId: number, entryId: Uint8Array): Promise<Evidence | undefined>;
  findRecord(institutionId: number, sessionId: string, studentKey: string): Promise<StoredRecord | undefined>;
  judgementOf(evidence: Evidence): { readonly facts: Facts; readonly judgement: Judgement };
}

const standings = ['counted', 'provisional', 'held'];

export function judgingStore(sessions: readonly Session[]): JudgingStore {
  const sessionById = new Map(sessions.map((session) => [session.sessionId, session]));
  const evidence: Evidence[] = [];
  const refused: RefusedAttempt[] = [];
  const shown = new Map<string, ShownEpochs>();
  const contacts = new Map<string, number>();
  const byId = new Map<string, Evidence>();
  const byPlace = new Map<string, Evidence[]>();
  const byDevice = new Map<string, Evidence[]>();
  const links = new Map<string, Link[]>();
  const ownerOf = new Map<string, string>();
  const devicesOf = new Map<string, Set<string>>();

  function commitOne(item: CommitItem): CommitOutcome {
    if (item.kind === 'contact') {
      const head = letterOfEachByte(item.head);
      contacts.set(head, Math.min(item.atMs, contacts.get(head) ?? Infinity));
      return { kind: 'noted' };
    }
    if (item.kind === 'refused') {
      refused.push(item);
      if (item.link !== null) addTo(links, letterOfEachByte(item.link.deviceId), { ...item.link, receivedAtMs: item.atMs });
      return { kind: 'noted' };
    }
    const earlier = byId.get(letterOfEachByte(item.entryId));
    if (earlier !== undefined) return { kind: 'replayed', evidence: earlier };
    if (item.head !== null) commitOne({ kind: 'contact', institutionId: item.institutionId, head: item.head, atMs: item.receivedAtMs });
    const there = byPlace.get(placeOf(item)) ?? [];
    if (there.length > 0 && item.deviceId === null) return { kind: 'duplicate', record: recordAt(there)! };
    if (there.length > maxFurtherEvidence) return { kind: 'duplicate', record: recordAt(there)! };
    keep(item);
    const judged = { ...item, ...judgementOf(item).judgement };
    const record = recordAt(byPlace.get(placeOf(item))!)!;
    const isStored = there.length === 0 || record.entryId === item.entryId || checkOf(item) !== null;
    const answered: Evidence = { ...judged, answered: isStored ? 'accepted' : 'duplicate' };
    byId.set(letterOfEachByte(item.entryId), answered);
    evidence.push(answered);
    return isStored ? { kind: 'stored', record, evidence: answered } : { kind: 'duplicate', record };
  }

  function keep(item: Evidence): void {
    addTo(byPlace, placeOf(item), item);
    if (item.deviceId === null || item.chain === null) return;
    const device = letterOfEachByte(item.deviceId);
    addTo(byDevice, device, item);
    addTo(links, device, { ...item.chain, entryId: item.entryId, receivedAtMs: item.receivedAtMs });
    bind(device);
  }

  /** The owner is the student of the lowest place in the chain that is no guest's. */
  function bind(device: string): void {
    const own = byDevice.get(device)!.filter(({ isGuest }) => !isGuest);
    const [first] = own.toSorted((left, right) => left.chain!.seq - right.chain!.seq || compareIds(left, right));
    const before = ownerOf.get(device);
    if (first === undefined || before === first.studentKey) return;
    if (before !== undefined) devicesOf.get(before)!.delete(device);
    ownerOf.set(device, first.studentKey);
    devicesOf.set(first.studentKey, (devicesOf.get(first.studentKey) ?? new Set()).add(device));
  }

  function judgementOf(item: Evidence): { readonly facts: Facts; readonly judgement: Judgement } {
    const { carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, deviceId, way } = item;
    const scan: Scan = { session: sessionOf(item), carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs, queued, isDeviceSigned: deviceId !== null, way };
    const fact = chainOf(item);
    const facts: Facts = { notAfterMs: fact?.notAfterMs ?? receivedAtMs, chain: fact?.chain ?? 'holds', device: deviceFact(item, scan), shown: shownFact(item) };
    return { facts, judgement: judge(scan, facts) };
  }

  function chainOf({ deviceId, entryId }: Evidence): ChainFact | undefined {
    return deviceId === null ? undefined : chainFacts(links.get(letterOfEachByte(deviceId))!, contacts).get(letterOfEachByte(entryId));
  }

  function deviceFact(item: Evidence, scan: Scan): Facts['device'] {
    if (item.deviceId === null) return 'own';
    const device = letterOfEachByte(item.deviceId);
    const owner = ownerOf.get(device);
    if (item.isGuest && owner !== item.studentKey) {
      const guests = byDevice.get(device)!.filter(({ isGuest, sessionId, studentKey }) => isGuest && sessionId === item.sessionId && studentKey !== owner);
      const students = new Set(guests.toSorted((left, right) => left.scannedAtMs - right.scannedAtMs || compareIds(left, right)).map(({ studentKey }) => studentKey));
      return [...students].indexOf(item.studentKey) < sessionOf(item).policy.borrowedPhones ? 'guest' : 'of_other_student';
    }
    if (owner !== item.studentKey) return 'of_other_student';
    const own = [...devicesOf.get(owner)!].map((id) => asDevice(id, owner));
    const { scannedAtMs } = judge(scan, { notAfterMs: item.receivedAtMs, chain: 'holds', device: 'own', shown: 'unknown' });
    const state = deviceStateAt(own, own.find(({ deviceId }) => letterOfEachByte(deviceId) === device)!, scannedAtMs, scan.session.policy.deviceCoolDownHours * 3_600_000);
    return state === 'waiting' || state === 'replaced' ? state : 'own';
  }

  function asDevice(id: string, studentKey: string): Device {
    const all = byDevice.get(id)!;
    return {
      ...{ institutionId: 1, deviceId: all[0]!.deviceId!, publicKey: all[0]!.devicePublicKey!, studentId: studentKey, studentKey, boundBy: 'first_use' },
      ...{ firstSeenAtMs: Math.min(...all.map(({ receivedAtMs }) => receivedAtMs)), approvedAtMs: null, revokedAtMs: null, revokedBy: null },
    };
  }

  function shownFact(item: Evidence): Facts['shown'] {
    const said = shown.get(item.sessionId);
    if (said === undefined || item.carrier === 'typed') return 'unknown';
    const each = [item.epoch, ...(item.secondEpoch === null ? [] : [item.secondEpoch])].map((epoch) => isShown(said, epoch));
    return each.includes('not_shown') ? 'not_shown' : each[0]!;
  }

  function recordAt(there: readonly Evidence[]): StoredRecord | undefined {
    const judged = there.map((item) => ({ item, judgement: judgementOf(item).judgement }));
    const best = judged.toSorted(
      (left, right) =>
        standings.indexOf(standingOfGrade[left.judgement.grade]) - standings.indexOf(standingOfGrade[right.judgement.grade]) ||
        Number(left.item.deviceId === null) - Number(right.item.deviceId === null) ||
        left.judgement.scannedAtMs - right.judgement.scannedAtMs ||
        compareIds(left.item, right.item),
    )[0];
    if (best === undefined) return undefined;
    const { sessionId, studentId, studentKey, entryId, deviceId, receivedAtMs } = best.item;
    const { status, grade, reasons, scannedAtMs, latencyMs } = best.judgement;
    const checks = judged.filter(({ judgement }) => standingOfGrade[judgement.grade] !== 'held').map(({ item }) => checkOf(item));
    return {
      ...{ sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs },
      ...{ note: null, isAsked: false, seq: 0, checks: [...new Set(checks.filter((check) => check !== null))].toSorted((left, right) => left - right) },
    };
  }

  function checkOf(item: Evidence): number | null {
    const session = sessionOf(item);
    return checkAt(session, session.rotationSeconds === 0 ? item.receivedAtMs : epochStartMs(rhythmOf(session, item.carrier), item.epoch));
  }

  function sessionOf({ sessionId }: Evidence): Session {
    return sessionById.get(sessionId)!;
  }

  return {
    ...{ evidence, refused, shown, judgementOf },
    commit: async (batch) => batch.map(commitOne),
    findEvidence: async (_, entryId) => byId.get(letterOfEachByte(entryId)),
    findRecord: async (_, sessionId, studentKey) => recordAt(byPlace.get(placeOf({ sessionId, studentKey })) ?? []),
  };
}

function placeOf({ sessionId, studentKey }: Pick<Evidence, 'sessionId' | 'studentKey'>): string {
  return `${sessionId} ${studentKey}`;
}

function compareIds(left: Evidence, right: Evidence): number {
  return letterOfEachByte(left.entryId) < letterOfEachByte(right.entryId) ? -1 : 1;
}

function addTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
