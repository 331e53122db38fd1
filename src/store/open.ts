import type { DatabaseSync } from 'node:sqlite';
import type { Batching } from '../attendance/group-commit.ts';
import type { DeskStore } from '../attendance/desk.ts';
import type { DeviceStore } from '../attendance/devices.ts';
import type { DisplayStore } from '../attendance/displays.ts';
import type { InsightStore } from '../attendance/insight-store.ts';
import type { PolicyStore } from '../attendance/policy.ts';
import type { RecordStore, SessionStore } from '../attendance/ports.ts';
import type { StaffStore } from '../attendance/staff.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { makeDataDir, unusable, type DataDir, type Unusable } from './file/data-dir.ts';
import { deskReadsOn } from './desk/desk-reads.ts';
import { deviceReadsOn } from './ports/device-reads.ts';
import { displayReadsOn } from './ports/display-reads.ts';
import { insightReadsOn } from './ports/insight-store.ts';
import { lockOpening, lockServing, type Held, type Lock } from './file/locks.ts';
import { checkVersion, migrate, readVersion, schemaVersion, type TooNew } from './migrate.ts';
import { openPostgres, type DatabaseUnusable } from './postgres/open.ts';
import { policyReadsOn } from './ports/policy-store.ts';
import { sqliteQuirks } from './sql/quirks.ts';
import { recordReadsOn } from './ports/record-reads.ts';
import { sessionReadsOn } from './ports/session-reads.ts';
import { connect } from './sqlite/connect.ts';
import { kyselyOn } from './sqlite/dialect.ts';
import { staffReadsOn } from './ports/staff-reads.ts';
import type { Signals } from './signals.ts';
import type { WriterThread } from './writer/writer-thread.ts';
import { startWriter } from './writer/writer.ts';

export interface Store {
  readonly sessions: SessionStore;
  readonly records: RecordStore;
  readonly staff: StaffStore;
  readonly insight: InsightStore;
  /** How batches of submissions come best; as one after the other where it is left out. */
  readonly batching?: Batching;
  /** Between the processes over one database; null where this process has it alone. */
  readonly signals: Signals | null;
  /** The embedded database's thread that writes, which is started again when it dies; null where there is none. */
  readonly writer: Pick<WriterThread, 'hearDeaths'> | null;
  readonly devices: DeviceStore;
  readonly displays: DisplayStore;
  readonly desk: DeskStore;
  readonly policies: PolicyStore;
  /** Resolves where the store can be read and written now; rejects with `StorageUnavailable` otherwise. */
  ping(): Promise<void>;
  /** Finishes what is in flight; what is asked afterwards is rejected. */
  close(): Promise<void>;
}

export type OpenFailure = Held | Unusable | TooNew | DatabaseUnusable;

export interface OpenOptions {
  readonly dataDir: string;
  /** PostgreSQL, where it is set; the data directory then holds no database. */
  readonly databaseUrl?: string | undefined;
  /**
   * `serve` takes the data directory for this process, one server a directory. `share` is for short terminal commands beside a
   * running server; it needs the directory for itself only where it has to migrate.
   */
  readonly hold: 'serve' | 'share';
}

export async function openStore({ dataDir, databaseUrl, hold }: OpenOptions): Promise<Result<Store, OpenFailure>> {
  if (databaseUrl !== undefined) return openPostgres({ url: databaseUrl });
  const made = makeDataDir(dataDir);
  if (!made.ok) return made;
  const dir = made.value;
  try {
    const prepared = await prepareDataDir(dir, hold);
    return prepared.ok ? ok(await startStore(dir, prepared.value)) : prepared;
  } catch (error) {
    return fail(unusable(dir, error));
  }
}

/** Migrates where that is needed. Returns the lock that is to be held while the store is open. */
async function prepareDataDir(dir: DataDir, hold: OpenOptions['hold']): Promise<Result<Lock | undefined, OpenFailure>> {
  const opening = lockOpening(dir);
  let serving: Lock | undefined;
  let isKept = false;
  let database: DatabaseSync | undefined;
  try {
    database = connect(dir.database, 'writer');
    const db = kyselyOn(database);
    const version = checkVersion(await readVersion(db));
    if (!version.ok) return version;
    if (hold === 'serve' || version.value < schemaVersion) {
      const taken = lockServing(dir);
      if (!taken.ok) return taken;
      serving = taken.value;
    }
    await migrate(db, sqliteQuirks);
    isKept = hold === 'serve';
    return ok(isKept ? serving : undefined);
  } finally {
    database?.close();
    if (!isKept) serving?.release();
    opening.release();
  }
}

/** A store that was seen to write: a disk that is full now is a reason not to start. */
async function startStore(dir: DataDir, serving: Lock | undefined): Promise<Store> {
  let store: Store | undefined;
  try {
    store = storeOn(dir, serving);
    await store.ping();
    return store;
  } catch (error) {
    await store?.close().catch(() => {});
    serving?.release();
    throw error;
  }
}

/** The writer takes all that waits into one transaction, so none of these is a transaction of its own for long. */
const batching: Batching = { maxInFlight: 8, enough: 64 };

function storeOn(dir: DataDir, serving: Lock | undefined): Store {
  const database = connect(dir.database, 'reader');
  const reader = kyselyOn(database);
  const { writes, hearDeaths, close } = startWriter(dir.database);
  return {
    sessions: { ...sessionReadsOn(reader), ...writes },
    records: { ...recordReadsOn(reader), ...writes },
    staff: { ...staffReadsOn(reader), ...writes },
    insight: { ...insightReadsOn(reader), ...writes },
    signals: null,
    batching,
    writer: { hearDeaths },
    devices: { ...deviceReadsOn(reader), ...writes },
    displays: { ...displayReadsOn(reader), ...writes, report: writes.reportDisplay },
    desk: { ...deskReadsOn(reader), ...writes },
    policies: { ...policyReadsOn(reader), ...writes },
    async ping() {
      await reader.selectFrom('schema_version').select('version').executeTakeFirstOrThrow();
      await writes.probe();
    },
    async close() {
      try {
        await close();
      } finally {
        database.close();
        serving?.release();
      }
    },
  };
}
