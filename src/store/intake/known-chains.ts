import { equalInConstantTime, letterOfEachByte } from '../../protocol/bytes.ts';
import type { Link } from '../../attendance/chain.ts';
import { weighedDevices } from '../../attendance/facts.ts';
import type { Device } from '../../attendance/devices.ts';
import type { Contact, Evidence } from '../../attendance/record.ts';
import type { KnownDevice } from '../judging/evidence-reads.ts';
import type { Lent } from '../judging/guests.ts';
import type { Around, ChainEnd, KnownLink } from './around.ts';
import type { ContactRow, DeviceRow, LinkRow } from '../evidence-tables.ts';

/** The chains of a batch's devices, kept up to date while the batch is planned, and what the batch adds to them. */
export interface KnownChains {
  readonly links: readonly LinkRow[];
  readonly contacts: readonly ContactRow[];
  readonly devices: readonly DeviceRow[];
  /** Devices of which something more than the new entry is said; by the letters of their id. */
  readonly touched: ReadonlyMap<string, Uint8Array>;
  isRevokedAt(deviceId: Uint8Array, atMs: number): boolean;
  deviceOf(deviceId: Uint8Array): Device | undefined;
  devicesOf(studentKey: string): readonly Device[];
  /** A contact with an entry; it says nothing of an entry that arrived before. */
  tell(contact: Pick<Contact, 'institutionId' | 'head' | 'atMs'>): void;
  /** A link of an entry that was refused. */
  add(institutionId: number, deviceId: Uint8Array, link: Link): void;
  /** Devices that were lent to a guest in a session: which of the guests count is to be asked again. */
  readonly lent: readonly Lent[];
  /** The link of evidence; whether it says nothing but that its student's device made the next entry of a sound chain. */
  extend(evidence: Evidence): boolean;
}

/** Where an entry stands: behind all others of a sound chain, there with a bound that nothing else is to be judged by again, or elsewhere. */
type Placing = 'next' | 'bounds_itself' | 'out_of_turn' | 'left_out';

/** From here on an entry of which the server heard before it came is no reason to read all that it was built on. */
const longChain = 4_096;

export function knownChains(around: Around): KnownChains {
  const links: LinkRow[] = [];
  const contacts = new Map<string, ContactRow>();
  const devices: DeviceRow[] = [];
  const touched = new Map<string, Uint8Array>();
  const lent: Lent[] = [];
  const contactAtMs = new Map(around.contacts);
  const knownLinks = new Map<string, KnownLink>(around.links);
  const ends = new Map<string, ChainEnd>(around.ends);
  const knownDevices = new Map<string, KnownDevice>(around.devices);
  const newDevicesOf = new Map<string, Device>();

  function deviceOf(deviceId: Uint8Array): Device | undefined {
    return knownDevices.get(letterOfEachByte(deviceId))?.device;
  }

  function devicesOf(studentKey: string): readonly Device[] {
    const added = newDevicesOf.get(studentKey);
    const before = weighedDevices(around.devicesOf.get(studentKey) ?? []);
    return added === undefined ? before : [...before, added];
  }

  function tell({ institutionId, head, atMs }: Pick<Contact, 'institutionId' | 'head' | 'atMs'>): void {
    const key = letterOfEachByte(head);
    const link = knownLinks.get(key);
    if (atMs >= Math.min(link?.receivedAtMs ?? Infinity, contactAtMs.get(key) ?? Infinity)) return;
    contactAtMs.set(key, atMs);
    contacts.set(key, { institution_id: institutionId, head, at_ms: atMs });
    if (link !== undefined) touched.set(letterOfEachByte(link.deviceId), link.deviceId);
  }

  /** Places the link of an entry at the end of its device's chain, if it belongs there. */
  function addLink(institutionId: number, deviceId: Uint8Array, { entryId, seq, prev, receivedAtMs }: Link, isRefused: boolean): Placing {
    const deviceKey = letterOfEachByte(deviceId);
    const key = letterOfEachByte(entryId);
    const end = ends.get(deviceKey);
    const isInTurn = end === undefined ? seq === 0 && prev === null : seq === end.seq + 1 && prev !== null && equalInConstantTime(prev, end.entryId);
    const isSound = isInTurn && knownDevices.get(deviceKey)?.isForked !== true && !around.awaited.has(key);
    if (!isSound && around.full.has(deviceKey)) return 'left_out';
    knownLinks.set(key, { deviceId, receivedAtMs });
    links.push({ institution_id: institutionId, device_id: deviceId, seq, entry_id: entryId, prev, received_at_ms: receivedAtMs, is_refused: isRefused ? 1 : 0 });
    if (end === undefined || seq > end.seq) ends.set(deviceKey, { seq, entryId, receivedAtMs });
    if (!isSound) return 'out_of_turn';
    // One that was known before it arrived, or arrived before the end of the chain, bounds what it was built on.
    const isKnownBefore = (contactAtMs.get(key) ?? Infinity) < receivedAtMs || (end !== undefined && receivedAtMs < end.receivedAtMs);
    if (!isKnownBefore) return 'next';
    return seq < longChain ? 'out_of_turn' : 'bounds_itself';
  }

  function add(institutionId: number, deviceId: Uint8Array, link: Link): void {
    if (knownLinks.has(letterOfEachByte(link.entryId))) return;
    if (addLink(institutionId, deviceId, link, true) === 'out_of_turn') touched.set(letterOfEachByte(deviceId), deviceId);
  }

  function extend(evidence: Evidence): boolean {
    const { institutionId, sessionId, entryId, chain, receivedAtMs, studentKey, isGuest } = evidence;
    const deviceId = evidence.deviceId!;
    const isFirst = !ends.has(letterOfEachByte(deviceId));
    const placing = addLink(institutionId, deviceId, { entryId, seq: chain?.seq ?? 0, prev: chain?.prev ?? null, receivedAtMs }, false);
    const device = deviceOf(deviceId);
    if (placing === 'next' && device === undefined && isFirst && !isGuest && devicesOf(studentKey).length === 0) {
      bind(evidence, deviceId);
      return true;
    }
    // Behind all that is known of a device it changes neither whose that is nor what its chain says of others.
    const isBehind = placing !== 'out_of_turn' && device !== undefined && device.firstSeenAtMs <= receivedAtMs;
    if (!isBehind && placing !== 'left_out') touched.set(letterOfEachByte(deviceId), deviceId);
    if (isGuest) lent.push({ sessionId, deviceId });
    return placing === 'next' && isBehind && !isGuest && device.studentKey === studentKey;
  }

  function bind({ institutionId, devicePublicKey, studentId, studentKey, receivedAtMs }: Evidence, deviceId: Uint8Array): void {
    const publicKey = devicePublicKey!;
    const device: Device = {
      ...{ institutionId, deviceId, publicKey, studentId, studentKey, boundBy: 'first_use', firstSeenAtMs: receivedAtMs },
      ...{ approvedAtMs: null, revokedAtMs: null, revokedBy: null },
    };
    newDevicesOf.set(studentKey, device);
    knownDevices.set(letterOfEachByte(deviceId), { device, isForked: false, hasGaps: false });
    devices.push({
      ...{ institution_id: institutionId, device_id: deviceId, public_key: publicKey, student_key: studentKey, student_id: studentId },
      ...{ bound_by: 'first_use', first_seen_at_ms: receivedAtMs, approved_at_ms: null, revoked_at_ms: null, revoked_by: null },
      ...{ is_forked: 0, has_gaps: 0 },
    });
  }

  return {
    ...{ links, devices, touched, lent, deviceOf, devicesOf, tell, add, extend },
    get contacts() {
      return [...contacts.values()];
    },
    isRevokedAt(deviceId, atMs) {
      const revokedAtMs = deviceOf(deviceId)?.revokedAtMs ?? null;
      return revokedAtMs !== null && revokedAtMs <= atMs;
    },
  };
}
