import type { Kysely } from 'kysely';
import { chainFacts, type ChainFact } from '../../attendance/chain.ts';
import type { Device } from '../../attendance/devices.ts';
import { judge } from '../../attendance/evidence.ts';
import { factsOf, scanOf, weighedDevices, type Judged, type Piece } from '../../attendance/facts.ts';
import type { Session } from '../../attendance/session.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { uniqueBytes } from './ask-in-parts.ts';
import { readChains, type ChainTail } from './chain-reads.ts';
import { nothingShown, readDevices, readDevicesOf, readSessions, readShown, type KnownDevice } from './evidence-reads.ts';
import { readCountedGuests } from './guests.ts';
import type { Tables } from '../tables.ts';

export interface JudgedStored<Some extends Piece = Piece> extends Judged<Some> {
  readonly session: Session;
  /** The one that sealed it, bound; null where it is not sealed or where only guests ever used the device. */
  readonly device: Device | null;
  readonly boundBy: ChainFact['boundBy'];
}

/** Judges submissions with everything that is stored about them; they need not be stored themselves, but their links must be. */
export async function judgeStored<Some extends Piece>(db: Kysely<Tables>, institutionId: number, pieces: readonly Some[]): Promise<readonly JudgedStored<Some>[]> {
  if (pieces.length === 0) return [];
  const sessionIds = new Set(pieces.map(({ sessionId }) => sessionId));
  const sessions = await readSessions(db, institutionId, sessionIds);
  const shown = await readShown(db, institutionId, sessionIds);
  const deviceIds = uniqueBytes(pieces.map(({ deviceId }) => deviceId));
  const devices = await readDevices(db, institutionId, deviceIds.values());
  const devicesOf = await readDevicesOf(db, institutionId, new Set([...devices.values()].map(({ device }) => device.studentKey)));
  const weighed = new Map([...devicesOf].map(([studentKey, own]) => [studentKey, weighedDevices(own)]));
  const chains = await readChainFacts(db, institutionId, tailsOf(pieces, devices));
  const guestsOf = await readCountedGuests(db, institutionId, pieces, sessions, devices);

  return pieces.map((piece) => {
    const session = sessions.get(piece.sessionId)!;
    const deviceKey = piece.deviceId === null ? '' : letterOfEachByte(piece.deviceId);
    const device = devices.get(deviceKey)?.device;
    const chain = chains.get(deviceKey)?.get(letterOfEachByte(piece.entryId));
    const facts = factsOf(piece, session, {
      ...{ chain, device, shown: shown.get(piece.sessionId) ?? nothingShown },
      devicesOfOwner: device === undefined ? [] : (weighed.get(device.studentKey) ?? []),
      guests: guestsOf(piece),
    });
    return { piece, session, facts, judgement: judge(scanOf(piece, session), facts), device: device ?? null, boundBy: chain?.boundBy ?? 'arrival' };
  });
}

async function readChainFacts(db: Kysely<Tables>, institutionId: number, tails: readonly ChainTail[]): Promise<ReadonlyMap<string, ReadonlyMap<string, ChainFact>>> {
  const { links, contactAtMs } = await readChains(db, institutionId, tails);
  return new Map([...links].map(([device, own]) => [device, chainFacts(own, contactAtMs)]));
}

/** In a chain without a fork, what is said of an entry is said by those behind it, and by the one before it that must be there. */
function tailsOf(pieces: readonly Piece[], devices: ReadonlyMap<string, KnownDevice>): readonly ChainTail[] {
  const tails = new Map<string, ChainTail>();
  for (const { deviceId, chain } of pieces) {
    if (deviceId === null) continue;
    const key = letterOfEachByte(deviceId);
    const isSound = devices.get(key)?.isForked === false;
    const fromSeq = isSound ? (chain?.seq ?? 0) - 1 : 0;
    tails.set(key, { deviceId, fromSeq: Math.min(fromSeq, tails.get(key)?.fromSeq ?? Infinity) });
  }
  return [...tails.values()];
}
