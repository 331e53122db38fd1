import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { decidedRecord, standingWord } from '../../attendance/decided.ts';
import { answeredChecks, bestOf } from '../../attendance/facts.ts';
import type { StoredDecision, StoredRecord } from '../../attendance/record.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { takePlaces } from '../change-order.ts';
import { placeKey, type Place } from './ask-in-parts.ts';
import { readDecisionsAt, readPiecesAt, readRecordsAt } from './evidence-reads.ts';
import { readMovedGuests, type Lent } from './guests.ts';
import { judgeStored, type JudgedStored } from './judge-stored.ts';
import { refreshDevices, type ChainNews } from './refresh-devices.ts';
import { recordOfPiece, rowOfRecord } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';
import { auditTextOf, moveRecord } from '../desk/write-record.ts';

/** What may rest on something that changed. */
export interface Reassessed {
  readonly deviceIds?: readonly Uint8Array[];
  /** Devices that were lent once more, each as often as they were. */
  readonly lent?: readonly Lent[];
  readonly places?: readonly Place[];
  readonly sessionIds?: readonly string[];
  /** All that is new about the devices' chains; without it everything of the devices is judged again. */
  readonly news?: ChainNews;
}

/** Who caused it, for the audit trail; `evidence` where nobody of staff did. */
export interface ReassessCause {
  readonly staffName: string;
  readonly atMs: number;
}

/** Places that are judged together. */
const placesAtOnce = 256;

/** Judges everything again that rests on what is named, in the transaction of the change, and answers the records that it changed. */
export async function reassess(tx: Transaction<Tables>, institutionId: number, what: Reassessed, cause: ReassessCause): Promise<readonly StoredRecord[]> {
  return (await reassessAll(tx, institutionId, what, cause)).changes.map(({ record }) => record);
}

export interface RecordChange {
  readonly before: StoredRecord | undefined;
  readonly record: StoredRecord;
}

export interface Reassessment {
  readonly changes: readonly RecordChange[];
  /** Everything that was judged, by `letterOfEachByte(entryId)`. */
  readonly judged: ReadonlyMap<string, JudgedStored>;
  /** The records as they are now, by `placeKey`. */
  readonly records: ReadonlyMap<string, StoredRecord>;
}

/** A dry one only answers what it would do. */
export async function reassessAll(
  tx: Transaction<Tables>,
  institutionId: number,
  what: Reassessed,
  cause: ReassessCause,
  isDry = false,
): Promise<Reassessment> {
  const changes: RecordChange[] = [];
  const judged = new Map<string, JudgedStored>();
  const records = new Map<string, StoredRecord>();
  const places = await placesOf(tx, institutionId, what);
  for (let start = 0; start < places.length; start += placesAtOnce) {
    const some = places.slice(start, start + placesAtOnce);
    const now = await standingAt(tx, institutionId, some);
    for (const one of now.judged) judged.set(letterOfEachByte(one.piece.entryId), one);
    for (const { before, after } of now.records) {
      if (after === undefined) continue;
      const record = isSame(before, after) ? before! : { ...after, seq: isDry ? after.seq : await takePlaces(tx, institutionId, 1) };
      records.set(placeKey(record), record);
      if (record === before) continue;
      if (!isDry) await writeRecord(tx, institutionId, before, record, cause);
      changes.push({ before, record });
    }
  }
  return { changes, judged, records };
}

/** Every place with evidence that rests on what is named. */
async function placesOf(tx: Transaction<Tables>, institutionId: number, { deviceIds = [], lent = [], places = [], sessionIds = [], news }: Reassessed): Promise<readonly Place[]> {
  const found = new Map<string, Place>(places.map((place) => [placeKey(place), place]));
  const add = (place: Place) => found.set(placeKey(place), { sessionId: place.sessionId, studentKey: place.studentKey });
  if (deviceIds.length > 0) (await refreshDevices(tx, institutionId, deviceIds, news)).forEach(add);
  (await readMovedGuests(tx, institutionId, lent)).forEach(add);
  for (const sessionId of sessionIds) {
    const rows = await tx
      .selectFrom('evidence')
      .select('student_key')
      .distinct()
      .where('institution_id', '=', institutionId)
      .where('session_id', '=', sessionId)
      .execute();
    for (const row of rows) add({ sessionId, studentKey: row.student_key });
  }
  return [...found.values()];
}

/** What the records of places are, and what they are by all that is stored; the place in the order of changes is the one of before. */
export async function standingAt(tx: Transaction<Tables>, institutionId: number, places: readonly Place[]) {
  const judged = await judgeStored(tx, institutionId, await readPiecesAt(tx, institutionId, places));
  const byPlace = Map.groupBy(judged, ({ piece }) => placeKey(piece));
  const stored = await readRecordsAt(tx, institutionId, places);
  const decisions = await readDecisionsAt(tx, institutionId, places.filter((place) => isSpokenOf(stored.get(placeKey(place)))));
  const records = places.map((place) => {
    const key = placeKey(place);
    const before = stored.get(key);
    return { before, after: standingRecord(byPlace.get(key) ?? [], before, decisions.get(key) ?? []) };
  });
  return { judged, records };
}

/** Only these can have decisions: a student who had no record yet may have been decided about by a refused scan. */
function isSpokenOf(record: StoredRecord | undefined): boolean {
  return record === undefined || record.grade === 'manual' || record.isAsked;
}

/** Staff's decision stands over evidence, and what arrives later only adds the checks that it answers. */
function standingRecord(judged: readonly JudgedStored[], before: StoredRecord | undefined, decisions: readonly StoredDecision[]): StoredRecord | undefined {
  const best = bestOf(judged);
  if (best === undefined) return before;
  const { decision, isAsked } = standingWord(decisions);
  const checks = answeredChecks(best.session, judged);
  if (before !== undefined && before.grade === 'manual' && decision !== null) return { ...before, checks, isAsked };
  const record = { ...recordOfPiece(best.piece, best.judgement, before?.seq ?? 0, checks), isAsked };
  return decision === null ? record : { ...decidedRecord(decision, record), isAsked };
}

function isSame(before: StoredRecord | undefined, after: StoredRecord): boolean {
  return before !== undefined && isDeepStrictEqual(rowOfRecord(0, before), rowOfRecord(0, after));
}

async function writeRecord(tx: Transaction<Tables>, institutionId: number, before: StoredRecord | undefined, record: StoredRecord, cause: ReassessCause): Promise<void> {
  if (before === undefined) {
    await tx.insertInto('record').values(rowOfRecord(institutionId, record)).execute();
    return;
  }
  await moveRecord(tx, institutionId, record);
  await tx
    .insertInto('record_change')
    .values({
      ...{ institution_id: institutionId, session_id: record.sessionId, student_key: record.studentKey, seq: record.seq, action: 'regrade' },
      ...{ before: auditTextOf(before), after: auditTextOf(record), staff_name: cause.staffName, note: null, at_ms: cause.atMs },
    })
    .execute();
}
