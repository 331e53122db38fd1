import { sql, type Kysely, type SqlBool, type Transaction } from 'kysely';
import { maxUnsoundLinks } from '../../attendance/chain.ts';
import type { Device } from '../../attendance/devices.ts';
import type { ShownEpochs } from '../../attendance/displays.ts';
import type { CommitItem } from '../../attendance/ports.ts';
import type { Evidence } from '../../attendance/record.ts';
import type { Session } from '../../attendance/session.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { readEntries } from '../judging/entry-reads.ts';
import { inParts, uniqueBytes } from '../judging/ask-in-parts.ts';
import { readDecisionsAt, readDevices, readDevicesOf, readShown, type KnownDevice } from '../judging/evidence-reads.ts';
import type { Asking } from '../sql/asking.ts';
import { padded } from '../sql/many-rows.ts';
import type { Quirks } from '../sql/quirks.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { Tables } from '../tables.ts';

/** What is stored around a batch, as far as it takes to see which of its entries nothing else speaks about. Byte strings are named by their letters. */
export interface Around {
  readonly sessions: ReadonlyMap<string, Session>;
  readonly shown: ReadonlyMap<string, ShownEpochs>;
  readonly devices: ReadonlyMap<string, KnownDevice>;
  readonly devicesOf: ReadonlyMap<string, readonly Device[]>;
  /** The entry with the highest place in each device's chain. */
  readonly ends: ReadonlyMap<string, ChainEnd>;
  /** Of the entries that the batch tells a contact with or that were refused: whose they are and when they arrived. */
  readonly links: ReadonlyMap<string, KnownLink>;
  readonly contacts: ReadonlyMap<string, number>;
  /** Students of the batch about whom staff decided, by `placeKey`. */
  readonly decided: ReadonlySet<string>;
  /** Entries that others name as the one before and that never came. */
  readonly awaited: ReadonlySet<string>;
  /** Devices with a fork or a gap and so many links that nothing more is linked out of turn. */
  readonly full: ReadonlySet<string>;
}

export interface ChainEnd {
  readonly seq: number;
  readonly entryId: Uint8Array;
  readonly receivedAtMs: number;
}

export interface KnownLink {
  readonly deviceId: Uint8Array;
  readonly receivedAtMs: number;
}

type Sealed = Evidence & { readonly deviceId: Uint8Array };

/** What no device sealed costs one small statement a batch, where no display and nobody of staff said anything in its session. */
export async function readAround(tx: Transaction<Tables>, institutionId: number, batch: readonly CommitItem[], quirks: Quirks, asking: Asking): Promise<Around> {
  const evidence = batch.filter((item) => item.kind === 'evidence');
  const sealed = evidence.filter((item): item is Sealed => item.deviceId !== null);
  const refused = batch.filter((item) => item.kind === 'refused').flatMap(({ link }) => link ?? []);
  const heads = batch.flatMap((item) => (item.kind === 'refused' || item.head === null ? [] : [item.head]));
  const sessionIds = new Set(batch.flatMap((item) => (item.kind === 'contact' ? [] : item.sessionId)));
  const [said, told] = await asking.all([
    () => readSaid(tx, institutionId, sessionIds, evidence, asking),
    () => readTold(tx, institutionId, { sealed, refused, heads }, quirks, asking),
  ]);
  return { ...told, ...said };
}

/** What displays and staff said in the sessions of a batch; what displays said is asked for before it is known that they did, where that costs no wait. */
async function readSaid(tx: Transaction<Tables>, institutionId: number, sessionIds: ReadonlySet<string>, evidence: readonly Evidence[], asking: Asking) {
  const [sessions, shownAhead] = await asking.all([
    () => readSpokenOf(tx, institutionId, sessionIds),
    async () => (asking.isTogether ? readShown(tx, institutionId, sessionIds) : undefined),
  ]);
  // No foreign key says so on every database.
  if (sessions.length < sessionIds.size) throw new Error('a submission names a session that is not stored');
  const withDecisions = new Set(sessions.filter((row) => row.has_decisions === 1).map((row) => row.session_id));
  return {
    sessions: new Map(sessions.map((row) => [row.session_id, sessionOfRow(row)])),
    shown: shownAhead ?? (await readShown(tx, institutionId, sessions.filter((row) => row.has_displays === 1).map((row) => row.session_id))),
    decided: new Set((await readDecisionsAt(tx, institutionId, evidence.filter(({ sessionId }) => withDecisions.has(sessionId)))).keys()),
  };
}

interface Told {
  readonly sealed: readonly Sealed[];
  readonly refused: readonly { readonly deviceId: Uint8Array; readonly entryId: Uint8Array }[];
  readonly heads: readonly Uint8Array[];
}

/** What is stored of the devices of a batch and of their chains. */
async function readTold(tx: Transaction<Tables>, institutionId: number, { sealed, refused, heads }: Told, quirks: Quirks, asking: Asking): Promise<Omit<Around, 'sessions' | 'shown' | 'decided'>> {
  if (sealed.length + refused.length + heads.length === 0) return nothingAround;

  const deviceIds = [...uniqueBytes([...sealed, ...refused].map(({ deviceId }) => deviceId)).values()];
  const [devices, devicesOf, ends, links, contacts] = await asking.all([
    () => readDevices(tx, institutionId, deviceIds),
    () => readDevicesOf(tx, institutionId, new Set(sealed.map(({ studentKey }) => studentKey))),
    () => readEnds(tx, institutionId, deviceIds, quirks),
    () => readLinks(tx, institutionId, [...heads, ...refused.map(({ entryId }) => entryId)], asking),
    () => readContacts(tx, institutionId, [...heads, ...[...sealed, ...refused].map(({ entryId }) => entryId)]),
  ]);
  const withGaps = [...devices.values()].filter(({ hasGaps }) => hasGaps).map(({ device }) => device.deviceId);
  const unsound = [...devices.values()].filter(({ hasGaps, isForked }) => hasGaps || isForked).map(({ device }) => device.deviceId);
  return {
    devices,
    devicesOf,
    ends,
    links,
    contacts,
    awaited: await readAwaited(tx, institutionId, withGaps, [...sealed, ...refused]),
    full: await readFull(tx, institutionId, unsound, quirks),
  };
}

/** What is known where nothing was stored yet. */
export const nothingAround: Around = {
  ...{ sessions: new Map(), shown: new Map(), devices: new Map(), devicesOf: new Map() },
  ...{ ends: new Map(), links: new Map(), contacts: new Map(), awaited: new Set(), full: new Set(), decided: new Set() },
};

/** The sessions, and whether anything else may speak about what arrives in them. */
export async function readSpokenOf(tx: Kysely<Tables>, institutionId: number, sessionIds: Iterable<string>) {
  return inParts(sessionIds, async (some) => {
    const of = (table: 'display_range' | 'decision') =>
      sql<number>`case when exists (select 1 from ${sql.table(table)} as said where said.institution_id = ${institutionId} and said.session_id = session.session_id) then 1 else 0 end`;
    return tx
      .selectFrom('session')
      .selectAll()
      .select([of('display_range').as('has_displays'), of('decision').as('has_decisions')])
      .where('institution_id', '=', institutionId)
      .where('session_id', 'in', some)
      .execute();
  });
}

/** One descent of the index a device, whatever the length of its chain. */
async function readEnds(tx: Transaction<Tables>, institutionId: number, deviceIds: readonly Uint8Array[], { bytes }: Quirks): Promise<ReadonlyMap<string, ChainEnd>> {
  const rows = await inParts(deviceIds, async (some) => {
    const named = sql.join(some.map((deviceId) => sql`(cast(${deviceId} as ${bytes}))`));
    const newest = sql`from link where institution_id = ${institutionId} and device_id = named.column1 order by seq desc, entry_id desc limit 1`;
    const found = await sql<{ device_id: Uint8Array; seq: number | null; entry_id: Uint8Array; at_ms: number }>`
      select named.column1 as device_id, (select seq ${newest}) as seq, (select entry_id ${newest}) as entry_id, (select received_at_ms ${newest}) as at_ms
      from (values ${named}) as named`.execute(tx);
    return found.rows;
  });
  return new Map(
    rows.flatMap(({ device_id, seq, entry_id, at_ms }) => (seq === null ? [] : [[letterOfEachByte(device_id), { seq, entryId: entry_id, receivedAtMs: at_ms }]])),
  );
}

/** In the statement itself, since it is what chooses the index. */
const isRefused = sql<SqlBool>`is_refused = 1`;

async function readLinks(tx: Transaction<Tables>, institutionId: number, entryIds: readonly Uint8Array[], asking: Asking): Promise<ReadonlyMap<string, KnownLink>> {
  const [accepted, refused] = await asking.all([
    () => readEntries(tx, institutionId, entryIds),
    () => inParts(uniqueBytes(entryIds).values(), (some) =>
      tx.selectFrom('link').select(['entry_id', 'device_id', 'received_at_ms']).where('institution_id', '=', institutionId).where('entry_id', 'in', some).where(isRefused).execute(),
    ),
  ]);
  const links = new Map<string, KnownLink>();
  // An entry that was refused first is linked since then.
  for (const { entry_id, device_id, received_at_ms } of [...accepted, ...refused]) {
    if (device_id !== null) links.set(letterOfEachByte(entry_id), { deviceId: device_id, receivedAtMs: received_at_ms });
  }
  return links;
}

async function readContacts(tx: Transaction<Tables>, institutionId: number, heads: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> {
  const rows = await inParts(uniqueBytes(heads).values(), (some) =>
    tx.selectFrom('contact').select(['head', 'at_ms']).where('institution_id', '=', institutionId).where('head', 'in', some).execute(),
  );
  return new Map(rows.map((row) => [letterOfEachByte(row.head), row.at_ms]));
}

async function readAwaited(tx: Transaction<Tables>, institutionId: number, deviceIds: readonly Uint8Array[], entries: readonly { readonly entryId: Uint8Array }[]): Promise<ReadonlySet<string>> {
  if (deviceIds.length === 0) return new Set();
  const rows = await inParts(uniqueBytes(entries.map(({ entryId }) => entryId)).values(), (some) =>
    tx
      .selectFrom('link')
      .select('prev')
      .where('institution_id', '=', institutionId)
      .where('device_id', 'in', padded(deviceIds))
      .where('prev', 'in', some)
      .execute(),
  );
  return new Set(uniqueBytes(rows.map(({ prev }) => prev)).keys());
}

async function readFull(tx: Transaction<Tables>, institutionId: number, deviceIds: readonly Uint8Array[], { bytes }: Quirks): Promise<ReadonlySet<string>> {
  if (deviceIds.length === 0) return new Set();
  const rows = await inParts(deviceIds, async (some) => {
    const named = sql.join(some.map((deviceId) => sql`(cast(${deviceId} as ${bytes}))`));
    const last = sql`select seq from link where institution_id = ${institutionId} and device_id = named.column1 order by seq limit 1 offset ${maxUnsoundLinks - 1}`;
    return (await sql<{ device_id: Uint8Array }>`select named.column1 as device_id from (values ${named}) as named where (${last}) is not null`.execute(tx)).rows;
  });
  return new Set(rows.map(({ device_id }) => letterOfEachByte(device_id)));
}
