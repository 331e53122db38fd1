import type { Transaction } from 'kysely';
import { chainFacts, type ChainFact, type Link } from '../../attendance/chain.ts';
import type { Device } from '../../attendance/devices.ts';
import { bindingOf, type Piece } from '../../attendance/facts.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { isEntry } from './entry-reads.ts';
import { uniqueBytes } from './ask-in-parts.ts';
import { readChains } from './chain-reads.ts';
import { readDevices, readDevicesOf, readPiecesOfDevices } from './evidence-reads.ts';
import type { DeviceRow } from '../evidence-tables.ts';
import type { Tables } from '../tables.ts';

/** What a change added to chains, by `letterOfEachByte`: entries, and the contacts that were earlier than before, each with what was known before. */
export interface ChainNews {
  readonly entryIds: ReadonlySet<string>;
  readonly contactsBefore: ReadonlyMap<string, number | undefined>;
}

/**
 * Brings the rows of devices to what their evidence and their links say, and answers the submissions that are touched by it. Where a
 * device turns out to be another student's, or to be older, that is everything of it and of the student's other devices, of which
 * only some count at a time; else, with `news`, only that of which the chain now says something else. Of guests it says nothing.
 */
export async function refreshDevices(tx: Transaction<Tables>, institutionId: number, deviceIds: readonly Uint8Array[], news?: ChainNews): Promise<readonly Piece[]> {
  const asked = uniqueBytes(deviceIds);
  const rows = await readDevices(tx, institutionId, asked.values());
  const pieces = Map.groupBy(await readPiecesOfDevices(tx, institutionId, asked.values()), ({ deviceId }) => letterOfEachByte(deviceId!));
  const { links, contactAtMs } = await readChains(tx, institutionId, [...asked.values()].map((deviceId) => ({ deviceId, fromSeq: 0 })));
  const students = new Set<string>();
  const touched: Piece[] = [];
  for (const [key, deviceId] of asked) {
    const own = pieces.get(key) ?? [];
    const chain = links.get(key) ?? [];
    const facts = chainFacts(chain, contactAtMs);
    const before = rows.get(key)?.device;
    const after = boundDevice(institutionId, deviceId, before, own);
    if (after !== undefined) await keepDevice(tx, before, after, flagsOf(facts));
    const isSame = before?.studentKey === after?.studentKey && before?.firstSeenAtMs === after?.firstSeenAtMs;
    if (!isSame) for (const { studentKey } of [before, after].filter((bound) => bound !== undefined)) students.add(studentKey);
    touched.push(...(isSame && news !== undefined ? own.filter(isTouchedBy(news, chain, facts, contactAtMs)) : own));
  }
  const others = uniqueBytes([...(await readDevicesOf(tx, institutionId, students)).values()].flat().map(({ deviceId }) => deviceId));
  const rest = [...others].filter(([key]) => !asked.has(key)).map(([, deviceId]) => deviceId);
  return [...touched, ...(await readPiecesOfDevices(tx, institutionId, rest))];
}

type ChainFacts = ReadonlyMap<string, ChainFact>;

/** Whether the chain says of a submission what it did not say before. */
function isTouchedBy(news: ChainNews, chain: readonly Link[], now: ChainFacts, contactAtMs: ReadonlyMap<string, number>): (piece: Piece) => boolean {
  const isNew = ({ entryId }: { readonly entryId: Uint8Array }) => news.entryIds.has(letterOfEachByte(entryId));
  const contacts = new Map(contactAtMs);
  for (const [key, atMs] of news.contactsBefore) contacts.set(key, atMs ?? Infinity);
  const before = chainFacts(chain.filter((link) => !isNew(link)), contacts);
  return (piece) => {
    const key = letterOfEachByte(piece.entryId);
    const [was, is] = [before.get(key), now.get(key)];
    return isNew(piece) || was?.chain !== is?.chain || was?.notAfterMs !== is?.notAfterMs;
  };
}

function flagsOf(facts: ChainFacts): Pick<DeviceRow, 'is_forked' | 'has_gaps'> {
  const chains = new Set([...facts.values()].map(({ chain }) => chain));
  return { is_forked: Number(chains.has('fork')), has_gaps: Number(chains.has('gap')) };
}

type Bound = Pick<Device, 'institutionId' | 'deviceId' | 'studentId' | 'studentKey' | 'boundBy' | 'firstSeenAtMs'> & { readonly entryId: Uint8Array | null };

/** Undefined where only guests ever used it. */
function boundDevice(institutionId: number, deviceId: Uint8Array, before: Device | undefined, pieces: readonly Piece[]): Bound | undefined {
  const binding = bindingOf(pieces);
  const arrivals = pieces.map(({ receivedAtMs }) => receivedAtMs);
  const firstSeenAtMs = arrivals.length === 0 ? before?.firstSeenAtMs : arrivals.reduce((least, atMs) => Math.min(least, atMs));
  const student = before?.boundBy === 'staff' ? before : (binding ?? before);
  if (student === undefined || firstSeenAtMs === undefined) return undefined;
  const { studentId, studentKey } = student;
  return { institutionId, deviceId, studentId, studentKey, boundBy: before?.boundBy ?? 'first_use', firstSeenAtMs, entryId: binding?.entryId ?? null };
}

async function keepDevice(tx: Transaction<Tables>, before: Device | undefined, after: Bound, flags: Pick<DeviceRow, 'is_forked' | 'has_gaps'>): Promise<void> {
  const state = { student_id: after.studentId, student_key: after.studentKey, first_seen_at_ms: after.firstSeenAtMs, ...flags };
  if (before !== undefined) {
    await tx.updateTable('device').set(state).where('institution_id', '=', after.institutionId).where('device_id', '=', after.deviceId).execute();
    return;
  }
  const { device_public_key } = await tx
    .selectFrom('evidence')
    .select('device_public_key')
    .where('institution_id', '=', after.institutionId)
    .where('entry_id', '=', after.entryId!)
    .where(isEntry)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('device')
    .values({
      ...{ institution_id: after.institutionId, device_id: after.deviceId, public_key: device_public_key!, bound_by: after.boundBy },
      ...{ approved_at_ms: null, revoked_at_ms: null, revoked_by: null },
      ...state,
    })
    .execute();
}
