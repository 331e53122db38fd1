import { letterOfEachByte } from '../../protocol/bytes.ts';
import { standingOfGrade } from '../../protocol/words.ts';
import { judge } from '../../attendance/evidence.ts';
import { checkOf, deviceFact, maxWeighedDevices, scanOf, shownFact } from '../../attendance/facts.ts';
import { maxEvidence, maxFurtherEvidence, type CommitItem } from '../../attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from '../../attendance/record.ts';
import type { Around } from './around.ts';
import { placeKey, type Place } from '../judging/ask-in-parts.ts';
import { nothingShown } from '../judging/evidence-reads.ts';
import type { Lent } from '../judging/guests.ts';
import type { ContactRow, DeviceRow, LinkRow } from '../evidence-tables.ts';
import { knownChains } from './known-chains.ts';
import type { ChainNews } from '../judging/refresh-devices.ts';
import { recordOfEvidence, rowOfRefusal } from '../rows/record-row.ts';
import type { RefusedAttemptRow } from '../tables.ts';

/** What the database holds of the things that a batch names, by `entryKey`, `placeKey` and `keptKey`. It is kept up to date while planning. */
export interface Known {
  readonly evidence: Map<string, Evidence>;
  readonly records: Map<string, StoredRecord>;
  /** How many sealed submissions are kept for one student in one session: in all, and of each device. */
  readonly kept: Map<string, number>;
}

export interface CommitPlan {
  readonly outcomes: readonly CommitOutcome[];
  readonly evidence: readonly Evidence[];
  /** The record that was there before, of what is stored beside one: it is answered by what it changes. */
  readonly further: ReadonlyMap<string, StoredRecord>;
  readonly newRecords: readonly StoredRecord[];
  readonly refused: readonly RefusedAttemptRow[];
  readonly links: readonly LinkRow[];
  readonly contacts: readonly ContactRow[];
  readonly devices: readonly DeviceRow[];
  /** What has to be judged again with everything that is stored. */
  readonly touched: { readonly deviceIds: readonly Uint8Array[]; readonly lent: readonly Lent[]; readonly places: readonly Place[]; readonly news: ChainNews };
}

export function entryKey(entryId: Uint8Array): string {
  return letterOfEachByte(entryId);
}

export function keptKey(place: Place, deviceId: Uint8Array): string {
  return `${placeKey(place)} ${letterOfEachByte(deviceId)}`;
}

/** Decides a batch of one institution, in order; the places of its changes begin at `firstSeq`. */
export function planCommit(batch: readonly CommitItem[], known: Known, around: Around, firstSeq: number): CommitPlan {
  const evidence: Evidence[] = [];
  const further = new Map<string, StoredRecord>();
  const newRecords: StoredRecord[] = [];
  const refused: RefusedAttemptRow[] = [];
  const places = new Map<string, Place>();
  const chains = knownChains(around);
  let seq = firstSeq;

  function decide(item: CommitItem): CommitOutcome {
    if (item.kind === 'contact') {
      chains.tell(item);
      return { kind: 'noted' };
    }
    if (item.kind === 'refused') {
      if (item.link !== null && !chains.isRevokedAt(item.link.deviceId, item.atMs)) {
        chains.add(item.institutionId, item.link.deviceId, { ...item.link, receivedAtMs: item.atMs });
      }
      return refuse(item);
    }
    const first = known.evidence.get(entryKey(item.entryId));
    if (first !== undefined) return { kind: 'replayed', evidence: first };
    if (item.deviceId !== null && chains.isRevokedAt(item.deviceId, item.receivedAtMs)) {
      refuse({ ...item, kind: 'refused', link: null, code: 'device_revoked', atMs: item.receivedAtMs });
      return { kind: 'revoked' };
    }
    if (item.head !== null) chains.tell({ institutionId: item.institutionId, head: item.head, atMs: item.receivedAtMs });
    const standing = known.records.get(placeKey(item));
    if (item.deviceId === null) return standing === undefined ? store(item, true) : { kind: 'duplicate', record: standing };
    if (standing !== undefined && isCrowdedOut(item, item.deviceId)) return { kind: 'duplicate', record: standing };
    const isSimple = chains.extend(item);
    if (standing === undefined) return store(item, isSimple);
    return storeBeside(item, item.deviceId, standing);
  }

  function refuse(attempt: RefusedAttempt): CommitOutcome {
    refused.push(rowOfRefusal(attempt, seq++));
    return { kind: 'noted' };
  }

  /** The first of a student. Where nothing else speaks about it, it has its judgement and its record at once. */
  function store(item: Evidence, extendsChain: boolean): CommitOutcome {
    const isSimple = extendsChain && !around.decided.has(placeKey(item));
    const judged = isSimple ? judgedAlone(item) : item;
    const record = recordOfEvidence(judged, seq++, isSimple ? checksOf(judged) : []);
    if (isSimple) newRecords.push(record);
    else places.set(placeKey(item), item);
    keep(judged, record);
    return { kind: 'stored', record, evidence: judged };
  }

  /** Beside a record, and where there is much already, only what the student's own keys sealed is kept: anybody can make up keys. */
  function isCrowdedOut(item: Evidence, deviceId: Uint8Array): boolean {
    const devices = chains.devicesOf(item.studentKey);
    if ((known.kept.get(placeKey(item)) ?? 0) < maxEvidence && devices.length < maxWeighedDevices) return false;
    const session = around.sessions.get(item.sessionId);
    return session !== undefined && deviceFact(item, session, chains.deviceOf(deviceId), devices, new Set()) !== 'own';
  }

  function storeBeside(item: Evidence, deviceId: Uint8Array, standing: StoredRecord): CommitOutcome {
    const kept = known.kept.get(keptKey(item, deviceId)) ?? 0;
    if (kept > maxFurtherEvidence) return { kind: 'duplicate', record: standing };
    known.kept.set(keptKey(item, deviceId), kept + 1);
    known.kept.set(placeKey(item), (known.kept.get(placeKey(item)) ?? 0) + 1);
    places.set(placeKey(item), item);
    further.set(entryKey(item.entryId), standing);
    keep(item, standing);
    return { kind: 'stored', record: standing, evidence: item };
  }

  function keep(item: Evidence, record: StoredRecord): void {
    known.evidence.set(entryKey(item.entryId), item);
    known.records.set(placeKey(item), record);
    evidence.push(item);
  }

  /** With the little that can be known of what extends a sound chain of the student's own device, or of what no device sealed. */
  function judgedAlone(item: Evidence): Evidence {
    const session = around.sessions.get(item.sessionId);
    if (session === undefined) return item;
    const shown = shownFact(item, session, around.shown.get(item.sessionId) ?? nothingShown);
    const device = item.deviceId === null ? 'own' : deviceFact(item, session, chains.deviceOf(item.deviceId), chains.devicesOf(item.studentKey), new Set());
    if (device === 'own' && shown !== 'not_shown') return item;
    return { ...item, ...judge(scanOf(item, session), { notAfterMs: item.receivedAtMs, chain: 'holds', device, shown }) };
  }

  function checksOf(item: Evidence): readonly number[] {
    const session = around.sessions.get(item.sessionId);
    const check = session === undefined || session.checks.length === 0 || standingOfGrade[item.grade] === 'held' ? null : checkOf(session, item);
    return check === null ? [] : [check];
  }

  const outcomes = batch.map(decide);
  const { links, contacts, devices, touched, lent } = chains;
  return {
    ...{ outcomes, evidence, further, newRecords, refused, links, contacts, devices },
    touched: { deviceIds: [...touched.values()], lent, places: [...places.values()], news: newsOf(links, contacts, around) },
  };
}

function newsOf(links: readonly LinkRow[], contacts: readonly ContactRow[], around: Around): ChainNews {
  return {
    entryIds: new Set(links.map((link) => entryKey(link.entry_id))),
    contactsBefore: new Map(contacts.map(({ head }) => [entryKey(head), around.contacts.get(entryKey(head))])),
  };
}
