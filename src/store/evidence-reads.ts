import type { Kysely } from 'kysely';
import type { Link } from '../attendance/chain.ts';
import type { Device } from '../attendance/devices.ts';
import { shownEpochsOf, type ShownEpochs } from '../attendance/displays.ts';
import type { Piece } from '../attendance/facts.ts';
import type { Session } from '../attendance/session.ts';
import { letterOfEachByte } from '../protocol/bytes.ts';
import { readWords } from './display-reads.ts';
import { padded } from './many-rows.ts';
import { deviceOfRow } from './rows/device-row.ts';
import { pieceColumns, pieceOfRow } from './rows/piece-row.ts';
import { sessionOfRow } from './rows/session-row.ts';
import type { Tables } from './tables.ts';

/** What one statement names at most. */
const namesAtOnce = 256;

/** Asks in as many statements as it takes; the same names are asked for once. */
export async function inParts<Name, Row>(names: Iterable<Name>, ask: (some: readonly Name[]) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const all = [...names];
  const rows: Row[] = [];
  for (let start = 0; start < all.length; start += namesAtOnce) {
    for (const row of await ask(padded(all.slice(start, start + namesAtOnce)))) rows.push(row);
  }
  return rows;
}

/** Byte strings by their letters, each once. */
export function uniqueBytes(list: readonly (Uint8Array | null)[]): ReadonlyMap<string, Uint8Array> {
  return new Map(list.filter((bytes) => bytes !== null).map((bytes) => [letterOfEachByte(bytes), bytes]));
}

export async function readSessions(db: Kysely<Tables>, institutionId: number, sessionIds: Iterable<string>): Promise<ReadonlyMap<string, Session>> {
  const rows = await inParts(sessionIds, (some) =>
    db.selectFrom('session').selectAll().where('institution_id', '=', institutionId).where('session_id', 'in', some).execute(),
  );
  return new Map(rows.map((row) => [row.session_id, sessionOfRow(row)]));
}

export async function readShown(db: Kysely<Tables>, institutionId: number, sessionIds: Iterable<string>): Promise<ReadonlyMap<string, ShownEpochs>> {
  const shown = new Map<string, ShownEpochs>();
  for (const sessionId of sessionIds) shown.set(sessionId, shownEpochsOf(await readWords(db, institutionId, sessionId)));
  return shown;
}

export async function readDevices(db: Kysely<Tables>, institutionId: number, deviceIds: Iterable<Uint8Array>): Promise<readonly Device[]> {
  const rows = await inParts(deviceIds, (some) =>
    db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('device_id', 'in', some).execute(),
  );
  return rows.map(deviceOfRow);
}

export async function readDevicesOf(db: Kysely<Tables>, institutionId: number, studentKeys: Iterable<string>): Promise<ReadonlyMap<string, readonly Device[]>> {
  const rows = await inParts(studentKeys, (some) =>
    db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('student_key', 'in', some).execute(),
  );
  return Map.groupBy(rows.map(deviceOfRow), ({ studentKey }) => studentKey);
}

/** The links of whole devices, by device, and the contacts with any of them, by entry. */
export async function readChains(db: Kysely<Tables>, institutionId: number, deviceIds: Iterable<Uint8Array>) {
  const rows = await inParts(deviceIds, (some) =>
    db
      .selectFrom('link')
      .leftJoin('contact', (join) => join.onRef('contact.institution_id', '=', 'link.institution_id').onRef('contact.head', '=', 'link.entry_id'))
      .select(['link.device_id', 'link.seq', 'link.entry_id', 'link.prev', 'link.received_at_ms', 'contact.at_ms'])
      .where('link.institution_id', '=', institutionId)
      .where('link.device_id', 'in', some)
      .execute(),
  );
  const links = new Map<string, Link[]>();
  const contactAtMs = new Map<string, number>();
  for (const row of rows) {
    const link: Link = { entryId: row.entry_id, seq: row.seq, prev: row.prev, receivedAtMs: row.received_at_ms };
    const device = letterOfEachByte(row.device_id);
    const known = links.get(device);
    if (known === undefined) links.set(device, [link]);
    else known.push(link);
    if (row.at_ms !== null) contactAtMs.set(letterOfEachByte(row.entry_id), row.at_ms);
  }
  return { links, contactAtMs };
}

/** All evidence that devices sealed. */
export async function readPiecesOfDevices(db: Kysely<Tables>, institutionId: number, deviceIds: Iterable<Uint8Array>): Promise<readonly Piece[]> {
  const rows = await inParts(deviceIds, (some) =>
    db
      .selectFrom('evidence')
      .select(pieceColumns)
      .where('institution_id', '=', institutionId)
      .where('device_id', 'in', some)
      .where('device_id', 'is not', null)
      .execute(),
  );
  return rows.map(pieceOfRow);
}

/** All evidence of students in a session. */
export async function readPiecesAt(db: Kysely<Tables>, institutionId: number, sessionId: string, studentKeys: Iterable<string>): Promise<readonly Piece[]> {
  const rows = await inParts(studentKeys, (some) =>
    db
      .selectFrom('evidence')
      .select(pieceColumns)
      .where('institution_id', '=', institutionId)
      .where('session_id', '=', sessionId)
      .where('student_key', 'in', some)
      .execute(),
  );
  return rows.map(pieceOfRow);
}
