import type { Kysely } from 'kysely';
import type { Link } from '../../attendance/chain.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import type { LinkRow } from '../evidence-tables.ts';
import type { Tables } from '../tables.ts';
import { inParts } from './ask-in-parts.ts';

/** A device whose chain is asked for, from a place on. */
export interface ChainTail {
  readonly deviceId: Uint8Array;
  readonly fromSeq: number;
}

/** The links of devices, by device, and the contacts with any of them, by entry. */
export async function readChains(db: Kysely<Tables>, institutionId: number, tails: readonly ChainTail[]) {
  const links = linksWithContacts(db, institutionId);
  const [whole, rest] = [tails.filter(({ fromSeq }) => fromSeq <= 0), tails.filter(({ fromSeq }) => fromSeq > 0)];
  const deviceIds = whole.map(({ deviceId }) => deviceId);
  return chainsOf([
    ...(await inParts(deviceIds, (some) => links.where('link.device_id', 'in', some).execute())),
    ...(await inParts(rest, (some) =>
      links.where((eb) => eb.or(some.map(({ deviceId, fromSeq }) => eb.and([eb('link.device_id', '=', deviceId), eb('link.seq', '>=', fromSeq)])))).execute(),
    )),
  ]);
}

function linksWithContacts(db: Kysely<Tables>, institutionId: number) {
  return db
    .selectFrom('link')
    .leftJoin('contact', (join) => join.onRef('contact.institution_id', '=', 'link.institution_id').onRef('contact.head', '=', 'link.entry_id'))
    .select(['link.device_id', 'link.seq', 'link.entry_id', 'link.prev', 'link.received_at_ms', 'contact.at_ms'])
    .where('link.institution_id', '=', institutionId);
}

type LinkWithContact = Pick<LinkRow, 'device_id' | 'seq' | 'entry_id' | 'prev' | 'received_at_ms'> & { readonly at_ms: number | null };

function chainsOf(rows: readonly LinkWithContact[]) {
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
