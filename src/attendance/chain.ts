import { letterOfEachByte } from '../protocol/bytes.ts';

/** One entry in its device's chain, accepted or refused. */
export interface Link {
  readonly entryId: Uint8Array;
  readonly seq: number;
  /** The `entry_id` before, as the entry says it. */
  readonly prev: Uint8Array | null;
  readonly receivedAtMs: number;
}

export interface ChainFact {
  readonly chain: 'holds' | 'gap' | 'fork';
  /** The earliest instant at which the entry, or one that was made after it, was known to the server. */
  readonly notAfterMs: number;
  readonly boundBy: 'arrival' | 'contact';
}

/**
 * Links of a device that signed two histories, or whose entries did not all come. What comes out of turn beyond them is not linked and
 * counts as a fork: each link would have to be compared with all others, and who makes up one may make up ten thousand.
 */
export const maxUnsoundLinks = 1_024;

/**
 * What the links of one device say of each entry, by `letterOfEachByte(entryId)`. A fork is two entries in one place of the
 * chain, or two after the same one, or a place that contradicts the entry before; it speaks of every entry from there on. A gap
 * is an entry whose predecessor never came. Who knows the hash of an entry has the entry, so a contact with one bounds every
 * entry that it was built on. A function of the sets alone: the order of arrival changes nothing.
 */
export function chainFacts(links: readonly Link[], contactAtMs: ReadonlyMap<string, number>): ReadonlyMap<string, ChainFact> {
  // The earliest arrival is the one that stands.
  const byId = new Map(links.toSorted((left, right) => right.receivedAtMs - left.receivedAtMs).map((link) => [letterOfEachByte(link.entryId), link]));
  const forkSeq = firstForkOf(links, byId);
  const bounds = new Map<string, number>();
  const facts = new Map<string, ChainFact>();
  for (const [id, { seq, prev, receivedAtMs }] of [...byId].toSorted(([, left], [, right]) => right.seq - left.seq)) {
    const prevId = prev === null ? undefined : letterOfEachByte(prev);
    const notAfterMs = Math.min(receivedAtMs, contactAtMs.get(id) ?? Infinity, bounds.get(id) ?? Infinity);
    if (prevId !== undefined) bounds.set(prevId, Math.min(notAfterMs, bounds.get(prevId) ?? Infinity));
    const chain = seq >= forkSeq ? 'fork' : prevId === undefined || byId.has(prevId) ? 'holds' : 'gap';
    facts.set(id, { chain, notAfterMs, boundBy: notAfterMs < receivedAtMs ? 'contact' : 'arrival' });
  }
  return facts;
}

function firstForkOf(links: readonly Link[], byId: ReadonlyMap<string, Link>): number {
  const idBySeq = new Map<number, string>();
  const childOf = new Map<string, string>();
  let first = Infinity;
  for (const { entryId, seq, prev } of links) {
    const id = letterOfEachByte(entryId);
    const prevId = prev === null ? '' : letterOfEachByte(prev);
    const before = byId.get(prevId);
    const isMisplaced = (prev === null) !== (seq === 0) || (before !== undefined && before.seq !== seq - 1);
    const isSecond = (idBySeq.get(seq) ?? id) !== id || (childOf.get(prevId) ?? id) !== id;
    if (isMisplaced || isSecond) first = Math.min(first, seq);
    if (isSecond && childOf.has(prevId)) first = Math.min(first, byId.get(childOf.get(prevId)!)!.seq);
    idBySeq.set(seq, id);
    childOf.set(prevId, id);
  }
  return first;
}
