import type { Kysely } from 'kysely';
import { exportId, shownEpochsOf, type DisplayStore, type DisplayWord } from '../../attendance/displays.ts';
import { countOf, type EpochRange } from '../../attendance/epoch-ranges.ts';
import type { DisplayRangeRow } from '../evidence-tables.ts';
import type { Tables } from '../tables.ts';

export function displayReadsOn(db: Kysely<Tables>): Pick<DisplayStore, 'listDisplays' | 'shownEpochs'> {
  return {
    async listDisplays(institutionId, sessionId) {
      const rows = await db
        .selectFrom('display')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .where('display_id', '!=', exportId)
        .orderBy('first_seen_at_ms')
        .orderBy('display_id')
        .execute();
      const words = new Map((await readWords(db, institutionId, sessionId)).map((word) => [word.displayId, word]));
      return rows.map((row) => ({
        displayId: row.display_id,
        name: row.name,
        lastSeenAtMs: row.last_seen_at_ms,
        isHidden: row.is_hidden === 1,
        isClosed: row.is_closed === 1,
        shownEpochs: countOf(words.get(row.display_id)?.shown ?? []),
        order: orderOf(row),
      }));
    },

    shownEpochs: async (institutionId, sessionId) => shownEpochsOf(await readWords(db, institutionId, sessionId)),
  };
}

/** Everything that the displays of a session said. */
export async function readWords(db: Kysely<Tables>, institutionId: number, sessionId: string): Promise<readonly DisplayWord[]> {
  const rows = await db
    .selectFrom('display_range')
    .select(['display_id', 'kind', 'first_epoch', 'last_epoch'])
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .execute();
  return [...Map.groupBy(rows, (row) => row.display_id)].map(([displayId, own]) => wordOf(displayId, own));
}

export function wordOf(displayId: string, rows: readonly Pick<DisplayRangeRow, 'kind' | 'first_epoch' | 'last_epoch'>[]): DisplayWord {
  const of = (kind: DisplayRangeRow['kind']): readonly EpochRange[] =>
    rows.filter((row) => row.kind === kind).map((row) => [row.first_epoch, row.last_epoch]);
  return {
    displayId,
    alive: of('alive').map(([first]) => first),
    known: of('known'),
    shown: of('shown'),
    closedFrom: of('closed').map(([first]) => first),
  };
}

export function orderOf({ order_hide, order_seq }: { readonly order_hide: number | null; readonly order_seq: number }) {
  return { hide: order_hide === null ? null : order_hide === 1, seq: order_seq };
}
