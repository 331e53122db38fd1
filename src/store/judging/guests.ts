import type { Kysely } from 'kysely';
import { countedGuests, type Piece } from '../../attendance/facts.ts';
import type { Session } from '../../attendance/session.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { pieceColumns, pieceOfRow } from '../rows/piece-row.ts';
import { padded } from '../sql/many-rows.ts';
import type { Tables } from '../tables.ts';
import { inParts, uniqueBytes, type Place } from './ask-in-parts.ts';
import { readDevices, readSessions, type KnownDevice } from './evidence-reads.ts';

/** A device in a session in which it was lent. */
export interface Lent {
  readonly sessionId: string;
  readonly deviceId: Uint8Array;
}

export function lentKey({ sessionId, deviceId }: Lent): string {
  return `${sessionId} ${letterOfEachByte(deviceId)}`;
}

/** Of each submission of a guest, which guests of its device count in its session. */
export async function readCountedGuests(
  db: Kysely<Tables>,
  institutionId: number,
  pieces: readonly Piece[],
  sessions: ReadonlyMap<string, Session>,
  devices: ReadonlyMap<string, KnownDevice>,
): Promise<(piece: Piece) => ReadonlySet<string>> {
  const lent = pieces.filter(({ isGuest }) => isGuest).flatMap(lentOf);
  const counted = new Map(
    [...(await readGuests(db, institutionId, lent))].map(([key, guests]) => {
      const { sessionId, deviceId } = lentOf(guests[0]!)[0]!;
      return [key, countedGuests(guests, devices.get(letterOfEachByte(deviceId))?.device.studentKey, sessions.get(sessionId)!)];
    }),
  );
  return (piece) => (piece.isGuest ? lentOf(piece).map((one) => counted.get(lentKey(one)))[0] : undefined) ?? nobody;
}

const nobody: ReadonlySet<string> = new Set();

/** Where guests stand who may count or not count since some more came, each named once for every time that it was lent. */
export async function readMovedGuests(db: Kysely<Tables>, institutionId: number, lent: readonly Lent[]): Promise<readonly Place[]> {
  if (lent.length === 0) return [];
  const times = Map.groupBy(lent, lentKey);
  const sessions = await readSessions(db, institutionId, new Set(lent.map(({ sessionId }) => sessionId)));
  const devices = await readDevices(db, institutionId, uniqueBytes(lent.map(({ deviceId }) => deviceId)).values());
  return [...(await readGuests(db, institutionId, lent))].flatMap(([key, guests]) => {
    const { sessionId, deviceId } = times.get(key)![0]!;
    const owner = devices.get(letterOfEachByte(deviceId))?.device.studentKey;
    return [...countedGuests(guests, owner, sessions.get(sessionId)!, times.get(key)!.length)].map((studentKey) => ({ sessionId, studentKey }));
  });
}

/** What declared guests of devices sent in sessions, by `lentKey`. */
async function readGuests(db: Kysely<Tables>, institutionId: number, lent: readonly Lent[]): Promise<ReadonlyMap<string, readonly Piece[]>> {
  const wanted = new Set(lent.map(lentKey));
  const deviceIds = padded([...uniqueBytes(lent.map(({ deviceId }) => deviceId)).values()]);
  const rows = await inParts(new Set(lent.map(({ sessionId }) => sessionId)), (some) =>
    db
      .selectFrom('evidence')
      .select(pieceColumns)
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', some)
      .where('device_id', 'in', deviceIds)
      .where('is_guest', '=', 1)
      .execute(),
  );
  const guests = Map.groupBy(rows.map(pieceOfRow), (piece) => lentOf(piece).map(lentKey)[0]!);
  return new Map([...guests].filter(([key]) => wanted.has(key)));
}

function lentOf({ sessionId, deviceId }: Piece): readonly Lent[] {
  return deviceId === null ? [] : [{ sessionId, deviceId }];
}
