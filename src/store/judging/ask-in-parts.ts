import { letterOfEachByte } from '../../protocol/bytes.ts';
import { padded } from '../sql/many-rows.ts';

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

/** One student in one session. */
export interface Place {
  readonly sessionId: string;
  readonly studentKey: string;
}

export function placeKey({ sessionId, studentKey }: Place): string {
  return `${sessionId} ${studentKey}`;
}

/** Few sessions of many students, or few students in many sessions: every pair of the two lists is asked for, and only the places are kept. */
export async function atPlaces<Row extends { readonly session_id: string; readonly student_key: string }>(
  places: readonly Place[],
  ask: (sessionIds: readonly string[], studentKeys: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  if (places.length === 0) return [];
  const wanted = new Set(places.map(placeKey));
  const sessionIds = padded([...new Set(places.map(({ sessionId }) => sessionId))]);
  const rows = await ask(sessionIds, padded([...new Set(places.map(({ studentKey }) => studentKey))]));
  return rows.filter((row) => wanted.has(placeKey({ sessionId: row.session_id, studentKey: row.student_key })));
}
