import { chainFacts, type Link } from '../../src/attendance/chain.ts';
import type { Device } from '../../src/attendance/devices.ts';
import type { ShownEpochs } from '../../src/attendance/displays.ts';
import { judge } from '../../src/attendance/evidence.ts';
import { answeredChecks, bestOf, bindingOf, checkOf, compareWorth, countedGuests, factsOf, scanOf, type Judged, type Surroundings } from '../../src/attendance/facts.ts';
import { maxFurtherEvidence, type CommitItem } from '../../src/attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { letterOfEachByte } from '../../src/protocol/bytes.ts';

/**
 * The store's rules about evidence, in memory and in the plainest way: everything is computed anew from all that arrived, with the
 * pure functions of the attendance room, whenever it is asked for. It keeps no decisions of staff.
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
}

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
    const before = recordAt(there)?.entryId;
    keep(item);
    const judged = { ...item, ...judgedAt(item).judgement };
    const record = recordAt(byPlace.get(placeOf(item))!)!;
    const isStored = there.length === 0 || betters(item, byId.get(letterOfEachByte(before!))!) || checkOf(sessionOf(item), item) !== null;
    const answered: Evidence = { ...judged, answered: isStored ? 'accepted' : 'duplicate' };
    byId.set(letterOfEachByte(item.entryId), answered);
    evidence.push(answered);
    return isStored ? { kind: 'stored', record, evidence: answered } : { kind: 'duplicate', record };
  }

  function betters(item: Evidence, before: Evidence): boolean {
    return compareWorth(judgedAt(item), judgedAt(before)) < 0;
  }

  function keep(item: Evidence): void {
    addTo(byPlace, placeOf(item), item);
    if (item.deviceId === null || item.chain === null) return;
    const device = letterOfEachByte(item.deviceId);
    addTo(byDevice, device, item);
    addTo(links, device, { ...item.chain, entryId: item.entryId, receivedAtMs: item.receivedAtMs });
    bind(device);
  }

  function bind(device: string): void {
    const owner = bindingOf(byDevice.get(device)!)?.studentKey;
    const before = ownerOf.get(device);
    if (owner === undefined || before === owner) return;
    if (before !== undefined) devicesOf.get(before)!.delete(device);
    ownerOf.set(device, owner);
    devicesOf.set(owner, (devicesOf.get(owner) ?? new Set()).add(device));
  }

  function judgedAt(piece: Evidence): Judged<Evidence> {
    const session = sessionOf(piece);
    const facts = factsOf(piece, session, surroundingsOf(piece, session));
    return { piece, facts, judgement: judge(scanOf(piece, session), facts) };
  }

  function surroundingsOf({ deviceId, entryId, sessionId }: Evidence, session: Session): Surroundings {
    const epochs = shown.get(sessionId) ?? { shown: [], known: [] };
    if (deviceId === null) return { chain: undefined, device: undefined, devicesOfOwner: [], guests: new Set(), shown: epochs };
    const id = letterOfEachByte(deviceId);
    const owner = ownerOf.get(id);
    const devicesOfOwner = owner === undefined ? [] : [...devicesOf.get(owner)!].map((each) => asDevice(each, owner));
    return {
      chain: chainFacts(links.get(id)!, contacts).get(letterOfEachByte(entryId)),
      device: devicesOfOwner.find((each) => letterOfEachByte(each.deviceId) === id),
      devicesOfOwner,
      guests: countedGuests(byDevice.get(id)!.filter((piece) => piece.sessionId === sessionId), owner, session),
      shown: epochs,
    };
  }

  function asDevice(id: string, studentKey: string): Device {
    const all = byDevice.get(id)!;
    return {
      ...{ institutionId: 1, deviceId: all[0]!.deviceId!, publicKey: all[0]!.devicePublicKey!, studentId: studentKey, studentKey, boundBy: 'first_use' },
      ...{ firstSeenAtMs: Math.min(...all.map(({ receivedAtMs }) => receivedAtMs)), approvedAtMs: null, revokedAtMs: null, revokedBy: null },
    };
  }

  function recordAt(there: readonly Evidence[]): StoredRecord | undefined {
    const judged = there.map(judgedAt);
    const best = bestOf(judged);
    if (best === undefined) return undefined;
    const { sessionId, studentId, studentKey, entryId, deviceId, receivedAtMs } = best.piece;
    const { status, grade, reasons, scannedAtMs, latencyMs } = best.judgement;
    return {
      ...{ sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs },
      ...{ note: null, isAsked: false, seq: 0, checks: answeredChecks(sessionOf(best.piece), judged) },
    };
  }

  function sessionOf({ sessionId }: Evidence): Session {
    return sessionById.get(sessionId)!;
  }

  return {
    ...{ evidence, refused, shown },
    commit: async (batch) => batch.map(commitOne),
    findEvidence: async (_, entryId) => byId.get(letterOfEachByte(entryId)),
    findRecord: async (_, sessionId, studentKey) => recordAt(byPlace.get(placeOf({ sessionId, studentKey })) ?? []),
  };
}

function placeOf({ sessionId, studentKey }: Pick<Evidence, 'sessionId' | 'studentKey'>): string {
  return `${sessionId} ${studentKey}`;
}

function addTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
