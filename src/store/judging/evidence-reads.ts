import type { Kysely } from 'kysely';
import type { Device } from '../../attendance/devices.ts';
import { shownEpochsOf, type ShownEpochs } from '../../attendance/displays.ts';
import type { Piece } from '../../attendance/facts.ts';
import type { StoredDecision, StoredRecord } from '../../attendance/record.ts';
import type { Session } from '../../attendance/session.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { atPlaces, inParts, placeKey, type Place } from './ask-in-parts.ts';
import { evidenceOfDevices } from './entry-reads.ts';
import { wordOf } from '../ports/display-reads.ts';
import { decisionOfRow } from '../rows/decision-row.ts';
import { deviceOfRow } from '../rows/device-row.ts';
import { pieceColumns, pieceOfRow } from '../rows/piece-row.ts';
import { recordOfRow } from '../rows/record-row.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { Tables } from '../tables.ts';

export async function readSessions(db: Kysely<Tables>, institutionId: number, sessionIds: Iterable<string>): Promise<ReadonlyMap<string, Session>> {
  const rows = await inParts(sessionIds, (some) =>
    db.selectFrom('session').selectAll().where('institution_id', '=', institutionId).where('session_id', 'in', some).execute(),
  );
  return new Map(rows.map((row) => [row.session_id, sessionOfRow(row)]));
}

export async function readShown(db: Kysely<Tables>, institutionId: number, sessionIds: Iterable<string>): Promise<ReadonlyMap<string, ShownEpochs>> {
  const rows = await inParts(sessionIds, (some) =>
    db
      .selectFrom('display_range')
      .select(['session_id', 'display_id', 'kind', 'first_epoch', 'last_epoch'])
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', some)
      .execute(),
  );
  const bySession = Map.groupBy(rows, (row) => row.session_id);
  return new Map([...bySession].map(([sessionId, own]) => [sessionId, shownEpochsOf([...Map.groupBy(own, (row) => row.display_id)].map(([id, said]) => wordOf(id, said)))]));
}

/** What is known of the codes of a session of which no display ever said anything. */
export const nothingShown: ShownEpochs = { shown: [], known: [] };

/** A device and what its links say of it. */
export interface KnownDevice {
  readonly device: Device;
  readonly isForked: boolean;
  readonly hasGaps: boolean;
}

/** By the letters of their ids. */
export async function readDevices(db: Kysely<Tables>, institutionId: number, deviceIds: Iterable<Uint8Array>): Promise<ReadonlyMap<string, KnownDevice>> {
  const rows = await inParts(deviceIds, (some) =>
    db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('device_id', 'in', some).execute(),
  );
  const known = rows.map((row) => ({ device: deviceOfRow(row), isForked: row.is_forked === 1, hasGaps: row.has_gaps === 1 }));
  return new Map(known.map((one) => [letterOfEachByte(one.device.deviceId), one]));
}

export async function readDevicesOf(db: Kysely<Tables>, institutionId: number, studentKeys: Iterable<string>): Promise<ReadonlyMap<string, readonly Device[]>> {
  const rows = await inParts(studentKeys, (some) =>
    db.selectFrom('device').selectAll().where('institution_id', '=', institutionId).where('student_key', 'in', some).execute(),
  );
  return Map.groupBy(rows.map(deviceOfRow), ({ studentKey }) => studentKey);
}

/** All evidence that devices sealed. */
export async function readPiecesOfDevices(db: Kysely<Tables>, institutionId: number, deviceIds: Iterable<Uint8Array>): Promise<readonly Piece[]> {
  const rows = await inParts(deviceIds, (some) =>
    evidenceOfDevices(db, institutionId, some).select(pieceColumns.map((name) => `evidence.${name}` as const)).execute(),
  );
  return rows.map(pieceOfRow);
}

/** All evidence at some places. */
export async function readPiecesAt(db: Kysely<Tables>, institutionId: number, places: readonly Place[]): Promise<readonly Piece[]> {
  const rows = await atPlaces(places, (sessionIds, studentKeys) =>
    db
      .selectFrom('evidence')
      .select(pieceColumns)
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', sessionIds)
      .where('student_key', 'in', studentKeys)
      .execute(),
  );
  return rows.map(pieceOfRow);
}

export async function readRecordsAt(db: Kysely<Tables>, institutionId: number, places: readonly Place[]): Promise<ReadonlyMap<string, StoredRecord>> {
  const rows = await atPlaces(places, (sessionIds, studentKeys) =>
    db
      .selectFrom('record')
      .selectAll()
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', sessionIds)
      .where('student_key', 'in', studentKeys)
      .execute(),
  );
  return new Map(rows.map(recordOfRow).map((record) => [placeKey(record), record]));
}

/** The decisions that nobody took back. */
export async function readDecisionsAt(db: Kysely<Tables>, institutionId: number, places: readonly Place[]): Promise<ReadonlyMap<string, readonly StoredDecision[]>> {
  const rows = await atPlaces(places, (sessionIds, studentKeys) =>
    db
      .selectFrom('decision')
      .selectAll()
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', sessionIds)
      .where('student_key', 'in', studentKeys)
      .where('undone_seq', 'is', null)
      .execute(),
  );
  const decisions = new Map<string, StoredDecision[]>();
  for (const row of rows) {
    const key = placeKey({ sessionId: row.session_id, studentKey: row.student_key });
    decisions.set(key, [...(decisions.get(key) ?? []), decisionOfRow(row)]);
  }
  return decisions;
}
