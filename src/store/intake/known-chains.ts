import { equalInConstantTime, letterOfEachByte } from '../../protocol/bytes.ts';
import type { Link } from '../../attendance/chain.ts';
import { weighedDevices } from '../../attendance/facts.ts';
import type { Device } from '../../attendance/devices.ts';
import type { Contact, Evidence } from '../../attendance/record.ts';
import type { Around, ChainEnd, KnownDevice, KnownLink } from './around.ts';
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
  /** The link of evidence; whether it says nothing but that its student's device made the next entry of a sound chain. */
  extend(evidence: Evidence): boolean;
}

export function knownChains(around: Around): KnownChains {
  const links: LinkRow[] = [];
  const contacts = new Map<string, ContactRow>();
  const devices: DeviceRow[] = [];
  const touched = new Map<string, Uint8Array>();
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

  /** Whether it is the next link of a chain in which nothing is missing that it could be. */
  function addLink(institutionId: number, deviceId: Uint8Array, { entryId, seq, prev, receivedAtMs }: Link, isRefused: boolean): boolean {
    const deviceKey = letterOfEachByte(deviceId);
    const key = letterOfEachByte(entryId);
    const end = ends.get(deviceKey);
    const device = knownDevices.get(deviceKey);
    knownLinks.set(key, { deviceId, receivedAtMs });
    links.push({ institution_id: institutionId, device_id: deviceId, seq, entry_id: entryId, prev, received_at_ms: receivedAtMs, is_refused: isRefused ? 1 : 0 });
    if (end === undefined || seq > end.seq) ends.set(deviceKey, { seq, entryId, receivedAtMs });
    if ((contactAtMs.get(key) ?? Infinity) < receivedAtMs || device?.isForked === true || around.awaited.has(key)) return false;
    if (end === undefined) return seq === 0 && prev === null;
    // One that arrived before the end of the chain bounds what it was built on.
    return receivedAtMs >= end.receivedAtMs && seq === end.seq + 1 && prev !== null && equalInConstantTime(prev, end.entryId);
  }

  function add(institutionId: number, deviceId: Uint8Array, link: Link): void {
    if (knownLinks.has(letterOfEachByte(link.entryId))) return;
    const isNext = addLink(institutionId, deviceId, link, true);
    if (!isNext) touched.set(letterOfEachByte(deviceId), deviceId);
  }

  function extend(evidence: Evidence): boolean {
    const { institutionId, entryId, chain, receivedAtMs, studentKey, isGuest } = evidence;
    const deviceId = evidence.deviceId!;
    const isFirst = !ends.has(letterOfEachByte(deviceId));
    const isNext = addLink(institutionId, deviceId, { entryId, seq: chain?.seq ?? 0, prev: chain?.prev ?? null, receivedAtMs }, false);
    if (isNext && !isGuest) {
      const device = deviceOf(deviceId);
      if (device === undefined && isFirst && devicesOf(studentKey).length === 0) {
        bind(evidence, deviceId);
        return true;
      }
      if (device !== undefined && device.studentKey === studentKey && device.firstSeenAtMs <= receivedAtMs) return true;
    }
    touched.set(letterOfEachByte(deviceId), deviceId);
    return false;
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
    ...{ links, devices, touched, deviceOf, devicesOf, tell, add, extend },
    get contacts() {
      return [...contacts.values()];
    },
    isRevokedAt(deviceId, atMs) {
      const revokedAtMs = deviceOf(deviceId)?.revokedAtMs ?? null;
      return revokedAtMs !== null && revokedAtMs <= atMs;
    },
  };
}
