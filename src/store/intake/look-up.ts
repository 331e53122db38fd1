import type { Transaction } from 'kysely';
import type { CommitItem } from '../../attendance/ports.ts';
import { entryKey, keptKey, type Known } from './plan.ts';
import { placeKey } from '../judging/ask-in-parts.ts';
import { readNamed } from '../judging/entry-reads.ts';
import { readPiecesAt, readRecordsAt } from '../judging/evidence-reads.ts';
import { evidenceOfRow } from '../rows/evidence-row.ts';
import type { Tables } from '../tables.ts';

/** What is stored of the entries and the students that a batch names. */
export async function lookUp(tx: Transaction<Tables>, institutionId: number, batch: readonly CommitItem[]): Promise<Known> {
  const items = batch.filter((item) => item.kind === 'evidence');
  const rows = await readNamed(tx, institutionId, items);
  const kept = new Map<string, number>();
  for (const piece of await readPiecesAt(tx, institutionId, items)) {
    if (piece.deviceId === null) continue;
    for (const key of [placeKey(piece), keptKey(piece, piece.deviceId)]) kept.set(key, (kept.get(key) ?? 0) + 1);
  }
  return {
    evidence: new Map(rows.map((row) => [entryKey(row.entry_id), evidenceOfRow(row)])),
    records: new Map(await readRecordsAt(tx, institutionId, items)),
    kept,
  };
}
