import { sql, type Kysely, type SqlBool } from 'kysely';
import type { EvidenceRow, Tables } from '../tables.ts';
import { atPlaces, inParts, uniqueBytes, type Place } from './ask-in-parts.ts';

/**
 * Evidence is kept by its place. Entries have an index of their ids besides; an original's id is made of session and student, so
 * nobody knows it who does not know the place. The form stands in the statement itself, since it is what chooses the index.
 */
export const isEntry = sql<SqlBool>`evidence.form = 'entry'`;

interface Named extends Place {
  readonly entryId: Uint8Array;
  readonly form: EvidenceRow['form'];
}

export async function readEntries(db: Kysely<Tables>, institutionId: number, entryIds: readonly Uint8Array[]): Promise<readonly EvidenceRow[]> {
  return inParts(uniqueBytes(entryIds).values(), (some) =>
    db.selectFrom('evidence').selectAll().where('institution_id', '=', institutionId).where('entry_id', 'in', some).where(isEntry).execute(),
  );
}

/** What is stored under the ids of entries and of originals. */
export async function readNamed(db: Kysely<Tables>, institutionId: number, named: readonly Named[]): Promise<readonly EvidenceRow[]> {
  const originals = named.filter(({ form }) => form === 'original');
  const entries = named.filter(({ form }) => form === 'entry').map(({ entryId }) => entryId);
  return [...(await readEntries(db, institutionId, entries)), ...(await readOriginals(db, institutionId, originals))];
}

async function readOriginals(db: Kysely<Tables>, institutionId: number, places: readonly Place[]): Promise<readonly EvidenceRow[]> {
  return atPlaces(places, (sessionIds, studentKeys) =>
    db
      .selectFrom('evidence')
      .selectAll()
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', sessionIds)
      .where('student_key', 'in', studentKeys)
      .where('form', '=', 'original')
      .execute(),
  );
}

/** The evidence that devices sealed, by their links. */
export function evidenceOfDevices(db: Kysely<Tables>, institutionId: number, deviceIds: readonly Uint8Array[]) {
  return db
    .selectFrom('link')
    .innerJoin('evidence', (join) =>
      join
        .onRef('evidence.institution_id', '=', 'link.institution_id')
        .onRef('evidence.entry_id', '=', 'link.entry_id')
        .onRef('evidence.device_id', '=', 'link.device_id')
        .on(isEntry),
    )
    .where('link.institution_id', '=', institutionId)
    .where('link.device_id', 'in', deviceIds);
}
